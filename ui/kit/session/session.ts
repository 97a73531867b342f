import { type Role, roles } from '../../../record/role.js';
import { Failure } from '../http/failure.js';
import { type Answer, request, watchServer } from '../http/request.js';
import { createStore } from '../store.js';

/** Who is signed in. */
export interface Session {
  /** The name they sign in with. */
  readonly name: string;
  readonly displayName: string;
  readonly role: Role;
  /** The author of what they write: `Practitioner/…`. */
  readonly author: string;
}

/** `asking` until the server has said whether the cookie is good. */
export type SessionState =
  | { readonly kind: 'asking' }
  | { readonly kind: 'out' }
  /** The cookie stopped to be good while a page was open. */
  | { readonly kind: 'ended'; readonly before: Session }
  | { readonly kind: 'in'; readonly session: Session }
  | { readonly kind: 'unreachable' };

export const sessionStore = createStore<SessionState>({ kind: 'asking' });

/** Asks who this browser is, and follows the end of the session; the answer stops it. */
export function startSession(): () => void {
  void askSession();
  return watchServer((kind) => {
    const state = sessionStore.get();
    if (kind === 'signedOut' && state.kind === 'in') sessionStore.set({ kind: 'ended', before: state.session });
  });
}

export async function askSession(): Promise<void> {
  try {
    const answer = await request('GET', '/api/session');
    const session = readSession(answer.value);
    sessionStore.set(session ? { kind: 'in', session } : { kind: 'out' });
  } catch (error) {
    const refused = error instanceof Failure && error.kind !== 'offline' && error.kind !== 'other';
    sessionStore.set({ kind: refused ? 'out' : 'unreachable' });
  }
}

/** A second factor that somebody is to take: shown as a picture to scan, or as a key to type. */
export interface FactorOffer {
  readonly token: string;
  readonly secret: string;
  readonly qr: { readonly modules: number; readonly path: string };
}

/** What signing in came to: a session, or what else is wanted first. */
export type SignInAnswer =
  | { readonly kind: 'in'; readonly session: Session; readonly recoveryCodes: readonly string[] }
  | { readonly kind: 'wanted' }
  | { readonly kind: 'offered'; readonly offer: FactorOffer };

/** @throws Failure `signedOut` when name, password or code is not right, `busy` after too many attempts */
export async function signIn(user: string, password: string, code?: string): Promise<SignInAnswer> {
  return readAnswer(await request('POST', '/api/session', { body: { user, password, code } }));
}

/** Shows a code of what is offered. @throws Failure `signedOut` when it is not right, `missing` when the offer has ended */
export async function takeFactor({ token }: FactorOffer, code: string): Promise<SignInAnswer> {
  return readAnswer(await request('POST', '/api/session/second-factor', { body: { token, code } }));
}

/** The session begins for the pages. */
export function enter(session: Session): void {
  const before = sessionStore.get();
  // Another person at this desk must not find the drafts of the one before.
  if (before.kind === 'ended' && before.before.name !== session.name) forgetDrafts();
  sessionStore.set({ kind: 'in', session });
}

function readAnswer({ status, value }: Answer): SignInAnswer {
  const answer = asRecord(value);
  if (answer?.['secondFactor'] === 'wanted') return { kind: 'wanted' };
  if (answer?.['secondFactor'] === 'offered') return { kind: 'offered', offer: answer['offer'] as FactorOffer };
  const session = readSession(value);
  if (!session) throw new Failure('other', status);
  const codes = answer?.['recoveryCodes'];
  return { kind: 'in', session, recoveryCodes: Array.isArray(codes) ? codes : [] };
}

/** Ends the session and forgets what this browser kept of patients. */
export async function signOut(): Promise<void> {
  forgetDrafts();
  try {
    await request('DELETE', '/api/session');
  } finally {
    sessionStore.set({ kind: 'out' });
    location.hash = '';
  }
}

/** Patient data lives only in this tab's session storage (drafts, the last seen); nothing of it outlives the sign-out. */
function forgetDrafts(): void {
  sessionStorage.clear();
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
  };
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
