import type { ResourceId, ResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import type { JournalContext } from '../context.js';
import type { SearchCriterion, SearchPage, SearchQuery } from '../record-store.js';
import { rowNamesOf } from '../search/rows-read.js';
import { search } from '../search/search.js';
import { bareQuery, type ConditionSearch, foundMax } from './condition-search.js';

/** At a site, whose search rows are written with the record. */
export class SearchHere implements ConditionSearch {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  prepare(): void {}

  requireExact(): void {}

  find(query: SearchQuery): readonly ResourceId[] {
    requireWholeIndex(this.#context, query);
    return search({ ...this.#context, behind: false }, bareQuery(query, foundMax)).versions.map(({ id }) => id);
  }

  page(query: SearchQuery): SearchPage {
    requireWholeIndex(this.#context, query);
    return search({ ...this.#context, behind: false }, query);
  }
}

/**
 * Rule J21: what an earlier program did not index yet must not look as if it were not there.
 * @throws Problem `index-rebuilding`
 */
function requireWholeIndex(context: JournalContext, { type, clauses }: SearchQuery): void {
  if (context.searchRebuild === undefined || context.searchRebuild.waitingVersions === 0) return;
  if (!clauses.every((criterion) => isWhole(context, type, criterion))) throw new Problem('index-rebuilding');
}

/** Whether all that a criterion asks for was indexed by the earlier program too. */
function isWhole(context: JournalContext, type: ResourceType, criterion: SearchCriterion): boolean {
  const { names, searchRebuild } = context;
  const { kind } = criterion;
  if (kind === 'id' || kind === 'lastUpdated') return true;
  const typeName = kind === 'has' ? criterion.type : type;
  const typeKey = names.findType(typeName);
  // Nothing of the type was ever here.
  if (typeKey === undefined) return true;
  const { parameters: rows } = rowNamesOf(typeName, criterion);
  if (rows.some((row) => searchRebuild?.isWhole(names.findParameter(typeKey, row)) === false)) return false;
  if (kind === 'has') return isWhole(context, criterion.type, criterion.criterion);
  return kind !== 'chain' || criterion.through.every((target) => isWhole(context, target.type, target.criterion));
}
