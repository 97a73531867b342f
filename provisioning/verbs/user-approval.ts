import type { Approval } from '../../journal/approvals/approval-store.js';
import { needsApproval } from '../../record/accounts/approval.js';
import { commandLineAuthor } from '../../record/accounts/program-author.js';
import type { VerbContext } from './verb-context.js';

/** How an account stands that one person gave, or another role of one. */
export type ShownApproval = 'waiting' | 'refused' | null;

/**
 * What a second person is asked, where one has to be (rule N26); `undefined` where not: at a hub, which shows no patient's record to
 * anybody, and in a demo.
 */
export async function approvalWanted(
  { node, journal, now }: VerbContext,
  account: Pick<Approval, 'user' | 'role' | 'isNew'>,
): Promise<Omit<Approval, 'refusedBy'> | undefined> {
  if (node.kind === 'hub' || node.demo !== undefined) return undefined;
  const users = await journal.people.listUsers();
  const isWanted = needsApproval(
    account.role,
    users.map(({ role, disabled }) => ({ role, isUsable: !disabled })),
  );
  return isWanted ? { ...account, madeBy: commandLineAuthor, madeMilliseconds: now() } : undefined;
}

/** Somebody closes the account: nobody is to approve of it any more. */
export async function stopWaiting({ journal, now }: VerbContext, name: string): Promise<void> {
  const asked = await journal.approvals.find(name);
  if (asked?.isNew === true) await journal.approvals.refuse(name, commandLineAuthor, now());
  else await journal.approvals.withdraw(name);
}

/** A new account that waits stays shut whatever password it gets; one that was refused is asked for again. @returns whether it waits */
export async function keepWaiting({ journal, now }: VerbContext, name: string): Promise<boolean> {
  const asked = await journal.approvals.find(name);
  if (asked?.isNew !== true) return false;
  if (asked.refusedBy !== undefined) {
    const { refusedBy: _, ...again } = asked;
    await journal.approvals.ask({ ...again, madeBy: commandLineAuthor, madeMilliseconds: now() });
  }
  return true;
}

export function shownApproval(asked: Approval | undefined): ShownApproval {
  if (asked === undefined) return null;
  return asked.refusedBy === undefined ? 'waiting' : 'refused';
}
