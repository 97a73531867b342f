import type { ApprovalStore } from '../../journal/approvals/approval-store.js';
import type { PeopleStore, User } from '../../journal/people-store.js';
import type { SignInStore } from '../../journal/sign-ins/sign-in-store.js';
import { Problem } from '../../protocol/problem.js';
import type { KeyCreation, KeyWay, MadeKey, ShownKey } from '../../protocol/security-key-messages.js';
import { isGivenPasswordOver } from '../../record/accounts/given-password.js';
import { unknownAuthor } from '../../record/accounts/program-author.js';
import { recentHabits } from '../../record/sign-ins/habits.js';
import { changeMade, type DoneAt } from '../account-changes/change-made.js';
import { apiLimits } from '../limits.js';
import { Attempts } from './attempts.js';
import { Guesses, type GuessPlace } from './guesses.js';
import type { KeyPlace } from './keys/key-place.js';
import type { SecurityKeys } from './keys/security-keys.js';
import type { CodeKind, Offer, SecondFactors } from './second-factor/second-factors.js';

export interface ProvingOptions {
  readonly people: Pick<PeopleStore, 'findUser'>;
  readonly approvals: Pick<ApprovalStore, 'find'>;
  readonly factors: SecondFactors;
  readonly securityKeys: SecurityKeys;
  readonly checkPassword: (password: string, stored: string) => Promise<boolean>;
  readonly hashPassword: (password: string) => Promise<string>;
  readonly newSecret: () => string;
  /** Keeps what somebody tried; awaited, so that nobody is in before it is written. */
  readonly note: (author: string, action: NotedAction, outcome: 'done' | 'refused') => Promise<void>;
  /** From where people usually sign in. */
  readonly signIns: Pick<SignInStore, 'habitsOf'>;
  /** So many wrong passwords came for a name within an hour that no more are judged. */
  readonly onGuessed: (name: string, address: string, count: number) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly isClockSure: () => boolean;
}

/** What stands in the audit of who proves themselves. */
export type NotedAction = 'sign-in' | 'recovery-code' | 'second-factor' | 'unlock' | 'proof' | 'key-add' | 'key-copied';

/** What somebody typed, and where. */
export interface Typed extends DoneAt {
  readonly name: string;
  readonly password: string;
  /** Of the moment, or a recovery code. */
  readonly code?: string | undefined;
  /** What their security key answered, in the place of a code. */
  readonly key?: ShownKey | undefined;
  /** Browser and system; '' where they are not known. */
  readonly device?: string;
  /** `undefined` where no key can be shown: by a token. */
  readonly place?: KeyPlace | undefined;
}

/** They have to wait before the next attempt. */
export interface Waiting {
  readonly kind: 'wait';
  readonly milliseconds: number;
}

/** How far somebody has proved who they are. */
export type Standing =
  | { readonly kind: 'proven'; readonly user: User }
  | Waiting
  /** The password is right; the code is wanted, too, or a key of theirs. */
  | { readonly kind: 'code-wanted'; readonly way?: KeyWay | undefined }
  /** The password is right, and they have no second factor yet: they take this one. */
  | { readonly kind: 'offered'; readonly offer: Offer };

/** What somebody shows of what they were offered: a code of it, or a new key in its place. */
export type Taking = { readonly code: string } | { readonly made: MadeKey; readonly called: string };

/** Who somebody is, by password and second factor (rules N1–N5). */
export class Proving {
  readonly #options: ProvingOptions;
  readonly #passwords: Attempts;
  readonly #guesses: Guesses;
  readonly #codes: Attempts;
  #decoy: Promise<string> | undefined;

  constructor(options: ProvingOptions) {
    this.#options = options;
    this.#passwords = new Attempts(options.now);
    this.#guesses = new Guesses(options.now);
    this.#codes = new Attempts(options.now, {
      perPersonMax: apiLimits.codeAttemptsMax,
      forgottenMillisecondsMin: apiLimits.codeAttemptsForgottenMillisecondsMin,
    });
  }

  /**
   * An unknown name, a disabled account and a wrong password take the same time and get the same answer.
   * @throws Problem `credentials-wrong`, `account-waiting`, `password-over`, `second-factor-wrong`, `clock-unsure`
   */
  async prove(typed: Typed): Promise<Standing> {
    const { factors, securityKeys } = this.#options;
    const standing = await this.proveAgain(typed);
    if (standing.kind !== 'proven' || !factors.isMandatory) return standing;
    const { user } = standing;
    if ((await factors.find(user.name)) !== undefined || (await securityKeys.hasAny(user.name))) return standing;
    return { kind: 'offered', offer: await factors.offer(user) };
  }

  /** The same by what they have, be it a password alone: of who is in already. @throws Problem as {@link prove} */
  async proveAgain(typed: Typed): Promise<Exclude<Standing, { kind: 'offered' }>> {
    const { factors, securityKeys } = this.#options;
    const standing = await this.provePassword(typed);
    if (standing.kind === 'wait') return standing;
    const { user } = standing;
    const factor = await factors.find(user.name);
    if (factor === undefined && !(await securityKeys.hasAny(user.name))) return { kind: 'proven', user };
    const { code, key, place } = typed;
    if (key !== undefined) return this.#proveByKey(user, key, typed);
    if (code === undefined) return { kind: 'code-wanted', way: await securityKeys.wayFor(user.name, place) };
    if (factor !== undefined) factors.assertJudgeable(code);
    const judged = await this.#counted(user, () => factors.use(user, factor, code, typed));
    if (typeof judged === 'number') return { kind: 'wait', milliseconds: judged };
    if (judged === 'recovery-code') await this.#options.note(user.author, 'recovery-code', 'done');
    return { kind: 'proven', user };
  }

  /** By the password alone, of whose session is locked. @throws Problem `credentials-wrong`, `account-waiting`, `password-over` */
  async provePassword(typed: Omit<Typed, 'code'>): Promise<Waiting | { readonly kind: 'proven'; readonly user: User }> {
    const { name, address } = typed;
    const milliseconds = this.#passwords.begin(name, address);
    if (milliseconds > 0) return this.#wait(unknownAuthor, milliseconds);
    const place = await this.#placeOf(name, address);
    const { waitMilliseconds, told } = this.#guesses.begin(name, place);
    if (told !== undefined) await this.#options.onGuessed(name, address, told);
    if (waitMilliseconds > 0) return this.#wait(unknownAuthor, waitMilliseconds);
    const user = await this.#userOf(typed);
    this.#passwords.succeed(name, address);
    this.#guesses.takeBack(name, place);
    return { kind: 'proven', user };
  }

  /** What was unusual and is not confirmed is no place of theirs. */
  async #placeOf(name: string, address: string): Promise<GuessPlace> {
    const { signIns, now } = this.#options;
    const { places } = recentHabits(await signIns.habitsOf(name), now());
    return (places.get(address)?.days ?? 0) > 0 ? 'usual' : 'other';
  }

  /** What a new key is made by, for whom a second factor was offered. @throws Problem `offer-ended`, `key-needs-name` */
  async offerKey(token: string, place: KeyPlace): Promise<KeyCreation> {
    return this.#options.securityKeys.offer(await this.#offeredTo(token), boundTo(token, place));
  }

  /**
   * Somebody shows a code of what they are offered, which then is theirs; or a new key instead.
   * @throws Problem `second-factor-wrong`, `offer-ended`, `clock-unsure`, `key-needs-name`, `key-refused`
   */
  async take(
    token: string,
    taking: Taking,
    from: DoneAt & Pick<Typed, 'place'>,
  ): Promise<Waiting | { readonly kind: 'taken'; readonly user: User; readonly recoveryCodes: readonly string[] }> {
    const { factors, note } = this.#options;
    const user = await this.#offeredTo(token);
    if ('made' in taking) return this.#takeKey(token, user, taking, { ...from, place: boundTo(token, from.place) });
    const { code } = taking;
    factors.assertJudgeable(code);
    const taken = await this.#counted(user, () => factors.take(token, code, user, from));
    if (typeof taken === 'number') return { kind: 'wait', milliseconds: taken };
    await note(user.author, 'second-factor', 'done');
    return { kind: 'taken', user, recoveryCodes: taken.recoveryCodes };
  }

  /** @throws Problem `offer-ended` */
  async #offeredTo(token: string): Promise<User> {
    const { people, factors } = this.#options;
    const user = await people.findUser(await factors.userOf(token));
    if (user === undefined || user.disabled) throw new Problem('offer-ended');
    return user;
  }

  async #takeKey(
    token: string,
    user: User,
    { made, called }: Extract<Taking, { made: MadeKey }>,
    from: DoneAt & Pick<Typed, 'place'>,
  ) {
    const { factors, securityKeys, note, now } = this.#options;
    const key = await securityKeys.prove(user.name, made, called, from.place);
    const { codes: recoveryCodes, hashes } = factors.makeRecoveryCodes();
    await securityKeys.take(token, key, hashes, changeMade('key-added', user.author, from, now()));
    await note(user.author, 'key-add', 'done');
    return { kind: 'taken', user, recoveryCodes } as const;
  }

  /** Wrong answers are not counted: nobody guesses a signature, and who guesses codes must not shut a key out (rule N5). */
  async #proveByKey(user: User, key: ShownKey, { place, address }: Typed) {
    try {
      await this.#options.securityKeys.use(user.name, key, { place, address });
    } catch (error) {
      await this.#options.note(user.author, 'sign-in', 'refused');
      const isCopied = error instanceof Problem && error.code === 'key-copied';
      if (isCopied) await this.#options.note(user.author, 'key-copied', 'refused');
      throw error;
    }
    this.#codes.succeed('', user.name);
    return { kind: 'proven', user } as const;
  }

  /** @throws Problem `credentials-wrong`; why not, for who knows the password: `account-waiting`, `password-over` */
  async #userOf({ name, password }: Pick<Typed, 'name' | 'password'>): Promise<User> {
    const { people, checkPassword, note } = this.#options;
    const user = await people.findUser(name);
    const isRight = await checkPassword(password, user?.passwordHash ?? (await this.#decoyHash()));
    const hindrance = user === undefined || !isRight ? 'credentials-wrong' : await this.#hindranceOf(user);
    if (user !== undefined && hindrance === undefined) return user;
    // A name that nobody has may be a password in the wrong field: it is not written down.
    await note(user?.author ?? unknownAuthor, 'sign-in', 'refused');
    throw new Problem(hindrance ?? 'credentials-wrong');
  }

  /** Why the right password lets somebody in no more, or not yet; who does not know it is not told that there is such an account. */
  async #hindranceOf({ name, disabled, givenMilliseconds: given }: User) {
    const { approvals, now, isClockSure } = this.#options;
    if (disabled) return (await approvals.find(name))?.isNew === true ? 'account-waiting' : 'credentials-wrong';
    const isOver = given !== undefined && isGivenPasswordOver(given, now(), isClockSure());
    return isOver ? 'password-over' : undefined;
  }

  /** Counts wrong codes by person, wherever they come from: whoever guesses here knows the password. @returns the wait */
  async #counted<T extends CodeKind | object>({ name, author }: User, judge: () => Promise<T>): Promise<T | number> {
    const milliseconds = this.#codes.begin('', name);
    if (milliseconds > 0) return (await this.#wait(author, milliseconds)).milliseconds;
    try {
      const judged = await judge();
      this.#codes.succeed('', name);
      return judged;
    } catch (error) {
      await this.#options.note(author, 'sign-in', 'refused');
      throw error;
    }
  }

  async #wait(author: string, milliseconds: number): Promise<Waiting> {
    await this.#options.note(author, 'sign-in', 'refused');
    return { kind: 'wait', milliseconds };
  }

  /** A hash that no password fits, so that an unknown name costs the same work. */
  #decoyHash(): Promise<string> {
    this.#decoy ??= this.#options.hashPassword(this.#options.newSecret());
    return this.#decoy;
  }
}

/** A new key is made for who holds the token of an offer. */
function boundTo(token: string, place: KeyPlace | undefined): KeyPlace | undefined {
  return place?.kind === 'here' ? { ...place, bond: `offer ${token}` } : place;
}
