import type { GlassReason } from '../../../record/care/broken-glass.js';
import { request } from '../../kit/http/request.js';
import type { Again } from '../../kit/session/account/account.js';

/** Who opened the record without a relationship. */
export interface CareLook {
  readonly user: string;
  readonly reason: GlassReason;
  readonly from: string;
}

/** How one stands to a patient (rule R25). */
export interface CareStanding {
  readonly state: 'not-asked' | 'cared-for' | 'opened' | 'outside';
  readonly until?: string;
  readonly mayReceive: boolean;
  readonly mayOpen: boolean;
  readonly looks: readonly CareLook[];
}

export async function readCare(patientId: string): Promise<CareStanding> {
  return (await request('GET', `/api/care/${patientId}`)).value as CareStanding;
}

/** @throws Failure `signedOut` with a code `…-wrong` when password or code is not right */
export async function openRecord(patientId: string, again: Again, reason: GlassReason): Promise<void> {
  await request('POST', `/api/care/${patientId}/glass`, { body: { ...again, reason } });
}

export async function closeRecord(): Promise<void> {
  await request('DELETE', '/api/care/glass');
}
