import type { SearchQuery } from '../../journal/record-store.js';
import { Problem } from '../../protocol/problem.js';
import { apiLimits } from '../limits.js';

/**
 * Counts the conditions of one transaction: each is a search inside of it, while nobody else writes. One that names an
 * identifier, a reference or an id costs a look into an index; another may walk through all resources of its type.
 */
export class ConditionCount {
  #all = 0;
  #broad = 0;

  /** @throws Problem `too-large` */
  add(query: SearchQuery): void {
    this.#all += 1;
    if (!isNarrow(query)) this.#broad += 1;
    const { conditionsMax, broadConditionsMax } = apiLimits;
    if (this.#all > conditionsMax) throw new Problem('too-large', `more than ${conditionsMax} conditions`);
    if (this.#broad > broadConditionsMax) {
      throw new Problem('too-large', `more than ${broadConditionsMax} conditions without identifier, reference or id`);
    }
  }
}

const narrowKinds: ReadonlySet<string> = new Set(['token', 'reference', 'id']);

function isNarrow({ clauses }: SearchQuery): boolean {
  return clauses.some((clause) => narrowKinds.has(clause.kind) && !('modifier' in clause));
}
