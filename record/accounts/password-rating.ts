/** How a password stands up to guessing, the worst first; which are taken is said by {@link isTaken}. */
export const passwordLevels = ['too-short', 'too-long', 'weak', 'good', 'strong'] as const;

export type PasswordLevel = (typeof passwordLevels)[number];

/** What would help, of a closed list; `none` where nothing has to. */
export const passwordHints = ['longer', 'shorter', 'no-names', 'no-usual', 'more-words', 'none'] as const;

export type PasswordHint = (typeof passwordHints)[number];

/** What is said of a password that somebody thinks of; never the password. */
export interface PasswordRating {
  readonly level: PasswordLevel;
  readonly hint: PasswordHint;
}

/** Whether a person may choose it (rule N9). */
export function isTaken({ level }: Pick<PasswordRating, 'level'>): boolean {
  return level === 'good' || level === 'strong';
}

/**
 * @param score 0 (guessed at once) to 4, as zxcvbn counts it
 * @param isNamed whether it holds a name of the person or the hospital
 * @param isUsual whether one thing that others would try makes up most of it: a common password, a row of keys, a date
 */
export function ratingOf({
  score,
  isNamed,
  isUsual,
}: {
  readonly score: number;
  readonly isNamed: boolean;
  readonly isUsual: boolean;
}): PasswordRating {
  if (score >= 4) return { level: 'strong', hint: 'none' };
  // More than 10^8 guesses, so that who steals the disk does not come by it on the way (scrypt, 10 a second).
  if (score === 3) return { level: 'good', hint: isNamed ? 'no-names' : 'more-words' };
  return { level: 'weak', hint: isNamed ? 'no-names' : isUsual ? 'no-usual' : 'more-words' };
}
