import type { SearchCriterion, SearchInclude, SearchQuery, SearchSort } from '../../journal/record-store.js';
import type { ResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { emptyBook } from '../../record/profiles/profile-book.js';
import { searchParametersOf } from '../../record/search-parameters.js';
import { isFoundBySound } from '../../record/search-table/own.js';
import { apiLimits } from '../limits.js';
import { clauseKindOf } from './clause.js';
import { readCount } from './count.js';
import { CriterionReader } from './criterion.js';
import { readIncludes } from './include.js';
import { readElements, readSummary, type SubsetAsked, subsetAsked } from './read-subset.js';
import type { Subset } from './subset.js';
import type { Terms } from './terms.js';

/** A search as it will be run, and what of it was not understood. */
export interface SearchRequest {
  readonly query: SearchQuery;
  /** `_summary=count` or `_count=0`: only the total is wanted. */
  readonly totalOnly: boolean;
  /** Absent: resources are shown whole. */
  readonly subset?: Subset;
  /** What was used, for the links of the Bundle (FHIR R4 §3.1.1.5.1: the self link says what the server did). */
  readonly used: URLSearchParams;
  /** Names of the parameters that were not used; a name may come from outside, a value never does. */
  readonly ignored: readonly string[];
}

interface Draft {
  readonly type: ResourceType;
  readonly criteria: CriterionReader;
  readonly clauses: SearchCriterion[];
  readonly includes: SearchInclude[];
  sort: readonly SearchSort[] | undefined;
  count: number;
  cursor: string | undefined;
  total: boolean;
  totalOnly: boolean;
  readonly shown: SubsetAsked;
}

/**
 * Reads the parameters of a search (FHIR R4 §3.1.1) into the store's query.
 * @param terms what `:in` and `:below` may name; those of FHIR R4 where what is asked must mean the same at every node
 * @throws Problem `parameter-malformed`, and `parameter-unknown` for an unknown modifier
 */
export function readSearch(
  type: ResourceType,
  parameters: URLSearchParams,
  base: string,
  terms: Terms = emptyBook,
): SearchRequest {
  if (parameters.size > apiLimits.parametersPerSearchMax)
    throw new Problem('parameter-malformed', 'too many parameters');
  const draft: Draft = {
    ...{
      type,
      criteria: new CriterionReader(base, terms),
      clauses: [],
      includes: [],
      count: apiLimits.pageResourcesDefault,
    },
    ...{ sort: undefined, cursor: undefined, total: false, totalOnly: false, shown: {} },
  };
  const used = new URLSearchParams();
  const ignored: string[] = [];
  for (const [name, value] of parameters) {
    if (readParameter(draft, name, value)) used.append(name, value);
    else ignored.push(printableName(name));
  }
  const subset = subsetAsked(draft.shown);
  checkTogether(draft, subset);
  const totalOnly = draft.totalOnly || draft.shown.summary === 'count';
  const query: SearchQuery = {
    ...{ type, clauses: draft.clauses, count: draft.count, includes: draft.includes },
    total: draft.total || totalOnly,
    ...(draft.sort === undefined ? {} : { sort: draft.sort }),
    ...(draft.cursor === undefined ? {} : { cursor: draft.cursor }),
  };
  return { query, totalOnly, used, ignored, ...(subset === undefined ? {} : { subset }) };
}

/** Whether the parameter is known, and kept in the draft. */
function readParameter(draft: Draft, name: string, value: string): boolean {
  switch (name) {
    case '_count':
      draft.count = readCount(value);
      if (draft.count === 0) draft.totalOnly = true;
      return true;
    case '_cursor':
      draft.cursor = value;
      return true;
    case '_total':
      return readTotal(draft, value);
    case '_summary':
      return readSummary(draft.shown, value);
    case '_elements':
      return readElements(draft.shown, value);
    case '_sort':
      return readSort(draft, value);
    case '_contained':
      // What is contained is not searched (FHIR R4 §3.1.1.5.7), which is the default.
      return value === 'false';
    default:
      return /^_(?:rev)?include(?::|$)/.test(name)
        ? readInclude(draft, name, value)
        : readCriterion(draft, name, value);
  }
}

function readCriterion(draft: Draft, name: string, value: string): boolean {
  const criterion = draft.criteria.read(draft.type, name, value);
  if (typeof criterion !== 'string') draft.clauses.push(criterion);
  return criterion !== 'unknown';
}

function readInclude(draft: Draft, name: string, value: string): boolean {
  const includes = readIncludes(name, value, draft.type);
  draft.includes.push(...(includes ?? []));
  return includes !== undefined;
}

/** FHIR R4 §3.1.1.5.8: a text alone has nothing that an include could follow. */
function checkTogether({ includes }: Draft, subset: Subset | undefined): void {
  if (includes.length > apiLimits.includesPerSearchMax) throw new Problem('parameter-malformed', 'too many includes');
  if (subset?.kind === 'text' && includes.length > 0) {
    throw new Problem('parameter-malformed', '_summary=text goes without _include and _revinclude');
  }
}

/** FHIR R4 §3.1.1.3.6; an estimate is exact here. */
function readTotal(draft: Draft, value: string): boolean {
  if (value !== 'none' && value !== 'estimate' && value !== 'accurate') {
    throw new Problem('parameter-malformed', '_total is none, estimate or accurate');
  }
  draft.total = value !== 'none';
  return true;
}

/** FHIR R4 §3.1.1.5.2; with a key that cannot be sorted by, the whole order is told as not used. */
function readSort(draft: Draft, value: string): boolean {
  const keys = value.split(',');
  if (keys.length > apiLimits.sortKeysMax) throw new Problem('parameter-malformed', '_sort has too many keys');
  const sort = keys.map((key) => {
    const descending = key.startsWith('-');
    const parameter = descending ? key.slice(1) : key;
    const known = searchParametersOf(draft.type).get(parameter);
    // What is near is so to what a search names, and a sound is no text: neither has an order.
    if (known === undefined || known.kind === 'special' || isFoundBySound(parameter)) return undefined;
    const kind = clauseKindOf(known);
    if (kind === 'pair') return undefined;
    return { parameter, kind, descending };
  });
  if (!sort.every((key) => key !== undefined)) return false;
  draft.sort = sort;
  return true;
}

/** A name that goes into an answer: what a parameter can be called, nothing else. */
export function printableName(name: string): string {
  return /^[A-Za-z0-9_.:-]{1,64}$/.test(name) ? name : '?';
}
