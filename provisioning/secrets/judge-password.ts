import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { isTaken, type PasswordRating, ratingOf } from '../../record/accounts/password-rating.js';
import type { PasswordScore } from './password-score.js';
import type { PasswordToScore } from './password-worker.js';

/** Why a password is not taken: a closed list. */
export type PasswordFault = 'too-short' | 'too-long' | 'guessable';

/** OWASP ASVS 4.0.3 2.1.1; a character is a code point (2.1.4). */
export const charactersMin = 12;
/** More would only cost time. */
export const charactersMax = 256;
/** Beyond so many characters only the time to look at them grows. */
const scoredCharactersMax = 64;

/** Whose password it is. */
export interface PasswordOwner {
  /** With which they sign in. */
  readonly name: string;
  readonly displayName: string;
  /** The site or hub, as people know it. */
  readonly place: string;
}

/** Of a long name the further words are left out. */
const namedWordsMax = 8;

/** Makes the thread that answers with the score. */
export type StartPasswordThread = (of: PasswordToScore) => Worker;

/**
 * How a password that a person thinks of stands up to guessing. Length counts and what is on the lists
 * of those who guess, not signs of each kind (NIST SP 800-63B §5.1.1.2).
 */
export async function ratePassword(
  chosen: string,
  owner: PasswordOwner,
  start: StartPasswordThread = startPasswordThread,
): Promise<PasswordRating> {
  const { length } = [...chosen];
  if (length < charactersMin) return { level: 'too-short', hint: 'longer' };
  if (length > charactersMax) return { level: 'too-long', hint: 'shorter' };
  const thread = start({ password: chosen.slice(0, scoredCharactersMax), words: guessedWords(owner) });
  // An error of the thread rejects: what cannot be judged is not taken.
  const [scored] = (await once(thread, 'message')) as [PasswordScore];
  return ratingOf(scored);
}

/** What is wrong with a password that a person chose; `undefined` where nothing is. */
export async function judgePassword(
  chosen: string,
  owner: PasswordOwner,
  start: StartPasswordThread = startPasswordThread,
): Promise<PasswordFault | undefined> {
  const { level } = await ratePassword(chosen, owner, start);
  if (level === 'too-short' || level === 'too-long') return level;
  return isTaken({ level }) ? undefined : 'guessable';
}

/** What those who know the person would try first: names, and the words in a row of each, as they stand and as one. */
function guessedWords({ name, displayName, place }: PasswordOwner): readonly string[] {
  const rows = [name, displayName, place, 'carnet'].flatMap((whole) => {
    const words = whole.split(/[\s.-]+/).slice(0, namedWordsMax);
    return words.flatMap((_, from) => words.slice(from).map((_, more) => words.slice(from, from + more + 1)));
  });
  return [...new Set(rows.flatMap((words) => [words.join(' '), words.join('')]))];
}

/** Its lists take 40 MB, which a site has for a second and not for good. */
function startPasswordThread(workerData: PasswordToScore): Worker {
  return new Worker(new URL('./password-worker.js', import.meta.url), { workerData });
}
