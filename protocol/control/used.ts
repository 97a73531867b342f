import type { ControlCodec } from './codec.js';

/** The hub has heard a `use`: the site need not say it again (rule L6). */
export interface Used {
  readonly kind: 'used';
  /** Of the claim. */
  readonly generation: number;
}

export const usedCodec: ControlCodec<Used> = {
  number: 23,
  write(writer, message) {
    writer.integer(message.generation);
  },
  read: (reader) => ({ kind: 'used', generation: reader.integer() }),
};
