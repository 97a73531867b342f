import type { Approval, ApprovalStore } from '../../journal/approvals/approval-store.js';
import type { PeopleStore, User } from '../../journal/people-store.js';
import type { AuditEntry } from '../../journal/record-store.js';
import { Problem } from '../../protocol/problem.js';
import { mayApprove } from '../../record/accounts/approval.js';
import { authorsShown, type ShownAuthor } from '../account-changes/change-author.js';
import { changeMade, type DoneAt } from '../account-changes/change-made.js';
import type { Person } from '../actor.js';
import type { AccountKeeper } from '../session/account/account-keeper.js';

export interface ApprovalDeskOptions {
  readonly people: Pick<PeopleStore, 'findUser' | 'listUsers'>;
  readonly approvals: ApprovalStore;
  readonly keeper: Pick<AccountKeeper, 'keepUser'>;
  readonly audit: (entries: readonly AuditEntry[]) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export const approvalVerdicts = ['approved', 'refused'] as const;

export type ApprovalVerdict = (typeof approvalVerdicts)[number];

/** What waits for a second person, or was refused. */
export interface ShownApproval {
  readonly asked: Approval;
  readonly user: User;
  readonly madeBy: ShownAuthor;
  /** Whether who asks may judge it. */
  readonly mayJudge: boolean;
}

/** The second of two people who give an account (rules N26 to N28). */
export class ApprovalDesk {
  readonly #options: ApprovalDeskOptions;

  constructor(options: ApprovalDeskOptions) {
    this.#options = options;
  }

  async list(person: Person): Promise<readonly ShownApproval[]> {
    const { people, approvals } = this.#options;
    const [all, users] = await Promise.all([approvals.list(), people.listUsers()]);
    const authors = all.map(({ madeBy }) => madeBy);
    const authorOf = await authorsShown(people, authors, person.author);
    return all.flatMap((asked) => {
      const user = users.find(({ name }) => name === asked.user);
      if (user === undefined) return [];
      return [{ asked, user, madeBy: authorOf(asked.madeBy), mayJudge: mayApprove(asked, person) }];
    });
  }

  /** @throws Problem `not-found`; `forbidden` for their own, and what they made; `version-conflict` where somebody judged before */
  async judge(person: Person, name: string, verdict: ApprovalVerdict, at: DoneAt): Promise<void> {
    const { approvals, keeper, audit, now } = this.#options;
    const { asked, user } = await this.#find(person, name);
    if (asked.refusedBy !== undefined) throw new Problem('version-conflict');
    const isApproved = verdict === 'approved';
    // Before the database hears of it: a crash between the two lets nobody in (rule B16).
    if (isApproved) keeper.keepUser({ ...user, role: asked.role, disabled: asked.isNew ? false : user.disabled });
    const told = changeMade('approved', person.author, at, now());
    const isDone = isApproved
      ? await approvals.approve(name, told)
      : await approvals.refuse(name, person.author, now());
    if (!isDone) throw new Problem('version-conflict');
    const action = `${isApproved ? 'user-approve' : 'user-refuse'} ${asked.role}` as const;
    await audit([{ author: person.author, action, subject: user.author, outcome: 'done' }]);
  }

  /** Takes away what was refused: a new account with its name, or that another role was asked. @throws Problem as {@link judge} */
  async remove(person: Person, name: string): Promise<void> {
    const { approvals, audit } = this.#options;
    const { asked, user } = await this.#find(person, name);
    if (asked.refusedBy === undefined) throw new Problem('version-conflict');
    if (asked.isNew) await approvals.removeRefused(name);
    else await approvals.withdraw(name);
    await audit([{ author: person.author, action: 'user-remove', subject: user.author, outcome: 'done' }]);
  }

  async #find(person: Person, name: string): Promise<{ readonly asked: Approval; readonly user: User }> {
    const { people, approvals } = this.#options;
    const asked = await approvals.find(name);
    const user = await people.findUser(name);
    if (asked === undefined || user === undefined) throw new Problem('not-found', 'approval');
    if (!mayApprove(asked, person)) throw new Problem('forbidden', 'not their own');
    return { asked, user };
  }
}
