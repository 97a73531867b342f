import type { AccessKind } from '../../../record/access.js';
import type { ProcessingRegister } from '../../../record/privacy/register.js';
import type { Role } from '../../../record/role.js';
import type { SignInAnswer, SignInReason } from '../../../record/sign-ins/sign-in.js';
import { request } from '../../kit/http/request.js';
import type { ChangeAuthor, ShownChange } from '../../kit/session/changes/own-changes.js';

/** A licence to practise; FHIR dates, '' where nothing is said. */
export interface ShownLicence {
  readonly name: string;
  readonly number: string;
  readonly from: string;
  readonly until: string;
}

/** An account; times are FHIR instants, ends of licences FHIR dates. */
export interface Account {
  readonly user: string;
  readonly displayName: string;
  readonly role: Role;
  readonly disabled: boolean;
  readonly hasSecondFactor: boolean;
  readonly licences: readonly ShownLicence[];
  readonly isLicensed: boolean;
  /** Whether it waits for an approval, or another role does. */
  readonly isWaiting: boolean;
  readonly lastSignIn: string | null;
}

/** An account, or another role of one, that waits for a second person. */
export interface Approval {
  readonly user: string;
  readonly displayName: string;
  readonly role: Role;
  readonly isNew: boolean;
  readonly by: ChangeAuthor;
  readonly at: string;
  /** `null` of a new account. */
  readonly roleNow: Role | null;
  readonly isRefused: boolean;
  readonly mayJudge: boolean;
}

export interface OpenSession {
  readonly id: string;
  readonly user: string;
  readonly displayName: string;
  readonly role: Role;
  readonly isLocked: boolean;
  readonly began: string;
  readonly used: string | null;
  readonly address: string | null;
  readonly reasons: readonly SignInReason[];
}

export interface Unusual {
  readonly id: number;
  /** '' where many accounts were tried from one address. */
  readonly user: string;
  readonly at: string;
  readonly address: string;
  readonly reasons: readonly SignInReason[];
  readonly accounts: number;
  readonly answer: SignInAnswer | null;
  readonly isSeen: boolean;
}

/** A change of an account that its person denies. */
export interface Denied extends ShownChange {
  readonly user: string;
  readonly isSeen: boolean;
}

export interface Statistic {
  readonly day: string;
  readonly act: 'look' | 'write' | 'refused' | 'sign-in' | 'sign-in-refused' | 'break-glass' | 'export';
  readonly kind: AccessKind | 'none';
  readonly count: number;
}

export interface AccessRow {
  readonly kind: AccessKind;
  readonly cells: Readonly<Record<Role, string>>;
}

async function read<T>(path: string): Promise<T> {
  return (await request('GET', `/api/console/${path}`)).value as T;
}

export const listAccounts = () => read<{ readonly accounts: readonly Account[] }>('accounts');
export const listApprovals = () => read<{ readonly approvals: readonly Approval[] }>('approvals');
export const listAccess = () => read<{ readonly kinds: readonly AccessRow[] }>('access');
export const listSessions = () => read<{ readonly sessions: readonly OpenSession[] }>('sessions');
export const listUnusual = () => read<{ readonly signIns: readonly Unusual[] }>('sign-ins');
export const readRegister = (language: string) =>
  read<{ readonly register: ProcessingRegister; readonly missing: readonly string[] }>(`register?language=${language}`);
export const listDenied = () => read<{ readonly changes: readonly Denied[] }>('account-changes');
export const listStatistics = () =>
  read<{ readonly statistics: readonly Statistic[]; readonly isWhole: boolean }>('statistics');

/** @throws Failure */
export async function endSession(id: string): Promise<void> {
  await request('DELETE', `/api/console/sessions/${id}`);
}

/** @throws Failure */
export async function markSeen(what: 'sign-ins' | 'account-changes', id: number): Promise<void> {
  await request('POST', `/api/console/${what}/${id}/seen`);
}

/** @throws Failure */
export async function giveLicence(user: string, body: ShownLicence): Promise<void> {
  await request('PUT', `/api/console/accounts/${encodeURIComponent(user)}/licence`, { body });
}

/** @throws Failure */
export async function endLicence(user: string, body: Pick<ShownLicence, 'name' | 'number'>): Promise<void> {
  await request('DELETE', `/api/console/accounts/${encodeURIComponent(user)}/licence`, { body });
}

/** @throws Failure */
export async function judgeApproval(user: string, verdict: 'approved' | 'refused'): Promise<void> {
  await request('POST', `/api/console/approvals/${encodeURIComponent(user)}`, { body: { verdict } });
}

/** @throws Failure */
export async function removeApproval(user: string): Promise<void> {
  await request('DELETE', `/api/console/approvals/${encodeURIComponent(user)}`);
}
