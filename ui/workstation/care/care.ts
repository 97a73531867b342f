import type { GlassReason, GlassVerdict } from '../../../record/care/broken-glass.js';
import { request } from '../../kit/http/request.js';

/** Who opened the record without a relationship; times are FHIR instants. */
export interface CareLook {
  readonly displayName: string;
  readonly reason: GlassReason;
  readonly from: string;
  readonly until: string;
  readonly verdict: GlassVerdict | null;
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

/** @throws Failure `unproven` when who asks does not prove again who they are */
export async function openRecord(patientId: string, reason: GlassReason): Promise<void> {
  await request('POST', `/api/care/${patientId}/glass`, { body: { reason } });
}

export async function closeRecord(): Promise<void> {
  await request('DELETE', '/api/care/glass');
}
