import type { Habits } from '../../record/sign-ins/habits.js';
import type { SignIn, SignInAnswer, SignInReason } from '../../record/sign-ins/sign-in.js';

/** A sign-in as it is kept. */
export interface KeptSignIn extends SignIn {
  readonly id: number;
  /** '' where wrong passwords for many accounts came from one address. */
  readonly user: string;
  /** SHA-256 of the secret of its session, hex; '' where there is none. */
  readonly credential: string;
  readonly reasons: readonly SignInReason[];
  /** How many accounts were tried, or wrong passwords for the one, where that is what is unusual. */
  readonly accounts: number;
  /** What its person says of it. */
  readonly answer: SignInAnswer | undefined;
  /** The administrator who has seen it: a FHIR reference. */
  readonly reviewedBy: string | undefined;
}

export type NewSignIn = Omit<KeptSignIn, 'id' | 'answer' | 'reviewedBy'>;

/**
 * What people usually do when they sign in, their last sign-ins, and the unusual ones of everybody: bounded in number, at this
 * node and in its backups.
 */
export interface SignInStore {
  habitsOf(user: string): Promise<Habits>;
  /** The last times that a person came, the newest first. */
  lately(user: string): Promise<readonly KeptSignIn[]>;
  /** Whether anybody else usually signs in from an address. */
  isPlaceOfOthers(address: string, user: string): Promise<boolean>;
  /** Keeps a sign-in, and what is usual since; the oldest ones are forgotten for it. */
  add(signIn: NewSignIn, habits?: Habits): Promise<void>;
  /** Those of everybody that were unusual, the newest first. */
  unusual(): Promise<readonly KeptSignIn[]>;
  /** When a person came, it was unusual and they said nothing of it, the newest first. */
  unanswered(user: string): Promise<readonly KeptSignIn[]>;
  /** Those of everybody in a time, the first first; a bounded number. */
  between(fromMilliseconds: number, toMilliseconds: number): Promise<readonly KeptSignIn[]>;
  find(id: number): Promise<KeptSignIn | undefined>;
  /** The one that began a session. */
  ofSession(credential: string): Promise<KeptSignIn | undefined>;
  /** @returns false where something was said of it before, or it is not there */
  answer(signIn: Pick<KeptSignIn, 'id' | 'user'>, answer: SignInAnswer, habits?: Habits): Promise<boolean>;
  /** @returns false where somebody saw it before, or it is not there */
  review(id: number, by: string, atMilliseconds: number): Promise<boolean>;
}
