import type { PeopleStore } from '../../journal/people-store.js';
import type { AuditEntry } from '../../journal/record-store.js';
import type { KeptSignIn, SignInStore } from '../../journal/sign-ins/sign-in-store.js';
import { Problem } from '../../protocol/problem.js';
import { answered } from '../../record/sign-ins/habits.js';
import type { SignInAnswer } from '../../record/sign-ins/sign-in.js';
import type { Person } from '../actor.js';
import { isUsualSession } from './usual-session.js';

export interface OwnSignInsOptions {
  readonly signIns: SignInStore;
  readonly people: Pick<PeopleStore, 'removeCredential'>;
  readonly audit: (entries: readonly AuditEntry[]) => Promise<void>;
}

/** What somebody is told of their own account. */
export interface OwnSignIns {
  readonly signIns: readonly KeptSignIn[];
  /** Whether they may say that it was them: not from a session that is unusual itself. */
  readonly mayConfirm: boolean;
}

/** A person's unusual sign-ins, and what they say of them (rule R31). */
export class OwnSignInDesk {
  readonly #options: OwnSignInsOptions;

  constructor(options: OwnSignInsOptions) {
    this.#options = options;
  }

  /** @param session SHA-256 of the secret of the session that asks, hex */
  async list({ name }: Person, session: string): Promise<OwnSignIns> {
    const { signIns } = this.#options;
    const unanswered = await signIns.unanswered(name);
    // Of the session that they are in they know, and so does who is in it and is not them.
    const told = unanswered.filter(({ credential }) => credential !== session);
    return { signIns: told, mayConfirm: await isUsualSession(signIns, session) };
  }

  /**
   * A sign-in that was theirs is a habit from then on; the session of one that was not ends, and is none.
   * @throws Problem `not-found`, `forbidden`; `version-conflict` where they said something before
   */
  async answer({ name, author }: Person, session: string, id: number, answer: SignInAnswer): Promise<void> {
    const { signIns, people, audit } = this.#options;
    const found = await signIns.find(id);
    if (found === undefined || found.user !== name || found.reasons.length === 0) throw new Problem('not-found');
    const isTheirs = answer === 'mine';
    if (isTheirs && (found.credential === session || !(await isUsualSession(signIns, session)))) {
      throw new Problem('forbidden', 'from a session that is unusual itself');
    }
    const habits = answered(await signIns.habitsOf(name), found, isTheirs);
    if (!(await signIns.answer(found, answer, habits))) throw new Problem('version-conflict');
    if (!isTheirs) await people.removeCredential(found.credential);
    await audit([{ author, action: `sign-in-answer ${answer}`, subject: '', outcome: 'done' }]);
  }
}
