import type { Digest } from '../digest.js';
import { limits } from '../limits.js';
import { type ControlCodec, readList, writeList } from './codec.js';
import { readTypeMonth, type TypeMonth, writeTypeMonth } from './digest-answer.js';
import { readDigest, writeDigest } from './digest-message.js';

export interface MonthDigest extends TypeMonth {
  readonly digest: Digest;
}

/** A page of what the hub asked for; the last one says so. */
export interface DigestDetail {
  readonly kind: 'digest-detail';
  readonly round: number;
  readonly last: boolean;
  readonly months: readonly MonthDigest[];
  /** 16 bytes each. */
  readonly ids: readonly Uint8Array[];
}

export const digestDetailCodec: ControlCodec<DigestDetail> = {
  number: 12,
  write(writer, message) {
    writer.integer(message.round).integer(message.last ? 1 : 0);
    writeList(writer, message.months, (month) => {
      writeTypeMonth(writer, month);
      writeDigest(writer, month.digest);
    });
    writeList(writer, message.ids, (id) => writer.raw(id));
  },
  read: (reader) => ({
    kind: 'digest-detail',
    round: reader.integer(),
    last: reader.integer() === 1,
    months: readList(reader, limits.digestMonthsMax, () => ({ ...readTypeMonth(reader), digest: readDigest(reader) })),
    ids: readList(reader, limits.digestIdsMax, () => reader.raw(16)),
  }),
};
