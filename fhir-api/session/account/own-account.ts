import type { AccountChangeStore } from '../../../journal/account-changes/account-change-store.js';
import type { PeopleStore, User } from '../../../journal/people-store.js';
import type { PinStore } from '../../../journal/pins/pin-store.js';
import type { SecondFactorStore } from '../../../journal/second-factors/second-factor-store.js';
import type { SecurityKey } from '../../../journal/security-keys/security-key-store.js';
import { Problem } from '../../../protocol/problem.js';
import { isTaken, type PasswordRating } from '../../../record/accounts/password-rating.js';
import { changeMade, type DoneAt } from '../../account-changes/change-made.js';
import type { Person } from '../../actor.js';
import type { SecurityKeys } from '../keys/security-keys.js';
import { pinFault } from '../lock/obvious-pin.js';
import type { Proving, Standing, Typed } from '../proving.js';
import type { Offer, SecondFactors } from '../second-factor/second-factors.js';
import type { AccountKeeper } from './account-keeper.js';
import { RatingTurns } from './rating-turns.js';

export interface OwnAccountOptions {
  readonly people: Pick<PeopleStore, 'findUser' | 'updateUser' | 'removeSessions'>;
  readonly accountChanges: Pick<AccountChangeStore, 'carry'>;
  readonly store: SecondFactorStore;
  readonly pins: PinStore;
  readonly factors: SecondFactors;
  readonly securityKeys: SecurityKeys;
  readonly proving: Proving;
  readonly keeper: AccountKeeper;
  readonly hashPassword: (password: string) => Promise<string>;
  readonly checkPassword: (password: string, stored: string) => Promise<boolean>;
  /** How a password stands up to who guesses, and knows whose it is. */
  readonly ratePassword: (
    chosen: string,
    owner: { readonly name: string; readonly displayName: string; readonly place: string },
  ) => Promise<PasswordRating>;
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
  readonly #turns: RatingTurns;
  #rated: Promise<unknown> = Promise.resolve();

  constructor(options: OwnAccountOptions) {
    this.#options = options;
    this.#turns = new RatingTurns(options.now);
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
    // First: a code counts once, and who has to think of another password would wait for the next one.
    if (chosen === again.password) throw new Problem('password-refused', 'same');
    await this.#assertTaken(person, chosen);
    const user = await this.#prove(person, again);
    return 'kind' in user ? user : { kind: 'changed', user: await this.#replacePassword(user, chosen, again) };
  }

  /**
   * A password of their own in the place of one that was given to them (rule N32); all their sessions and tokens end.
   * @param from the session in which they choose, which goes on in the one of `at`
   * @throws Problem `forbidden` for who has their own, `password-refused` with why
   */
  async chooseOwn(
    person: Person,
    chosen: string,
    from: string,
    at: DoneAt & { readonly session: string },
  ): Promise<User> {
    const { people, accountChanges, checkPassword } = this.#options;
    const user = await people.findUser(person.name);
    if (user?.givenMilliseconds === undefined) throw new Problem('forbidden', 'the password is their own');
    await this.#assertTaken(person, chosen);
    if (await checkPassword(chosen, user.passwordHash)) throw new Problem('password-refused', 'same');
    const own = await this.#replacePassword(user, chosen, at);
    // They took a telephone or a key just before: that is no news to them.
    await accountChanges.carry(user.name, from, at.session);
    return own;
  }

  /** How a password that they think of stands up to guessing, or how many milliseconds to wait before the next one (rule N34). */
  rate(person: Person, chosen: string): Promise<PasswordRating | number> {
    return this.#turns.take(person.name, () => this.#rate(person, chosen));
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

  async #assertTaken(person: Person, chosen: string): Promise<void> {
    const rating = await this.#rate(person, chosen);
    if (!isTaken(rating)) throw new Problem('password-refused', rating.level);
  }

  /** One at a time: each takes memory, and whoever is in may ask as often as they like. */
  #rate({ name, displayName }: Person, chosen: string): Promise<PasswordRating> {
    const { ratePassword, name: place } = this.#options;
    const rated = this.#rated.then(() => ratePassword(chosen, { name, displayName, place }));
    this.#rated = rated.catch(() => undefined);
    return rated;
  }

  /** @throws Problem `forbidden` where it was replaced meanwhile: whoever was shut out so does not come in by it */
  async #replacePassword({ name, author, passwordHash: before }: User, chosen: string, at: DoneAt): Promise<User> {
    const { people, keeper, hashPassword, note, now } = this.#options;
    const passwordHash = await hashPassword(chosen);
    const user = await people.findUser(name);
    if (user === undefined || user.disabled || user.passwordHash !== before) throw new Problem('forbidden', 'replaced');
    const { givenMilliseconds: _, ...own } = { ...user, passwordHash };
    keeper.keepUser(own);
    await people.updateUser(name, { passwordHash }, changeMade('password', author, at, now()));
    await note(author, 'password');
    return own;
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
