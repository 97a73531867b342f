import type { ExportFilter } from '../../journal/exports/export-job-store.js';
import type { SearchClause, SearchCriterion, SearchPair } from '../../journal/record-store.js';
import { parseResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { isResourceTypeKnown } from '../../record/definitions/load.js';
import { readCriteria } from '../conditions/criteria.js';
import { apiLimits } from '../limits.js';

/** A comma before another query; within one it stands between values. */
const between = /,(?=[A-Z][A-Za-z]*\?)/;

/**
 * Reads `_typeFilter` (FHIR Bulk Data Access 2.0.0, kick-off request): searches `Type?criteria`, between them commas. Those of
 * one type add up. An export shows one moment, so a filter asks what a resource says itself, and goes through no chain.
 * @param types those that are taken out
 * @throws Problem `parameter-malformed`, `parameter-unknown` for criteria that a search would ignore, and for chains; `type-unknown`
 */
export function readTypeFilters(
  texts: readonly string[],
  types: ReadonlySet<string>,
  base: string,
): readonly ExportFilter[] {
  const queries = texts.flatMap((text) => text.split(between));
  if (queries.length > apiLimits.exportFiltersMax) throw new Problem('parameter-malformed', '_typeFilter: too many');
  return queries.map((query) => readTypeFilter(query, types, base));
}

function readTypeFilter(text: string, types: ReadonlySet<string>, base: string): ExportFilter {
  const [, name = '', criteria = ''] = /^([A-Z][A-Za-z]*)\?(.+)$/.exec(text) ?? [];
  if (name === '') throw new Problem('parameter-malformed', '_typeFilter is searches such as Observation?status=final');
  if (!isResourceTypeKnown(name)) throw new Problem('type-unknown', '_typeFilter');
  if (!types.has(name)) throw new Problem('parameter-malformed', '_typeFilter is of a type that is not taken out');
  const { clauses } = readCriteria(parseResourceType(name), new URLSearchParams(criteria), base);
  if (!clauses.every(isOfItself)) throw new Problem('parameter-unknown', '_typeFilter goes through no chain');
  return { type: name, clauses: clauses.filter(isOfItself) };
}

/** Asks nothing of other resources. */
export function isOfItself(criterion: SearchCriterion): criterion is SearchClause | SearchPair {
  return criterion.kind !== 'chain' && criterion.kind !== 'has';
}
