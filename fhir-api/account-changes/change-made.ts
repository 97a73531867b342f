import type { AccountChange, AccountChangeKind } from '../../record/accounts/account-change.js';

/** Where somebody does something of an account. */
export interface DoneAt {
  /** Of the workstation. */
  readonly address: string;
  /** SHA-256 of the secret of their session, hex: the one that they are in, or that it begins. None for who has a token. */
  readonly session?: string | undefined;
}

/** A change as its person is told of it (rule N24). */
export function changeMade(
  kind: AccountChangeKind,
  author: string,
  { address, session = '' }: DoneAt,
  milliseconds: number,
): AccountChange {
  return { kind, author, address, session, milliseconds };
}
