import type { FoundCredential, PeopleStore, User } from '../../../journal/people-store.js';
import type { PinStore } from '../../../journal/pins/pin-store.js';
import { Problem } from '../../../protocol/problem.js';
import { apiLimits } from '../../limits.js';
import type { Unproven } from '../account/own-account.js';
import type { SecurityKeys } from '../keys/security-keys.js';
import type { NotedAction, Proving, Typed } from '../proving.js';
import { isLocked, isRecent, type Wanted, wantedOf } from './lock-rules.js';

export interface SessionLockOptions {
  readonly people: Pick<PeopleStore, 'markSession'>;
  readonly pins: PinStore;
  readonly proving: Proving;
  readonly securityKeys: Pick<SecurityKeys, 'hasAny'>;
  readonly checkPassword: (password: string, stored: string) => Promise<boolean>;
  readonly note: (author: string, action: NotedAction, outcome: 'done' | 'refused') => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A session that nobody uses for so long is locked. */
  readonly idleMillisecondsMax: number;
}

/** By what somebody opens a locked session. */
export type Opening = { readonly pin: string } | Omit<Typed, 'name'>;

/** A locked session, for whoever stands before the screen. */
export interface LockView {
  readonly user: string;
  readonly displayName: string;
  readonly isLocked: boolean;
  readonly wanted: Wanted;
  /** Whether a security key can be shown where a code is wanted. */
  readonly hasKey: boolean;
}

/** Sessions that nobody uses: locked, and opened again by the person whose they are (rules N11 to N17). */
export class SessionLock {
  readonly #options: SessionLockOptions;

  constructor(options: SessionLockOptions) {
    this.#options = options;
  }

  get idleMillisecondsMax(): number {
    return this.#options.idleMillisecondsMax;
  }

  isLocked({ credential, marks }: FoundCredential): boolean {
    const { now, idleMillisecondsMax } = this.#options;
    return credential.kind === 'session' && isLocked(marks, now(), idleMillisecondsMax);
  }

  hasRecentProof({ marks }: FoundCredential): boolean {
    return isRecent(marks, this.#options.now());
  }

  /** Somebody is at work in an open session; written now and then only. */
  async use({ credential, marks }: FoundCredential): Promise<void> {
    const usedMilliseconds = this.#options.now();
    if (Math.abs(usedMilliseconds - marks.usedMilliseconds) < apiLimits.sessionUseMillisecondsMin) return;
    await this.#options.people.markSession(credential.hash, { usedMilliseconds });
  }

  /** Locks a session at once. */
  async lock({ credential }: FoundCredential): Promise<void> {
    await this.#options.people.markSession(credential.hash, { usedMilliseconds: 0 });
  }

  async view(found: FoundCredential): Promise<LockView> {
    const { name, displayName } = found.user;
    const wanted = wantedOf(found.marks, await this.#options.pins.find(name));
    const hasKey = await this.#options.securityKeys.hasAny(name);
    return { user: name, displayName, isLocked: this.isLocked(found), wanted, hasKey };
  }

  /**
   * Opens a locked session, by the PIN or the password; after wrong PINs by all that the person has. One that is open stays so.
   * @throws Problem `pin-wrong`, which says not why; `credentials-wrong`, `second-factor-wrong`, `clock-unsure`
   */
  async open(
    found: FoundCredential,
    by: Opening,
  ): Promise<Unproven | { readonly kind: 'proven'; readonly user: User }> {
    const { user } = found;
    if (!this.isLocked(found)) return { kind: 'proven', user };
    if ('pin' in by) {
      await this.#judgePin(found, by.pin);
      return this.#opened(found);
    }
    const { proving } = this.#options;
    const typed = { name: user.name, ...by };
    const isAllWanted =
      by.code !== undefined || by.key !== undefined || (await this.view(found)).wanted === 'password-and-code';
    if (isAllWanted) return this.#proved(found, await proving.proveAgain(typed), 'unlock');
    const standing = await proving.provePassword(typed);
    return standing.kind === 'proven' ? this.#opened(found) : standing;
  }

  /** Somebody in an open session proves again who they are (rule N17). @throws Problem as {@link Proving.prove} */
  async prove(found: FoundCredential, again: Omit<Typed, 'name'>): Promise<Unproven | { kind: 'proven'; user: User }> {
    const standing = await this.#options.proving.proveAgain({ name: found.user.name, ...again });
    return this.#proved(found, standing, 'proof');
  }

  async #judgePin({ user, credential }: FoundCredential, typed: string): Promise<void> {
    const { pins, checkPassword, note } = this.#options;
    const pin = await pins.beginAttempt(user.name, credential.hash, apiLimits.pinMissesMax);
    // Nothing was judged: it is not written down, or whoever holds the cookie could fill the disk.
    if (pin === undefined) throw new Problem('pin-wrong');
    if (await checkPassword(typed, pin.hash)) return;
    await note(user.author, 'unlock', 'refused');
    throw new Problem('pin-wrong');
  }

  async #proved<Not extends { readonly kind: string }>(
    found: FoundCredential,
    standing: Not | { readonly kind: 'proven'; readonly user: User },
    action: 'unlock' | 'proof',
  ): Promise<Not | { readonly kind: 'proven'; readonly user: User }> {
    if (standing.kind !== 'proven') return standing;
    await this.#options.people.markSession(found.credential.hash, { provedMilliseconds: this.#options.now() });
    return this.#opened(found, action);
  }

  async #opened(
    { user, credential }: FoundCredential,
    action: 'unlock' | 'proof' = 'unlock',
  ): Promise<{ readonly kind: 'proven'; readonly user: User }> {
    const { people, pins, note, now } = this.#options;
    await note(user.author, action, 'done');
    await pins.forgive(user.name, credential.hash);
    await people.markSession(credential.hash, { usedMilliseconds: now() });
    return { kind: 'proven', user };
  }
}
