import type { Batch } from './batch.js';
import { equalBytes } from './bytes.js';
import type { Cursor } from './change.js';

/**
 * What a receiver at `cursor` does with a proven batch (rules S5, S6): `apply` its changes from index `skip` on;
 * `duplicate`: all of it is here, say so with a receipt; `gap`: it starts beyond the cursor, nothing moves; `fork`: the
 * same numbers with another content, nothing is overwritten.
 */
export type Admission =
  | { readonly kind: 'apply'; readonly skip: number }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'gap' }
  | { readonly kind: 'fork' };

/**
 * Judges a batch against the receiver's cursor.
 * @param chainAt the receiver's own chain at a sequence number not beyond its cursor; asked only for a full duplicate
 */
export function admitBatch(cursor: Cursor, batch: Batch, chainAt: (seq: number) => Uint8Array | undefined): Admission {
  const { from, to, chainBefore, chainAfter } = batch.header;
  if (from > cursor.seq + 1) return { kind: 'gap' };
  if (to <= cursor.seq) {
    const own = to === cursor.seq ? cursor.chain : chainAt(to);
    return own !== undefined && equalBytes(own, chainAfter) ? { kind: 'duplicate' } : { kind: 'fork' };
  }
  const skip = cursor.seq - from + 1;
  const chainAtCursor = skip === 0 ? chainBefore : batch.chains[skip - 1];
  if (chainAtCursor === undefined || !equalBytes(chainAtCursor, cursor.chain)) return { kind: 'fork' };
  return { kind: 'apply', skip };
}
