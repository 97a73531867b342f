import type { AccountChange } from '../../record/accounts/account-change.js';
import type { ApprovalAsked } from '../../record/accounts/approval.js';
import type { Role } from '../../record/role.js';

/** An account, or another role of one, that waits for a second person, or was refused. */
export interface Approval extends ApprovalAsked {
  /** Which they are to have. */
  readonly role: Role;
  /** Whether the account never was approved: nobody signs in by it. */
  readonly isNew: boolean;
  /** Milliseconds since 1970. */
  readonly madeMilliseconds: number;
  /** Who refused it: a FHIR reference, or `carnet:operator`; `undefined` while it waits. */
  readonly refusedBy: string | undefined;
}

/** Accounts and roles that wait for a second person (rules N26 to N28). */
export interface ApprovalStore {
  find(user: string): Promise<Approval | undefined>;
  /** All that wait or were refused, by user. */
  list(): Promise<readonly Approval[]>;
  /** Another role of an account, or a new one once more. @throws Problem `not-found` */
  ask(approval: Omit<Approval, 'refusedBy'>): Promise<void>;
  /**
   * The account may be used, with the role that was asked for; where it had another one, its sessions and tokens end.
   * @returns false where nothing waits
   */
  approve(user: string, told: AccountChange): Promise<boolean>;
  /** @returns false where nothing waits */
  refuse(user: string, by: string, atMilliseconds: number): Promise<boolean>;
  /** Nothing waits any more: the account stays as it is. */
  withdraw(user: string): Promise<void>;
  /** Takes away a new account that was refused; its name is free again. @returns false where there is none */
  removeRefused(user: string): Promise<boolean>;
}
