import type { CommitCondition, SearchQuery } from '../../journal/record-store.js';
import type { ResourceId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import type { Call } from '../call.js';
import { apiLimits } from '../limits.js';

/** What a condition was decided to mean, and what the store has to find again when it writes. */
export interface Decision {
  readonly id: ResourceId | undefined;
  readonly condition: CommitCondition;
}

/**
 * The one resource that meets a condition; none is an answer, too.
 * @throws Problem `condition-several`, `forbidden`, `method-unsupported`
 */
export async function decide(call: Call, query: SearchQuery): Promise<Decision> {
  const [found = []] = await call.records.match([query]);
  return decisionOf(query, found, 'before');
}

/** @throws Problem `condition-several` */
export function decisionOf(query: SearchQuery, found: readonly ResourceId[], when: CommitCondition['when']): Decision {
  if (found.length > 1) throw new Problem('condition-several');
  return { id: found[0], condition: { query, found, when } };
}

/**
 * Decides and writes; begins anew when somebody wrote in between (rule F41). Each failed attempt is another's success.
 * @throws Problem of the attempt; `condition-changed` after the last one
 */
export async function untilDecided<T>(attempt: (number: number) => Promise<T>): Promise<T> {
  for (let number = 1; ; number += 1) {
    try {
      return await attempt(number);
    } catch (error) {
      const isChanged = error instanceof Problem && error.code === 'condition-changed';
      if (!isChanged || number >= apiLimits.conditionAttemptsMax) throw error;
    }
  }
}
