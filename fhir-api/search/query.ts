import type { SearchClause, SearchQuery } from '../../journal/record-store.js';
import type { ResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { searchParametersOf } from '../../record/search-parameters.js';
import { apiLimits } from '../limits.js';
import { readClause } from './clause.js';
import { readCount } from './count.js';
import { readInclude } from './include.js';

/** A search as it will be run, and what of it was not understood. */
export interface SearchRequest {
  readonly query: SearchQuery;
  /** `_summary=count` or `_count=0`: only the total is wanted. */
  readonly totalOnly: boolean;
  /** What was used, for the links of the Bundle (FHIR R4 §3.1.1.5.1: the self link says what the server did). */
  readonly used: URLSearchParams;
  /** Names of the parameters that were not used; a name may come from outside, a value never does. */
  readonly ignored: readonly string[];
}

interface Draft {
  clauses: SearchClause[];
  includes: SearchQuery['includes'][number][];
  sort: SearchQuery['sort'];
  count: number;
  cursor: string | undefined;
  total: boolean;
  totalOnly: boolean;
}

/**
 * Reads the parameters of a search (FHIR R4 §3.1.1) into the store's query.
 * @throws Problem `parameter-malformed`, and `parameter-unknown` for an unknown modifier
 */
export function readSearch(type: ResourceType, parameters: URLSearchParams, base: string): SearchRequest {
  if (parameters.size > apiLimits.parametersPerSearchMax)
    throw new Problem('parameter-malformed', 'too many parameters');
  const draft: Draft = {
    clauses: [],
    includes: [],
    sort: undefined,
    count: apiLimits.pageResourcesDefault,
    cursor: undefined,
    total: false,
    totalOnly: false,
  };
  const used = new URLSearchParams();
  const ignored: string[] = [];
  for (const [name, value] of parameters) {
    if (readParameter(draft, type, name, value, base)) used.append(name, value);
    else ignored.push(printableName(name));
  }
  const query: SearchQuery = {
    type,
    clauses: draft.clauses,
    count: draft.count,
    total: draft.total || draft.totalOnly,
    includes: draft.includes,
    ...(draft.sort === undefined ? {} : { sort: draft.sort }),
    ...(draft.cursor === undefined ? {} : { cursor: draft.cursor }),
  };
  return { query, totalOnly: draft.totalOnly, used, ignored };
}

/** Whether the parameter is known, and kept in the draft. */
function readParameter(draft: Draft, type: ResourceType, name: string, value: string, base: string): boolean {
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
      return readSummary(draft, value);
    case '_sort':
      return readSort(draft, type, value);
    case '_include':
    case '_revinclude': {
      const include = readInclude(name, value, type);
      if (include !== undefined) draft.includes.push(include);
      return include !== undefined;
    }
    default:
      return readCriterion(draft, type, name, value, base);
  }
}

function readCriterion(draft: Draft, type: ResourceType, name: string, value: string, base: string): boolean {
  const colon = name.indexOf(':');
  const plain = colon === -1 ? name : name.slice(0, colon);
  const parameter = searchParametersOf(type).get(plain);
  if (parameter === undefined) return false;
  const clause = readClause(plain, colon === -1 ? undefined : name.slice(colon + 1), value, parameter, base);
  if (clause !== undefined) draft.clauses.push(clause);
  return true;
}

/** FHIR R4 §3.1.1.3.6. */
function readTotal(draft: Draft, value: string): boolean {
  if (value !== 'none' && value !== 'estimate' && value !== 'accurate') {
    throw new Problem('parameter-malformed', '_total is none, estimate or accurate');
  }
  draft.total = value !== 'none';
  return true;
}

/** FHIR R4 §3.1.1.3.8; the summaries that leave elements out are not served. */
function readSummary(draft: Draft, value: string): boolean {
  if (value === 'count') draft.totalOnly = true;
  return value === 'count' || value === 'false';
}

/** FHIR R4 §3.1.1.3.3; one key. More keys, or one that cannot be sorted by, are told as not used. */
function readSort(draft: Draft, type: ResourceType, value: string): boolean {
  const descending = value.startsWith('-');
  const parameter = descending ? value.slice(1) : value;
  const kind = searchParametersOf(type).get(parameter)?.kind;
  if (kind !== 'date' && kind !== 'string' && kind !== 'id' && kind !== 'lastUpdated') return false;
  draft.sort = { parameter, kind, descending };
  return true;
}

/** A name that goes into an answer: what a parameter can be called, nothing else. */
function printableName(name: string): string {
  return /^[A-Za-z0-9_.:-]{1,64}$/.test(name) ? name : '?';
}
