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
  /** Whether the patient restricted the use of their record, and whether one may write that down (rules R35, R36). */
  readonly isRestricted: boolean;
  readonly mayRestrict: boolean;
  readonly looks: readonly CareLook[];
}

export async function readCare(patientId: string): Promise<CareStanding> {
  return (await request('GET', `/api/care/${patientId}`)).value as CareStanding;
}

/** @throws Failure `unproven` when who asks does not prove again who they are */
export async function openRecord(patientId: string, reason: GlassReason): Promise<void> {
  await request('POST', `/api/care/${patientId}/glass`, { body: { reason } });
}

/** @throws Failure `conflict` where it is restricted already */
export async function restrictRecord(patientId: string): Promise<void> {
  await request('POST', `/api/care/${patientId}/restriction`);
}

/** @throws Failure `missing` where nothing restricts it */
export async function liftRestriction(patientId: string): Promise<void> {
  await request('DELETE', `/api/care/${patientId}/restriction`);
}

export async function closeRecord(): Promise<void> {
  await request('DELETE', '/api/care/glass');
}
