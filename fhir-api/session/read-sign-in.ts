import { Problem } from '../../protocol/problem.js';
import type { MadeKey } from '../../protocol/security-key-messages.js';
import { apiLimits } from '../limits.js';
import type { Again } from './account/own-account.js';
import { readMadeKey, readShownKey } from './keys/key-answer.js';
import type { Opening } from './lock/session-lock.js';
import type { Taking, Typed } from './proving.js';

/** {user, password, code? | key?}. @throws Problem `media-type`, `body-malformed`; `credentials-wrong` for what nobody can have */
export function readSignIn(body: unknown): Omit<Typed, 'address' | 'session' | 'place'> {
  const { user, password, code, key } = objectOf(body);
  if (typeof user !== 'string' || typeof password !== 'string') {
    throw new Problem('body-malformed', 'user and password are required');
  }
  if (user.length > 64 || password.length > apiLimits.passwordCharactersMax) throw new Problem('credentials-wrong');
  const name = user.trim().toLowerCase();
  return { name, password, ...shownIn(code, key) };
}

/** {password, code? | key?, next?}: of who is in already. @throws Problem `media-type`, `body-malformed`, `credentials-wrong` */
export function readAgain(body: unknown): {
  readonly again: Omit<Again, 'address' | 'session' | 'place'>;
  readonly next: unknown;
} {
  const { password, code, key, next } = objectOf(body);
  if (typeof password !== 'string') throw new Problem('body-malformed', 'password is required');
  if (password.length > apiLimits.passwordCharactersMax) throw new Problem('credentials-wrong');
  return { again: { password, ...shownIn(code, key) }, next };
}

/** {next}: a password that somebody thinks of. @throws Problem `media-type`, `body-malformed` */
export function readNext(body: unknown): string {
  const { next } = objectOf(body);
  if (typeof next !== 'string') throw new Problem('body-malformed', 'next is required');
  return next;
}

/** {pin}, or {password, code? | key?}: of whose session is locked. @throws Problem as {@link readAgain}; `pin-wrong` */
export function readOpening(body: unknown, from: Pick<Again, 'address' | 'session' | 'place'>): Opening {
  const { pin } = objectOf(body);
  if (pin === undefined) return { ...readAgain(body).again, ...from };
  if (typeof pin !== 'string') throw new Problem('body-malformed', 'a PIN is a text');
  if (pin.length > apiLimits.codeCharactersMax) throw new Problem('pin-wrong');
  return { pin };
}

/** {token}: of what somebody was offered. @throws Problem `media-type`, `body-malformed` */
export function readToken(body: unknown): string {
  const { token } = objectOf(body);
  if (typeof token !== 'string') throw new Problem('body-malformed', 'token is required');
  return token;
}

/** {token, code | key, name}: of what somebody was offered. @throws Problem `media-type`, `body-malformed`, `second-factor-wrong` */
export function readTaking(body: unknown): { readonly token: string; readonly taking: Taking } {
  const { token, code, key } = objectOf(body);
  if (typeof token !== 'string' || (code === undefined && key === undefined)) {
    throw new Problem('body-malformed', 'token and code are required');
  }
  return { token, taking: code === undefined ? readKeyToAdd(body) : { code: codeOf(code) } };
}

/** {name, key}: a new security key, as its person calls it. @throws Problem `media-type`, `body-malformed` */
export function readKeyToAdd(body: unknown): { readonly made: MadeKey; readonly called: string } {
  const { name, key } = objectOf(body);
  const called = typeof name === 'string' ? name.trim() : '';
  if (!/^[\p{L}\p{N}\p{P}\p{S}\p{Zs}]+$/u.test(called) || called.length > apiLimits.keyNameCharactersMax) {
    throw new Problem('body-malformed', `a name of at most ${apiLimits.keyNameCharactersMax} characters is required`);
  }
  return { made: readMadeKey(key), called };
}

/** What is shown beside a password. */
function shownIn(code: unknown, key: unknown): Pick<Typed, 'code' | 'key'> {
  if (key !== undefined) return { key: readShownKey(key) };
  return code === undefined ? {} : { code: codeOf(code) };
}

/** Members of what was sent beside what proves somebody. @throws Problem `media-type`, `body-malformed` */
export function readFields(body: unknown): Readonly<Record<SaidMember | 'name', unknown>> {
  return objectOf(body);
}

function codeOf(code: unknown): string {
  if (typeof code !== 'string') throw new Problem('body-malformed', 'a code is a text');
  if (code.length > apiLimits.codeCharactersMax) throw new Problem('second-factor-wrong');
  return code;
}

type SaidMember = 'reason' | 'verdict' | 'answer' | 'form' | 'language' | 'what' | 'number' | 'from' | 'until';

type Member = 'user' | 'password' | 'code' | 'key' | 'name' | 'pin' | 'token' | 'next' | SaidMember;

/** Only JSON: a form of another web site cannot send it without asking first (Fetch, CORS preflight). */
function objectOf(body: unknown): Readonly<Record<Member, unknown>> {
  if (typeof body !== 'string') throw new Problem('media-type');
  const nothing: Record<Member, undefined> = {
    ...{ user: undefined, password: undefined, code: undefined, key: undefined, name: undefined, pin: undefined },
    ...{ token: undefined, next: undefined, reason: undefined, verdict: undefined, answer: undefined },
    ...{ form: undefined, language: undefined, what: undefined },
    ...{ number: undefined, from: undefined, until: undefined },
  };
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...nothing, ...value } : nothing;
  } catch {
    throw new Problem('body-malformed', 'not JSON');
  }
}
