import type { ShownKey } from '../../../../protocol/security-key-messages.js';
import { request } from '../../http/request.js';
import { askSession, enter, readSession, type Session } from '../session.js';

/** What opens the session, as the server says. */
export type Wanted = 'pin' | 'password' | 'password-and-code';

/** The locked session of this browser. */
export interface LockView {
  /** The name they sign in with. */
  readonly user: string;
  readonly displayName: string;
  readonly isLocked: boolean;
  readonly wanted: Wanted;
  /** Whether a security key can be shown where a code is wanted. */
  readonly hasKey: boolean;
}

/** What somebody typed to open it. */
export type Opening =
  | { readonly pin: string }
  | { readonly password: string; readonly code?: string; readonly key?: ShownKey };

/**
 * Whose session is locked here, and what opens it; `undefined` where it was opened or taken over in another window, and the page
 * goes on. @throws Failure `signedOut` where it has ended
 */
export async function readLock(session: Session | undefined): Promise<LockView | undefined> {
  const view = (await request('GET', '/api/session/lock')).value as LockView;
  if (view.isLocked && (session === undefined || session.name === view.user)) return view;
  await askSession();
  return undefined;
}

/**
 * Opens the session, and the page goes on. `code-wanted` where the password was right and a code is wanted, too.
 * @throws Failure `signedOut` with a code `…-wrong` when what was typed is not right, `busy` after too many attempts
 */
export async function openLock(opening: Opening): Promise<'open' | 'code-wanted'> {
  const session = readSession((await request('POST', '/api/session/unlock', { body: opening })).value);
  if (session === undefined) return 'code-wanted';
  enter(session);
  return 'open';
}
