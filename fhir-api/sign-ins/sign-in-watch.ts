import type { PeopleStore, User } from '../../journal/people-store.js';
import type { AuditEntry } from '../../journal/record-store.js';
import type { SignInStore } from '../../journal/sign-ins/sign-in-store.js';
import { unknownAuthor } from '../../record/accounts/program-author.js';
import { learnt } from '../../record/sign-ins/habits.js';
import { judgeSignIn } from '../../record/sign-ins/judge-sign-in.js';
import { TriedAccounts } from './tried-accounts.js';

export interface SignInWatchOptions {
  readonly signIns: SignInStore;
  readonly people: Pick<PeopleStore, 'findUser'>;
  /** Awaited, so that nobody is in before it is written. */
  readonly audit: (entries: readonly AuditEntry[]) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Whether `now` can be trusted; always, when left out. */
  readonly isClockSure?: () => boolean;
}

/** Notices what is unusual when people sign in (rules R30, R32). It keeps nobody out. */
export class SignInWatch {
  readonly #options: SignInWatchOptions;
  readonly #tried: TriedAccounts;

  constructor(options: SignInWatchOptions) {
    this.#options = options;
    this.#tried = new TriedAccounts(options.now);
  }

  /** Somebody is in. @param credential SHA-256 of the secret of their session, hex */
  async came(
    { name: user, author }: Pick<User, 'name' | 'author'>,
    credential: string,
    address: string,
  ): Promise<void> {
    const { signIns, audit, now, isClockSure = () => true } = this.#options;
    this.#tried.came(user, address);
    const signIn = { milliseconds: now(), address };
    const habits = await signIns.habitsOf(user);
    const isSure = isClockSure();
    const reasons = judgeSignIn(habits, signIn, {
      lately: await signIns.lately(user),
      isPlaceOfOthers: await signIns.isPlaceOfOthers(address, user),
      isClockSure: isSure,
    });
    if (reasons.length > 0) {
      await audit([{ author, action: `unusual-sign-in ${reasons.join(' ')}`, subject: '', outcome: 'done' }]);
    }
    // By a clock that may be years off nothing is learnt: what it says would be forgotten, or would stand for ever.
    const kept = isSure ? learnt(habits, signIn, reasons) : undefined;
    await signIns.add({ ...signIn, user, credential, reasons, accounts: 0 }, kept);
  }

  /** So many wrong passwords came for one account that no more are judged for a while. What is no account is written nowhere. */
  async guessed(name: string, address: string, count: number): Promise<void> {
    const { signIns, people, audit, now } = this.#options;
    const user = await people.findUser(name);
    if (user === undefined) return;
    await audit([{ author: user.author, action: 'unusual-sign-in guesses', subject: '', outcome: 'refused' }]);
    const [reasons, milliseconds] = [['guesses'], now()] as const;
    await signIns.add({ user: user.name, credential: '', milliseconds, address, reasons, accounts: count });
  }

  /** A password was wrong, or was not judged any more. */
  async refused(name: string, address: string): Promise<void> {
    const { signIns, audit, now } = this.#options;
    const accounts = this.#tried.refused(name, address);
    if (accounts === undefined) return;
    const author = unknownAuthor;
    await audit([{ author, action: 'unusual-sign-in accounts', subject: '', outcome: 'refused' }]);
    const [reasons, milliseconds] = [['accounts'], now()] as const;
    await signIns.add({ user: '', credential: '', milliseconds, address, reasons, accounts });
  }
}
