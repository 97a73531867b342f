import { erasureLimits } from '../erasures/erasure-order.js';
import { type ControlCodec, readList, writeList } from './codec.js';

/** The hub asks which erasures a site has carried out, or for orders that it lacks itself (rules S96, S97). */
export interface ErasureAsk {
  readonly kind: 'erasure-ask';
  /** Those behind this id, in the order of their ids; '' from the first. */
  readonly after: string;
  /** Orders that the site is to return, in the place of an answer. */
  readonly wanted: readonly string[];
}

export const erasureAskCodec: ControlCodec<ErasureAsk> = {
  number: 40,
  write(writer, { after, wanted }) {
    writer.text(after);
    writeList(writer, wanted, (id) => writer.text(id));
  },
  read: (reader) => ({
    kind: 'erasure-ask',
    after: reader.text(erasureLimits.idBytesMax),
    wanted: readList(reader, erasureLimits.namedOrdersMax, () => reader.text(erasureLimits.idBytesMax)),
  }),
};
