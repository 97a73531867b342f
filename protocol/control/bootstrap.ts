import type { ByteReader, ByteWriter } from '../bytes.js';
import type { ControlCodec } from './codec.js';

/**
 * The hub tells a site that lost its records what comes back (rule F13), so that the site can say how far it is. Told
 * at the opening of a session, and whenever more is known.
 */
export interface Bootstrap {
  readonly kind: 'bootstrap';
  /** Resources in all. */
  readonly expected: number;
  /** Where the essential part ends in lanes 2 and 3 of the feed; absent while it is not all fed. */
  readonly clinicalSeq?: number;
  readonly administrativeSeq?: number;
  /** Where the rest ends in lane 5. */
  readonly bulkSeq?: number;
}

export const bootstrapCodec: ControlCodec<Bootstrap> = {
  number: 20,
  write(writer, { expected, clinicalSeq, administrativeSeq, bulkSeq }) {
    writer.integer(expected);
    for (const seq of [clinicalSeq, administrativeSeq, bulkSeq]) writeEnd(writer, seq);
  },
  read(reader) {
    const expected = reader.integer();
    const [clinicalSeq, administrativeSeq, bulkSeq] = [readEnd(reader), readEnd(reader), readEnd(reader)];
    return {
      ...{ kind: 'bootstrap', expected },
      ...(clinicalSeq !== undefined && { clinicalSeq }),
      ...(administrativeSeq !== undefined && { administrativeSeq }),
      ...(bulkSeq !== undefined && { bulkSeq }),
    };
  },
};

function writeEnd(writer: ByteWriter, seq: number | undefined): void {
  writer.integer(seq === undefined ? 0 : seq + 1);
}

function readEnd(reader: ByteReader): number | undefined {
  const value = reader.integer();
  return value === 0 ? undefined : value - 1;
}
