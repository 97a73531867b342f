import { type Lane, parseLane } from '../lane.js';
import { limits } from '../limits.js';
import { type ControlCodec, readList, writeList } from './codec.js';
import type { Receipt } from './receipt.js';

/** The writer of a log has taken note of what the receiver refused, and of what it mended (rule P4). */
export interface Confirmed {
  readonly kind: 'confirmed';
  /** The epoch of the log. */
  readonly epoch: number;
  readonly lane: Lane;
  readonly rejects: readonly number[];
  readonly mended: readonly number[];
}

export const confirmedCodec: ControlCodec<Confirmed> = {
  number: 16,
  write(writer, message) {
    writer.integer(message.epoch).integer(message.lane);
    writeList(writer, message.rejects, (seq) => writer.integer(seq));
    writeList(writer, message.mended, (seq) => writer.integer(seq));
  },
  read: (reader) => ({
    kind: 'confirmed',
    epoch: reader.integer(),
    lane: parseLane(reader.integer()),
    rejects: readList(reader, limits.receiptRejectsMax, () => reader.integer()),
    mended: readList(reader, limits.receiptRejectsMax, () => reader.integer()),
  }),
};

/** What there is to confirm of a receipt; `undefined` when it says nothing but how far the log has come. */
export function confirmationOf({ epoch, lane, rejects, mended = [] }: Receipt): Confirmed | undefined {
  if (rejects.length + mended.length === 0) return undefined;
  return { kind: 'confirmed', epoch, lane, rejects: rejects.map(({ seq }) => seq), mended };
}
