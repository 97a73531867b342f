import { type Action, allDuties, conditionsOf, hasDuty } from '../access.js';
import { resourceTypes } from '../definitions/load.js';
import type { Role } from '../role.js';

/** An account, as far as it decides who is to approve of others. */
export interface ApprovalGround {
  readonly role: Role;
  /** Whether its person can sign in. */
  readonly isUsable: boolean;
}

/**
 * Whether an account with a role, which one person made at the command line, waits for a second one (rule N26): for an administrator
 * or a chief doctor, once the hospital has had one. Where none of them can sign in any more, an administrator is the next first one;
 * everybody else waits for them.
 * @param accounts all others of the node, and of who is to have another role their own
 */
export function needsApproval(role: Role, accounts: readonly ApprovalGround[]): boolean {
  if (!touchesRecords(role)) return false;
  const approvers = accounts.filter((each) => hasDuty(each.role, 'approve-accounts'));
  if (approvers.length === 0) return false;
  return role !== 'admin' || approvers.some(({ isUsable }) => isUsable);
}

/** Those of regional operations and health authorities see no records, and no accounts. */
function touchesRecords(role: Role): boolean {
  return role !== 'ops' && role !== 'authority';
}

const actions: readonly Action[] = ['read', 'search', 'history', 'create', 'update', 'delete', 'link'];

/** Whether a role may anything that another one may not, be it under fewer conditions. */
export function hasMoreRights(role: Role, than: Role): boolean {
  if (role === than) return false;
  // Accounts, sessions and the audit are an administrator's alone.
  if (role === 'admin' || allDuties.some((duty) => hasDuty(role, duty) && !hasDuty(than, duty))) return true;
  return resourceTypes().some((type) => actions.some((action) => isFreer(role, than, type, action)));
}

function isFreer(role: Role, than: Role, type: string, action: Action): boolean {
  const [conditions, before] = [conditionsOf(role, type, action), conditionsOf(than, type, action)];
  if (conditions === undefined) return false;
  return before === undefined || before.some((condition) => !conditions.includes(condition));
}

/** Something that waits for a second person, and who made it. */
export interface ApprovalAsked {
  readonly user: string;
  /** Who made it: a FHIR reference, or `carnet:operator`. */
  readonly madeBy: string;
}

/** Whether somebody may approve of it: by their role, and neither of themselves nor of what they made. */
export function mayApprove(
  asked: ApprovalAsked,
  approver: { readonly name: string; readonly author: string; readonly role: Role },
): boolean {
  const isOther = approver.name !== asked.user && approver.author !== asked.madeBy;
  return isOther && hasDuty(approver.role, 'approve-accounts');
}
