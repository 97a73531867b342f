import type { PeopleStore, User } from '../../../journal/people-store.js';
import type { PinStore } from '../../../journal/pins/pin-store.js';
import type { SecondFactorStore } from '../../../journal/second-factors/second-factor-store.js';
import type { SecurityKey } from '../../../journal/security-keys/security-key-store.js';
import { Problem } from '../../../protocol/problem.js';
import { changeMade, type DoneAt } from '../../account-changes/change-made.js';
import type { Person } from '../../actor.js';
import type { SecurityKeys } from '../keys/security-keys.js';
import { pinFault } from '../lock/obvious-pin.js';
import type { Proving, Standing, Typed } from '../proving.js';
import type { Offer, SecondFactors } from '../second-factor/second-factors.js';
import type { AccountKeeper } from './account-keeper.js';

export interface OwnAccountOptions {
  readonly people: Pick<PeopleStore, 'updateUser' | 'removeSessions'>;
  readonly store: SecondFactorStore;
  readonly pins: PinStore;
  readonly factors: SecondFactors;
  readonly securityKeys: SecurityKeys;
  readonly proving: Proving;
  readonly keeper: AccountKeeper;
  readonly hashPassword: (password: string) => Promise<string>;
  /** Why a password is not taken; `words` are what others would try first. */
  readonly judgePassword: (
    chosen: string,
    owner: { readonly name: string; readonly displayName: string; readonly place: string },
  ) => Promise<string | undefined>;
  /** Of the site or hub, as people know it. */
  readonly name: string;
  readonly note: (author: string, action: AccountAction) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What stands in the audit of a person who changes what lets them in. */
export type AccountAction =
  | 'password'
  | 'pin'
  | 'pin-remove'
  | 'recovery-codes'
  | 'key-add'
  | 'key-remove'
  | 'sign-out-everywhere'
  | 'sign-out-others';

/** What a person who signed in typed again. */
export type Again = Pick<Typed, 'password' | 'code' | 'key' | 'address' | 'session' | 'place'>;

/** They did not prove it was they: to wait, or a code is wanted, too. */
export type Unproven = Exclude<Standing, { kind: 'proven' | 'offered' }>;

/** How a person's own account stands. */
export interface AccountView {
  readonly secondFactor: { readonly takenMilliseconds: number; readonly recoveryCodesLeft: number } | undefined;
  readonly keys: readonly SecurityKey[];
  /** Of whatever second factor. */
  readonly recoveryCodesLeft: number;
  readonly pin: { readonly chosenMilliseconds: number } | undefined;
}

/** What people change of what lets them in; each time they prove again who they are (rules N8, N9, N14). */
export class OwnAccount {
  readonly #options: OwnAccountOptions;
  #judged: Promise<unknown> = Promise.resolve();

  constructor(options: OwnAccountOptions) {
    this.#options = options;
  }

  async view({ name }: Person): Promise<AccountView> {
    const { store, pins, securityKeys } = this.#options;
    const [secondFactor, keys] = [await store.find(name), await securityKeys.listOf(name)];
    const recoveryCodesLeft = await store.countRecoveryCodes(name);
    return { secondFactor, keys, recoveryCodesLeft, pin: await pins.find(name) };
  }

  /** @throws Problem as {@link Proving.prove}; `not-found` for who has no second factor */
  async renewRecoveryCodes(
    person: Person,
    again: Again,
  ): Promise<Unproven | { kind: 'codes'; codes: readonly string[] }> {
    const user = await this.#prove(person, again);
    if ('kind' in user) return user;
    const codes = await this.#options.factors.renewRecoveryCodes(user, again);
    await this.#options.note(user.author, 'recovery-codes');
    return { kind: 'codes', codes };
  }

  /** Another second factor in the place of the one they have, once a code of it is shown. @throws Problem as {@link Proving.prove} */
  async offerAnother(person: Person, again: Again): Promise<Unproven | { kind: 'offered'; offer: Offer }> {
    const user = await this.#prove(person, again);
    return 'kind' in user ? user : { kind: 'offered', offer: await this.#options.factors.offer(user) };
  }

  /**
   * A password of their own; all their sessions and tokens end.
   * @throws Problem as {@link Proving.prove}; `password-refused` with why
   */
  async changePassword(
    person: Person,
    again: Again,
    chosen: string,
  ): Promise<Unproven | { kind: 'changed'; user: User }> {
    const { people, keeper, hashPassword, note, now } = this.#options;
    // First: a code counts once, and who has to think of another password would wait for the next one.
    const fault = chosen === again.password ? 'same' : await this.#judge(person, chosen);
    if (fault !== undefined) throw new Problem('password-refused', fault);
    const user = await this.#prove(person, again);
    if ('kind' in user) return user;
    const passwordHash = await hashPassword(chosen);
    keeper.keepUser({ ...user, passwordHash });
    await people.updateUser(user.name, { passwordHash }, changeMade('password', user.author, again, now()));
    await note(user.author, 'password');
    return { kind: 'changed', user: { ...user, passwordHash } };
  }

  /**
   * Takes a PIN, by which a session is opened again that is locked; the one before is good no more.
   * @throws Problem as {@link Proving.prove}; `pin-refused` with why
   */
  async choosePin(person: Person, again: Again, chosen: string): Promise<Unproven | { kind: 'changed'; user: User }> {
    const { pins, hashPassword, note, now } = this.#options;
    const fault = pinFault(chosen);
    if (fault !== undefined) throw new Problem('pin-refused', fault);
    const user = await this.#prove(person, again);
    if ('kind' in user) return user;
    await this.#keepRevokedPin(user.name);
    const pin = { user: user.name, hash: await hashPassword(chosen), chosenMilliseconds: now() };
    await pins.put(pin, changeMade('pin', user.author, again, now()));
    await note(user.author, 'pin');
    return { kind: 'changed', user };
  }

  /** Whoever is in may do without: it lets nobody in whom it kept out. */
  async removePin({ name, author }: Person, at: DoneAt): Promise<void> {
    const { pins, note, now } = this.#options;
    await this.#keepRevokedPin(name);
    await pins.remove(name, changeMade('pin-removed', author, at, now()));
    await note(author, 'pin-remove');
  }

  /** Ends all sessions of a person, wherever they are. */
  async signOutEverywhere({ name, author }: Person): Promise<void> {
    await this.#options.people.removeSessions(name);
    await this.#options.note(author, 'sign-out-everywhere');
  }

  /** One at a time: each takes memory, and whoever is in may ask as often as they like. */
  #judge({ name, displayName }: Person, chosen: string): Promise<string | undefined> {
    const { judgePassword, name: place } = this.#options;
    const judged = this.#judged.then(() => judgePassword(chosen, { name, displayName, place }));
    this.#judged = judged.catch(() => undefined);
    return judged;
  }

  async #keepRevokedPin(name: string): Promise<void> {
    const { pins, keeper } = this.#options;
    const before = await pins.find(name);
    if (before !== undefined) keeper.keepRevokedPin(before);
  }

  async #prove({ name }: Person, again: Again): Promise<User | Unproven> {
    const standing = await this.#options.proving.proveAgain({ name, ...again });
    return standing.kind === 'proven' ? standing.user : standing;
  }
}
