import type { AccountAnswer, AccountChangeKind } from '../../../../record/accounts/account-change.js';
import { request } from '../../http/request.js';

/** Who did it; `name` of a person of this hospital. */
export interface ChangeAuthor {
  readonly kind: 'self' | 'person' | 'command-line' | 'elsewhere' | 'unknown';
  readonly name: string;
}

/** A change of somebody's account. */
export interface ShownChange {
  readonly id: number;
  /** FHIR R4 instant. */
  readonly at: string;
  readonly change: AccountChangeKind;
  readonly by: ChangeAuthor;
  /** Of the workstation; '' where there is none. */
  readonly address: string;
}

export interface OwnChange extends ShownChange {
  /** Whether it is told in this session. */
  readonly isNew: boolean;
  readonly answer: AccountAnswer | null;
}

export interface OwnChanges {
  readonly changes: readonly OwnChange[];
  readonly maySee: boolean;
}

/** @throws Failure */
export async function listOwnChanges(): Promise<OwnChanges> {
  return (await request('GET', '/api/account/changes')).value as OwnChanges;
}

/** @throws Failure */
export async function answerChange(id: number, answer: AccountAnswer): Promise<void> {
  await request('POST', `/api/account/changes/${id}`, { body: { answer } });
}
