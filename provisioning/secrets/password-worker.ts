import { parentPort, workerData } from 'node:worker_threads';
import { scorePassword } from './password-score.js';

/** What the thread is given. */
export interface PasswordToScore {
  readonly password: string;
  readonly words: readonly string[];
}

/** The thread that scores one password ({@link scorePassword}), and ends with its lists. */
const { password, words } = workerData as PasswordToScore;
parentPort?.postMessage(await scorePassword(password, words));
