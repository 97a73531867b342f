import { type Habit, type Habits, noHabits } from '../../record/sign-ins/habits.js';
import { isSignInAnswer, readReasons, type SignInAnswer } from '../../record/sign-ins/sign-in.js';
import type { JournalContext } from '../context.js';
import { journalLimits } from '../limits.js';
import { type HabitRow, type SignInRow, signInSql } from '../sql/sign-ins.js';
import { transaction } from '../sqlite/transaction.js';
import type { KeptSignIn, NewSignIn, SignInStore } from './sign-in-store.js';

/** {@link SignInStore} over one SQLite database. */
export class SqliteSignInStore implements SignInStore {
  readonly #context: Pick<JournalContext, 'connection'>;

  constructor(context: Pick<JournalContext, 'connection'>) {
    this.#context = context;
  }

  async habitsOf(user: string): Promise<Habits> {
    return habitsOf(this.#context.connection.all(signInSql.habitsOf, user));
  }

  async lately(user: string): Promise<readonly KeptSignIn[]> {
    return this.#context.connection.all(signInSql.lately, user, journalLimits.signInsLatelyMax).map(signInOf);
  }

  async isPlaceOfOthers(address: string, user: string): Promise<boolean> {
    return this.#context.connection.one(signInSql.usersOfPlace, address, user) !== undefined;
  }

  async add(signIn: NewSignIn, habits?: Habits): Promise<void> {
    const { connection } = this.#context;
    const { user, credential, address, accounts } = signIn;
    const reasons = signIn.reasons.join(' ');
    transaction(connection, () => {
      connection.run(signInSql.add, user, credential, Math.floor(signIn.milliseconds), address, reasons, accounts);
      if (reasons === '') connection.run(signInSql.forgetUsual, user, user, journalLimits.signInsLatelyMax);
      else connection.run(signInSql.forgetUnusual, journalLimits.signInsUnusualMax);
      if (habits !== undefined) this.#keepHabits(user, habits);
    });
  }

  async unusual(): Promise<readonly KeptSignIn[]> {
    return this.#context.connection.all(signInSql.unusual, journalLimits.signInsShownMax).map(signInOf);
  }

  async unanswered(user: string): Promise<readonly KeptSignIn[]> {
    return this.#context.connection.all(signInSql.unanswered, user, journalLimits.signInsLatelyMax).map(signInOf);
  }

  async between(fromMilliseconds: number, toMilliseconds: number): Promise<readonly KeptSignIn[]> {
    const times = [Math.floor(fromMilliseconds), Math.ceil(toMilliseconds)] as const;
    return this.#context.connection.all(signInSql.between, ...times, journalLimits.signInsBetweenMax).map(signInOf);
  }

  async find(id: number): Promise<KeptSignIn | undefined> {
    const row = this.#context.connection.one(signInSql.find, id);
    return row && signInOf(row);
  }

  async ofSession(credential: string): Promise<KeptSignIn | undefined> {
    const row = this.#context.connection.one(signInSql.ofCredential, credential);
    return row && signInOf(row);
  }

  async answer({ id, user }: Pick<KeptSignIn, 'id' | 'user'>, answer: SignInAnswer, habits?: Habits): Promise<boolean> {
    const { connection } = this.#context;
    return transaction(connection, () => {
      if (connection.run(signInSql.answer, answer, id).changes === 0) return false;
      if (habits !== undefined) this.#keepHabits(user, habits);
      return true;
    });
  }

  async review(id: number, by: string, atMilliseconds: number): Promise<boolean> {
    return this.#context.connection.run(signInSql.review, by, Math.floor(atMilliseconds), id).changes > 0;
  }

  #keepHabits(user: string, { whole, hours, places }: Habits): void {
    const { connection } = this.#context;
    const keep = (kind: string, value: string, { days, doubtfulDays, lastMilliseconds }: Habit) =>
      connection.run(signInSql.keepHabit, user, kind, value, days, doubtfulDays, Math.floor(lastMilliseconds));
    connection.run(signInSql.forgetHabits, user);
    keep('day', '', whole);
    for (const [hour, habit] of hours) keep('hour', String(hour), habit);
    for (const [place, habit] of places) keep('place', place, habit);
  }
}

function habitsOf(rows: readonly HabitRow[]): Habits {
  const ofKind = (kind: string) =>
    rows
      .filter((row) => row.kind === kind)
      .map(({ value, days, doubtfulDays, lastMilliseconds }) => {
        const habit: Habit = { days, doubtfulDays, lastMilliseconds };
        return [value, habit] as const;
      });
  const [whole] = ofKind('day');
  return {
    whole: whole?.[1] ?? noHabits.whole,
    hours: new Map(ofKind('hour').map(([hour, habit]) => [Number(hour), habit])),
    places: new Map(ofKind('place')),
  };
}

function signInOf({ reasons, answer, reviewedBy, ...row }: SignInRow): KeptSignIn {
  return {
    ...row,
    reasons: readReasons(reasons),
    answer: isSignInAnswer(answer) ? answer : undefined,
    reviewedBy: reviewedBy ?? undefined,
  };
}
