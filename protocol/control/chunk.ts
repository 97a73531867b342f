import { chunkBytes } from '../attachments/chunks.js';
import type { ControlCodec } from './codec.js';

/** One chunk of a content; without bytes when the sender cannot or may not send it now (rule A4). */
export interface Chunk {
  readonly kind: 'chunk';
  /** SHA-256 of the whole content; 32 bytes. */
  readonly hash: Uint8Array;
  readonly index: number;
  readonly bytes: Uint8Array;
}

export const chunkCodec: ControlCodec<Chunk> = {
  number: 14,
  write(writer, message) {
    writer.raw(message.hash).integer(message.index).bytes(message.bytes);
  },
  read: (reader) => ({
    kind: 'chunk',
    hash: reader.raw(32),
    index: reader.integer(),
    bytes: reader.bytes(chunkBytes),
  }),
};
