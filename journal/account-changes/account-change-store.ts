import type { AccountAnswer, AccountChange, AnsweredChange } from '../../record/accounts/account-change.js';

/** A change as it is kept. */
export interface KeptChange extends AnsweredChange {
  readonly user: string;
  /** The administrator who has seen that its person denies it: a FHIR reference. */
  readonly reviewedBy: string | undefined;
}

/**
 * What changed of people's accounts. A change is written by the store that makes it, in the same transaction; what nobody said
 * anything of is never forgotten.
 */
export interface AccountChangeStore {
  /** The last ones of a person, the newest first. */
  list(user: string): Promise<readonly KeptChange[]>;
  find(id: number): Promise<KeptChange | undefined>;
  /** They have seen all up to one, but for those of one session. */
  seeAll(user: string, id: number, session: string): Promise<void>;
  answer(id: number, answer: AccountAnswer): Promise<void>;
  /** A session goes on in another one, which is told nothing that was done in it. */
  carry(user: string, from: string, to: string): Promise<void>;
  /** Those of everybody that were not theirs, the newest first. */
  denied(): Promise<readonly KeptChange[]>;
  /** @returns false where somebody saw it before, or nobody denies it */
  review(id: number, by: string, atMilliseconds: number): Promise<boolean>;
  /**
   * Keeps the licences that a person has; that they are others than before is a change, which is told.
   * @param licences as a text, compared as such
   */
  keepLicences(user: string, licences: string, change: AccountChange): Promise<void>;
}
