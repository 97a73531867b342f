import type { GlassReason, GlassVerdict } from '../../../record/care/broken-glass.js';
import { request } from '../../kit/http/request.js';

/** A record that was opened without a relationship, for who reviews it: nothing of the record (rule R28). */
export interface Review {
  readonly id: number;
  readonly patient: string;
  /** A FHIR reference. */
  readonly author: string;
  readonly displayName: string;
  readonly reason: GlassReason;
  readonly from: string;
  readonly until: string;
  readonly verdict: GlassVerdict | null;
  readonly acts: readonly { readonly action: string; readonly kind: string; readonly count: number }[];
}

/** Those that wait first. */
export async function listReviews(): Promise<readonly Review[]> {
  return ((await request('GET', '/api/care/reviews')).value as { reviews: readonly Review[] }).reviews;
}

/** @throws Failure `conflict` where somebody judged it before */
export async function judge(id: number, verdict: GlassVerdict): Promise<void> {
  await request('POST', `/api/care/reviews/${id}`, { body: { verdict } });
}
