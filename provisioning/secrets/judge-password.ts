import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { PasswordToScore } from './password-worker.js';

/** Why a password is not taken: a closed list. */
export type PasswordFault = 'too-short' | 'too-long' | 'guessable';

const charactersMin = 10;
/** More would only cost time. */
const charactersMax = 256;
/** zxcvbn’s 3: more than 10^8 guesses, so that who steals the disk does not come by it on the way (scrypt, 10 a second). */
const scoreMin = 3;
/** Beyond so many characters only the time to look at them grows. */
const scoredCharactersMax = 64;

/** Makes the thread that answers with the score. */
export type StartPasswordThread = (of: PasswordToScore) => Worker;

/**
 * What is wrong with a password that a person chose; `undefined` where nothing is. Length counts and what is on the lists
 * of those who guess, not signs of each kind (NIST SP 800-63B §5.1.1.2).
 * @param words what those who know the person would try first
 */
export async function judgePassword(
  chosen: string,
  words: readonly string[],
  start: StartPasswordThread = startPasswordThread,
): Promise<PasswordFault | undefined> {
  if (chosen.length < charactersMin) return 'too-short';
  if (chosen.length > charactersMax) return 'too-long';
  const thread = start({ password: chosen.slice(0, scoredCharactersMax), words });
  // An error of the thread rejects: what cannot be judged is not taken.
  const [score] = (await once(thread, 'message')) as [number];
  return score < scoreMin ? 'guessable' : undefined;
}

/** Its lists take 40 MB, which a site has for a second and not for good. */
function startPasswordThread(workerData: PasswordToScore): Worker {
  return new Worker(new URL('./password-worker.js', import.meta.url), { workerData });
}
