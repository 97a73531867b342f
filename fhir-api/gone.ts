import type { StoredVersion } from '../journal/record-store.js';
import { Problem } from '../protocol/problem.js';

/** Why nothing is shown of a version that has no body: it is a deletion, or was erased by order of law (rule W13). */
export function goneProblem({ erased }: Pick<StoredVersion, 'erased'>): Problem {
  return new Problem(erased === true ? 'erased' : 'deleted');
}
