import type { PackedBatch } from './packed-batch.js';

/** What the thread that reads is asked for; it answers each batch once, in the order in which they came. */
export type ReadingRequest =
  | { readonly kind: 'read'; readonly id: number; readonly payload: Uint8Array }
  | { readonly kind: 'end' };

/** Only the code of a failure crosses threads: other words may quote a body. */
export type ReadingAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'read'; readonly id: number; readonly packed: PackedBatch }
  | { readonly kind: 'failed'; readonly id: number; readonly code: string };
