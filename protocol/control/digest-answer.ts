import type { ByteReader, ByteWriter } from '../bytes.js';
import { parseResourceType, type ResourceType } from '../ids.js';
import { limits } from '../limits.js';
import { Problem } from '../problem.js';
import { type ControlCodec, readList, writeList } from './codec.js';

/** What the hub says to a digest, and asks next; the number on the wire is the place in this list. */
export const digestVerdicts = [
  /** Both ends hold the same. */
  'proved',
  /** One of them is not where the other stood: ask again later. */
  'not-now',
  /** They differ: send the digests of all months. */
  'show-months',
  /** Send the change ids of these months. */
  'show-ids',
  /** What the site lacked is on its way down; what the hub lacks is to be entered again; then ask anew. */
  'heal',
] as const;

export type DigestVerdict = (typeof digestVerdicts)[number];

/** One type in one month, see `monthOf`. */
export interface TypeMonth {
  readonly type: ResourceType;
  readonly month: number;
}

export interface DigestAnswer {
  readonly kind: 'digest-answer';
  readonly round: number;
  readonly verdict: DigestVerdict;
  /** The months whose ids are wanted. */
  readonly months: readonly TypeMonth[];
  /** Change ids that the hub lacks, 16 bytes each. */
  readonly lacking: readonly Uint8Array[];
}

export const digestAnswerCodec: ControlCodec<DigestAnswer> = {
  number: 11,
  write(writer, message) {
    writer.integer(message.round).integer(digestVerdicts.indexOf(message.verdict));
    writeList(writer, message.months, (month) => writeTypeMonth(writer, month));
    writeList(writer, message.lacking, (id) => writer.raw(id));
  },
  read(reader) {
    const round = reader.integer();
    const verdict = digestVerdicts[reader.integer()];
    if (verdict === undefined) throw new Problem('batch-malformed', 'verdict');
    const months = readList(reader, limits.digestMonthsAskedMax, () => readTypeMonth(reader));
    const lacking = readList(reader, limits.digestIdsMax, () => reader.raw(16));
    return { kind: 'digest-answer', round, verdict, months, lacking };
  },
};

export function writeTypeMonth(writer: ByteWriter, { type, month }: TypeMonth): void {
  writer.text(type).integer(month);
}

/** @throws Problem `batch-malformed` */
export function readTypeMonth(reader: ByteReader): TypeMonth {
  const text = reader.text(64);
  try {
    return { type: parseResourceType(text), month: reader.integer() };
  } catch (cause) {
    throw new Problem('batch-malformed', 'month', [], { cause });
  }
}
