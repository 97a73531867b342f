import type { ControlCodec } from './codec.js';

/** The sender of this message holds the content whole, and has proven its hash (rule A3). */
export interface ChunkDone {
  readonly kind: 'chunk-done';
  /** SHA-256 of the content; 32 bytes. */
  readonly hash: Uint8Array;
}

export const chunkDoneCodec: ControlCodec<ChunkDone> = {
  number: 15,
  write(writer, message) {
    writer.raw(message.hash);
  },
  read: (reader) => ({ kind: 'chunk-done', hash: reader.raw(32) }),
};
