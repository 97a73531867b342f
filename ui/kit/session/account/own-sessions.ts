import { request } from '../../http/request.js';

/** One of a person's sessions; instants as in FHIR R4. */
export interface OwnSession {
  readonly id: string;
  /** Whether it is the one of this page. */
  readonly isCurrent: boolean;
  readonly isLocked: boolean;
  readonly since: string;
  /** Absent where it was locked by hand since. */
  readonly lastUse: string | null;
  readonly address: string;
  /** Browser and system; '' where they are not known. */
  readonly device: string;
}

export async function listSessions(): Promise<readonly OwnSession[]> {
  const { value } = await request('GET', '/api/account/sessions');
  return (value as { readonly sessions: readonly OwnSession[] }).sessions;
}

/** @throws Failure `missing` where it has ended */
export async function endSession(id: string): Promise<void> {
  await request('DELETE', `/api/account/sessions/${id}`);
}

export async function endOtherSessions(): Promise<void> {
  await request('DELETE', '/api/account/sessions/others');
}

/** This one, too. */
export async function endSessions(): Promise<void> {
  await request('DELETE', '/api/account/sessions');
}
