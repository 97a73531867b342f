import { hasMoreRights } from '../../record/accounts/approval.js';
import { VerbArguments } from './arguments.js';
import { noteOperator } from './note-operator.js';
import { approvalWanted } from './user-approval.js';
import { changeOf, findUser, parseRole, type ShownUser, shownNow } from './user-verbs.js';
import type { VerbContext } from './verb-context.js';

/**
 * `user-role` {name, role}: another role. One with more rights waits for a second person (rule N26), and the person works on with the
 * one that they have; any other is theirs at once, and their sessions and tokens end.
 * @throws Problem `not-found`, `usage-wrong`
 */
export async function changeRole(context: VerbContext, args: unknown): Promise<ShownUser> {
  const given = new VerbArguments(args);
  const user = await findUser(context, given);
  const role = parseRole(given);
  const { approvals, people } = context.journal;
  const isNew = (await approvals.find(user.name))?.isNew === true;
  const isMore = isNew || hasMoreRights(role, user.role);
  const asked = isMore ? await approvalWanted(context, { user: user.name, role, isNew }) : undefined;
  if (asked !== undefined) {
    await approvals.ask(asked);
    await noteOperator(context, `user-role ${role} asked`, user.author);
    return shownNow(context, user);
  }
  if (!isNew) await approvals.withdraw(user.name);
  if (role === user.role) return shownNow(context, user);
  context.accounts?.keepUser({ ...user, role });
  await people.updateUser(user.name, { role }, changeOf('role', context));
  await noteOperator(context, `user-role ${role}`, user.author);
  return shownNow(context, { ...user, role });
}
