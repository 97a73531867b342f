import type { KeyWay, MadeKey, ShownKey } from '../../../protocol/security-key-messages.js';
import { type Role, roles } from '../../../record/role.js';
import { asFailure, Failure } from '../http/failure.js';
import { numberOf } from '../http/read-fields.js';
import { type Answer, offerRemedy, request, watchServer } from '../http/request.js';
import { createStore } from '../store.js';
import { forgetTyped, keepOwner, ownerOfTyped, throwAway } from './typed.js';

/** Who is signed in. */
export interface Session {
  /** The name they sign in with. */
  readonly name: string;
  readonly displayName: string;
  readonly role: Role;
  /** The author of what they write: `Practitioner/…`. */
  readonly author: string;
  /** How long nobody may use it until it is locked. */
  readonly idleLockSeconds: number;
  /** Somebody else gave them their password: they choose their own, before all else. */
  readonly choosesPassword: boolean;
}

/** `asking` until the server has said whether the cookie is good. */
export type SessionState =
  | { readonly kind: 'asking' }
  | { readonly kind: 'out' }
  /** The cookie stopped to be good while a page was open. */
  | { readonly kind: 'ended'; readonly before: Session }
  | { readonly kind: 'in'; readonly session: Session }
  /** Nobody used it for a while. `session` is absent where the page was opened since. */
  | { readonly kind: 'locked'; readonly session: Session | undefined }
  | { readonly kind: 'unreachable' };

/** Where a server of an earlier release does not say. */
const idleLockSecondsUsual = 300;

export const sessionStore = createStore<SessionState>({ kind: 'asking' });

/** Asks who this browser is, and follows the end of the session; the answer stops it. */
export function startSession(): () => void {
  void askSession();
  offerRemedy('session-locked', () => {
    lockPage();
    return whenBack();
  });
  return watchServer((kind) => {
    const state = sessionStore.get();
    if (kind !== 'signedOut' || (state.kind !== 'in' && state.kind !== 'locked')) return;
    sessionStore.set(state.session ? { kind: 'ended', before: state.session } : { kind: 'out' });
  });
}

/** Covers the page of a session that is locked. */
export function lockPage(): void {
  const state = sessionStore.get();
  if (state.kind === 'in') sessionStore.set({ kind: 'locked', session: state.session });
}

/** Locks the session at once, here and at the server. Where that does not answer the page is covered all the same. */
export async function lockNow(): Promise<void> {
  lockPage();
  await request('POST', '/api/session/lock', { isFinal: true }).catch(() => undefined);
}

/** Whether the person whose page is covered has come back, once it is known. */
function whenBack(): Promise<boolean> {
  if (sessionStore.get().kind !== 'locked') return Promise.resolve(false);
  const owner = ownerOfTyped();
  return new Promise((resolve) => {
    const stop = sessionStore.watch(() => {
      const state = sessionStore.get();
      if (state.kind === 'locked') return;
      stop();
      resolve(state.kind === 'in' && state.session.name === owner);
    });
  });
}

export async function askSession(): Promise<void> {
  try {
    const answer = await request('GET', '/api/session', { isFinal: true });
    const session = readSession(answer.value);
    if (session) enter(session);
    else sessionStore.set({ kind: 'out' });
  } catch (error) {
    const { kind, code } = asFailure(error);
    const state = sessionStore.get();
    if (code === 'session-locked') {
      sessionStore.set({ kind: 'locked', session: 'session' in state ? state.session : undefined });
      return;
    }
    const isSilent = kind === 'offline' || kind === 'other';
    // What is covered stays so until somebody says whose it is.
    if (!(isSilent && state.kind === 'locked')) sessionStore.set({ kind: isSilent ? 'unreachable' : 'out' });
  }
}

/** A second factor that somebody is to take: shown as a picture to scan, or as a key to type. */
export interface FactorOffer {
  readonly token: string;
  readonly secret: string;
  readonly qr: { readonly modules: number; readonly path: string };
  /** Whether a security key can take its place on this page; else where it could. */
  readonly keysWork: boolean;
  readonly keyAddress: string | null;
}

/** What is shown beside a password. */
export type Shown = { readonly code: string } | { readonly key: ShownKey };

/** What signing in came to: a session, or what else is wanted first. */
export type SignInAnswer =
  | { readonly kind: 'in'; readonly session: Session; readonly recoveryCodes: readonly string[] }
  | { readonly kind: 'wanted'; readonly way: KeyWay | undefined }
  | { readonly kind: 'offered'; readonly offer: FactorOffer };

/** @throws Failure `signedOut` when name, password or code is not right, `busy` after too many attempts */
export async function signIn(user: string, password: string, shown?: Shown): Promise<SignInAnswer> {
  return readAnswer(await request('POST', '/api/session', { body: { user, password, ...shown } }));
}

/** Shows a code of what is offered, or a new key. @throws Failure `signedOut` when it is not right, `missing` when the offer has ended */
export async function takeFactor(
  { token }: FactorOffer,
  shown: { readonly code: string } | { readonly key: MadeKey; readonly name: string },
): Promise<SignInAnswer> {
  return readAnswer(await request('POST', '/api/session/second-factor', { body: { token, ...shown } }));
}

/** The session begins for the pages, or goes on. Another person at this desk must not find what the one before typed or saw. */
export function enter(session: Session): void {
  const owner = ownerOfTyped();
  if (owner !== undefined && owner !== session.name) {
    throwAway(owner);
    keepOwner(session.name);
    startAfresh();
    return;
  }
  keepOwner(session.name);
  sessionStore.set({ kind: 'in', session });
}

/** Nothing of what this page had in memory is left. */
function startAfresh(): void {
  sessionStore.set({ kind: 'out' });
  location.hash = '';
  location.reload();
}

function readAnswer({ status, value }: Answer): SignInAnswer {
  const answer = asRecord(value);
  if (answer?.['secondFactor'] === 'wanted') return { kind: 'wanted', way: answer['key'] as KeyWay | undefined };
  if (answer?.['secondFactor'] === 'offered') return { kind: 'offered', offer: answer['offer'] as FactorOffer };
  const session = readSession(value);
  if (!session) throw new Failure('other', status);
  const codes = answer?.['recoveryCodes'];
  return { kind: 'in', session, recoveryCodes: Array.isArray(codes) ? codes : [] };
}

/** Ends the session and forgets what this browser kept of patients. */
export async function signOut(): Promise<void> {
  forgetTyped();
  try {
    await request('DELETE', '/api/session');
  } finally {
    sessionStore.set({ kind: 'out' });
    location.hash = '';
  }
}

/** Somebody else wants the desk: the locked session ends, what was open is thrown away. @throws Failure, and all stays as it is */
export async function leaveDesk(user: string): Promise<void> {
  await request('DELETE', '/api/session');
  throwAway(user);
  startAfresh();
}

/** `{name, displayName, role, author}`, bare or under `user` or `actor`. */
export function readSession(value: unknown): Session | undefined {
  const outer = asRecord(value);
  const inner = asRecord(outer?.['user']) ?? asRecord(outer?.['actor']) ?? outer;
  const role = roles.find((known) => known === inner?.['role']);
  if (!inner || !role) return undefined;
  const name = textOf(inner['name']) ?? textOf(outer?.['user']) ?? '';
  return {
    name,
    displayName: textOf(inner['displayName']) ?? name,
    role,
    author: textOf(inner['author']) ?? '',
    idleLockSeconds: numberOf(inner['idleLockSeconds']) ?? idleLockSecondsUsual,
    choosesPassword: inner['choosesPassword'] === true,
  };
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
