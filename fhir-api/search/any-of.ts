import type { SearchClause, SearchQuery } from '../../journal/record-store.js';
import type { SearchValue } from '../../journal/search/search-value.js';
import { parseResourceType } from '../../protocol/ids.js';

/** A value that is sought as it is. */
export type SoughtValue = Omit<SearchValue, 'prefix'>;

/** A criterion of our own making: that something is one of these values. */
export function anyOf(kind: SearchClause['kind'], parameter: string, values: readonly SoughtValue[]): SearchClause {
  return { kind, parameter, values: values.map((value) => ({ prefix: 'eq', ...value })) };
}

/** As {@link anyOf}, of codes of any system. */
export function anyCodeOf(parameter: string, codes: readonly string[]): SearchClause {
  return anyOf(
    'token',
    parameter,
    codes.map((text) => ({ text })),
  );
}

/** The patients that meet criteria; up to `count`. */
export function patientsWith(clauses: readonly SearchClause[], count: number): SearchQuery {
  return { type: parseResourceType('Patient'), clauses, count, total: false, includes: [] };
}

/**
 * The patients that have an identifier; up to `count`.
 * @param value empty for any of the system
 * @param system absent for any
 */
export function patientsOfIdentifier(value: string, system: string | undefined, count: number): SearchQuery {
  return patientsWith(
    [anyOf('token', 'identifier', [{ text: value, ...(system !== undefined && { system }) }])],
    count,
  );
}
