import { erasureLimits } from '../erasures/erasure-order.js';
import { Problem } from '../problem.js';
import { type ControlCodec, readList, writeList } from './codec.js';

/** A site says which erasures it has carried out and settled (rules S94, S96). */
export interface Erased {
  readonly kind: 'erased';
  /** In their order. */
  readonly ids: readonly string[];
  /** Of an answer: these are all behind this id, up to the last of them. Absent: they are some. */
  readonly page?: { readonly after: string; readonly isLast: boolean };
}

export const erasedCodec: ControlCodec<Erased> = {
  number: 41,
  write(writer, { ids, page }) {
    writeList(writer, ids, (id) => writer.text(id));
    writer.integer(page === undefined ? 0 : page.isLast ? 2 : 1);
    if (page !== undefined) writer.text(page.after);
  },
  read(reader) {
    const ids = readList(reader, erasureLimits.namedOrdersMax, () => reader.text(erasureLimits.idBytesMax));
    const kind = reader.integer();
    if (kind > 2) throw new Problem('batch-malformed', 'page of erasures');
    if (kind === 0) return { kind: 'erased', ids };
    return { kind: 'erased', ids, page: { after: reader.text(erasureLimits.idBytesMax), isLast: kind === 2 } };
  },
};
