import { Problem } from '../../protocol/problem.js';
import { apiLimits } from '../limits.js';
import type { Again } from './account/own-account.js';
import type { Opening } from './lock/session-lock.js';
import type { Typed } from './proving.js';

/** {user, password, code?}. @throws Problem `media-type`, `body-malformed`; `credentials-wrong` for what nobody can have */
export function readSignIn(body: unknown): Omit<Typed, 'address'> {
  const { user, password, code } = objectOf(body);
  if (typeof user !== 'string' || typeof password !== 'string') {
    throw new Problem('body-malformed', 'user and password are required');
  }
  if (user.length > 64 || password.length > apiLimits.passwordCharactersMax) throw new Problem('credentials-wrong');
  const name = user.trim().toLowerCase();
  return code === undefined ? { name, password } : { name, password, code: codeOf(code) };
}

/** {password, code?, next?}: of who is in already. @throws Problem `media-type`, `body-malformed`, `credentials-wrong` */
export function readAgain(body: unknown): { readonly again: Omit<Again, 'address'>; readonly next: unknown } {
  const { password, code, next } = objectOf(body);
  if (typeof password !== 'string') throw new Problem('body-malformed', 'password is required');
  if (password.length > apiLimits.passwordCharactersMax) throw new Problem('credentials-wrong');
  return { again: code === undefined ? { password } : { password, code: codeOf(code) }, next };
}

/** {pin}, or {password, code?}: of whose session is locked. @throws Problem as {@link readAgain}; `pin-wrong` */
export function readOpening(body: unknown, address: string): Opening {
  const { pin } = objectOf(body);
  if (pin === undefined) return { ...readAgain(body).again, address };
  if (typeof pin !== 'string') throw new Problem('body-malformed', 'a PIN is a text');
  if (pin.length > apiLimits.codeCharactersMax) throw new Problem('pin-wrong');
  return { pin };
}

/** {token, code}: of what somebody was offered. @throws Problem `media-type`, `body-malformed`, `second-factor-wrong` */
export function readTaking(body: unknown): { readonly token: string; readonly code: string } {
  const { token, code } = objectOf(body);
  if (typeof token !== 'string' || code === undefined) {
    throw new Problem('body-malformed', 'token and code are required');
  }
  return { token, code: codeOf(code) };
}

/** Members of what was sent beside what proves somebody. @throws Problem `media-type`, `body-malformed` */
export function readFields(body: unknown): Readonly<Record<'reason' | 'verdict' | 'answer', unknown>> {
  return objectOf(body);
}

function codeOf(code: unknown): string {
  if (typeof code !== 'string') throw new Problem('body-malformed', 'a code is a text');
  if (code.length > apiLimits.codeCharactersMax) throw new Problem('second-factor-wrong');
  return code;
}

type Member = 'user' | 'password' | 'code' | 'pin' | 'token' | 'next' | 'reason' | 'verdict' | 'answer';

/** Only JSON: a form of another web site cannot send it without asking first (Fetch, CORS preflight). */
function objectOf(body: unknown): Readonly<Record<Member, unknown>> {
  if (typeof body !== 'string') throw new Problem('media-type');
  const nothing: Record<Member, undefined> = {
    ...{ user: undefined, password: undefined, code: undefined, pin: undefined },
    ...{ token: undefined, next: undefined, reason: undefined, verdict: undefined, answer: undefined },
  };
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...nothing, ...value } : nothing;
  } catch {
    throw new Problem('body-malformed', 'not JSON');
  }
}
