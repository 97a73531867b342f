import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '../../../protocol/problem.js';
import type { ImportOptions } from '../import-options.js';

/** About a minute, and the time of the rounds that each try gives the index. */
const triesMax = 600;
const pauseMilliseconds = 100;

/**
 * Asks again while the index of a hub has not caught up: each try brings it nearer, and nothing is written yet.
 * @throws Problem `index-behind` at last, or when somebody wants the import to end
 */
export async function whenIndexed<Result>(
  { shouldStop }: Pick<ImportOptions, 'shouldStop'>,
  ask: () => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      const isBehind = error instanceof Problem && error.code === 'index-behind';
      if (!isBehind || tries >= triesMax || shouldStop()) throw error;
      await pause(pauseMilliseconds);
    }
  }
}
