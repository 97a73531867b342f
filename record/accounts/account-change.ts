/** What may change of somebody's account that its person is told of: a closed list. */
export const accountChangeKinds = [
  /** Its person chose another password. */
  'password',
  /** Somebody else gave them one. */
  'password-reset',
  /** A telephone that makes codes, the first one or another. */
  'second-factor',
  /** Telephone, security keys and recovery codes were taken away. */
  'second-factor-removed',
  'key-added',
  'key-removed',
  /** A key was shown whose count did not rise: there may be a copy, and it is good no more. */
  'key-copied',
  /** New recovery codes in the place of the old. */
  'recovery-codes',
  /** A recovery code was used. */
  'recovery-code',
  'pin',
  'pin-removed',
  'role',
  'licence',
  /** Somebody else ended a session. */
  'session',
  /** A second person approved of the account, or of another role. */
  'approved',
] as const;

export type AccountChangeKind = (typeof accountChangeKinds)[number];

export function isAccountChangeKind(value: unknown): value is AccountChangeKind {
  return accountChangeKinds.some((each) => each === value);
}

/** What its person says of a change. */
export const accountAnswers = ['seen', 'not-mine'] as const;

export type AccountAnswer = (typeof accountAnswers)[number];

export function isAccountAnswer(value: unknown): value is AccountAnswer {
  return accountAnswers.some((each) => each === value);
}

/** A change of somebody's account: what, when and by whom, and nothing of what it became. */
export interface AccountChange {
  readonly kind: AccountChangeKind;
  /** Milliseconds since 1970. */
  readonly milliseconds: number;
  /** Who did it: a FHIR reference, or `commandLineAuthor` (`program-author.ts`). */
  readonly author: string;
  /** Of the workstation; '' for the command line, and where it is not known. */
  readonly address: string;
  /** SHA-256 of the secret of the session in which it was done, or which it began, hex; '' where there is none. */
  readonly session: string;
}

/** A change with what became of it. */
export interface AnsweredChange extends AccountChange {
  readonly id: number;
  readonly answer: AccountAnswer | undefined;
}

/** Whether a change is told in a session: until somebody said something of it, and not where it was done (rule N24). */
export function isTold({ answer, session }: AnsweredChange, asking: string): boolean {
  return answer === undefined && (session === '' || session !== asking);
}

/**
 * Whether a session may give an answer. That they have seen a change says only who is in as usual, in another session than
 * where it was done; that it was not theirs anybody who is in, once.
 */
export function mayAnswer(
  change: AnsweredChange,
  answer: AccountAnswer,
  { session, isUsual }: { readonly session: string; readonly isUsual: boolean },
): boolean {
  if (answer === 'not-mine') return change.answer !== 'not-mine';
  return isUsual && isTold(change, session);
}
