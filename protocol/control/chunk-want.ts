import type { ControlCodec } from './codec.js';

/** Asks the other end for chunks of a content (rule A2). */
export interface ChunkWant {
  readonly kind: 'chunk-want';
  /** SHA-256 of the content; 32 bytes. */
  readonly hash: Uint8Array;
  /** The first chunk that is asked for, and how many. */
  readonly from: number;
  readonly count: number;
  /** Whether a person waits for it: then it flows over a metered link, too (rule A4). */
  readonly asked: boolean;
}

export const chunkWantCodec: ControlCodec<ChunkWant> = {
  number: 13,
  write(writer, message) {
    writer
      .raw(message.hash)
      .integer(message.from)
      .integer(message.count)
      .integer(message.asked ? 1 : 0);
  },
  read: (reader) => ({
    kind: 'chunk-want',
    hash: reader.raw(32),
    from: reader.integer(),
    count: reader.integer(),
    asked: reader.integer() === 1,
  }),
};
