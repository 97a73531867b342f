import type { ByteReader, ByteWriter } from '../bytes.js';
import type { Digest } from '../digest.js';
import { type ControlCodec, readLanes, writeList } from './codec.js';
import { type LaneCursor, readLaneCursor, writeLaneCursor } from './durability.js';

/** What a site stood at when its digest was true: the heads of its own log, and how far it had applied its feed. */
export interface HeldAt {
  readonly hubEpoch: number;
  readonly epoch: number;
  readonly ups: readonly LaneCursor[];
  readonly downs: readonly LaneCursor[];
}

/** A site asks the hub to compare what both hold of its interest (rule D2). */
export interface DigestMessage extends HeldAt {
  readonly kind: 'digest';
  /** Chosen by the site; the answers repeat it. */
  readonly round: number;
  readonly total: Digest;
}

export const digestCodec: ControlCodec<DigestMessage> = {
  number: 10,
  write(writer, message) {
    writer.integer(message.round).integer(message.hubEpoch).integer(message.epoch);
    writeList(writer, message.ups, (cursor) => writeLaneCursor(writer, cursor));
    writeList(writer, message.downs, (cursor) => writeLaneCursor(writer, cursor));
    writeDigest(writer, message.total);
  },
  read: (reader) => ({
    kind: 'digest',
    round: reader.integer(),
    hubEpoch: reader.integer(),
    epoch: reader.integer(),
    ups: readLanes(reader, () => readLaneCursor(reader)),
    downs: readLanes(reader, () => readLaneCursor(reader)),
    total: readDigest(reader),
  }),
};

export function writeDigest(writer: ByteWriter, { count, sum }: Digest): void {
  writer.integer(count).raw(Buffer.from(sum.toString(16).padStart(32, '0'), 'hex'));
}

export function readDigest(reader: ByteReader): Digest {
  const count = reader.integer();
  const sum = reader.raw(16);
  return { count, sum: BigInt(`0x${Buffer.from(sum.buffer, sum.byteOffset, sum.byteLength).toString('hex')}`) };
}
