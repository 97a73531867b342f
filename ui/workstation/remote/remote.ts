import { request } from '../../kit/http/request.js';

/** Somebody whom the hub knows. '' where something is not known. */
export interface Candidate {
  readonly patient: string;
  readonly healthId: string;
  readonly family: string;
  readonly given: string;
  readonly gender: string;
  readonly birthDate: string;
  readonly site: string;
}

/** A question of this person's to the hub. */
export interface RemoteRequest {
  readonly id: string;
  readonly kind: 'search' | 'patient';
  readonly purpose: string;
  readonly state: 'waiting' | 'answered' | 'refused';
  /** Milliseconds since 1970. */
  readonly askedAt: number;
  readonly patient: string | null;
  readonly candidates: readonly Candidate[];
}

/** What this hospital holds of a patient. */
export interface HeldPatient {
  readonly interest: 'own' | 'copy' | 'none';
  /** Milliseconds since 1970, by the hub's clock. */
  readonly asOf: number | null;
  readonly state: 'coming' | 'summary' | 'complete' | null;
}

/** @throws Failure `busy` when this person has asked too often */
export async function searchRemote(fields: Readonly<Record<string, string | undefined>>): Promise<string> {
  const { value } = await request('POST', '/api/remote/search', { body: fields });
  return (value as { readonly id: string }).id;
}

/** Asks for the record of a patient. @throws Failure */
export async function fetchRemote(patient: string, purpose: string): Promise<void> {
  await request('POST', '/api/remote/patients', { body: { patient, purpose } });
}

/** This person's questions, the newest first. @throws Failure */
export async function listRemote(): Promise<readonly RemoteRequest[]> {
  const { value } = await request('GET', '/api/remote');
  return (value as { readonly requests: readonly RemoteRequest[] }).requests;
}

/** @throws Failure */
export async function readHeld(patient: string): Promise<HeldPatient> {
  const { value } = await request('GET', `/api/remote/copy/${encodeURIComponent(patient)}`);
  return value as HeldPatient;
}
