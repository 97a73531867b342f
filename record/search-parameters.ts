import { clinicalTable } from './search-table/clinical.js';
import { ordersTable } from './search-table/orders.js';
import {
  identifier,
  ofPatient,
  reference,
  type SearchParameter,
  type SearchTable,
  status,
  token,
} from './search-table/parameter.js';
import { peopleTable } from './search-table/people.js';

export type { SearchParameter } from './search-table/parameter.js';

const table: SearchTable = { ...peopleTable, ...clinicalTable, ...ordersTable };

/** Parameters of every type (FHIR R4 §3.1.1.2). */
const ofEveryType: readonly SearchParameter[] = [
  { name: '_id', kind: 'id', paths: [] },
  { name: '_lastUpdated', kind: 'lastUpdated', paths: [] },
  token('_tag', 'meta.tag'),
  token('_security', 'meta.security'),
  token('_profile', 'meta.profile'),
  token('_source', 'meta.source'),
];
/** What most types have; for those that the table does not list. */
const ofOtherTypes: readonly SearchParameter[] = [
  identifier,
  status,
  token('code'),
  ofPatient,
  reference('subject', ''),
];

const maps = new Map<string, ReadonlyMap<string, SearchParameter>>();

/** The search parameters of a resource type, by name. Types that are not known have the usual ones (rule P2). */
export function searchParametersOf(type: string): ReadonlyMap<string, SearchParameter> {
  const known = maps.get(type);
  if (known !== undefined) return known;
  const own = Object.hasOwn(table, type) ? table[type] : undefined;
  const map = new Map([...ofEveryType, ...(own ?? ofOtherTypes)].map((parameter) => [parameter.name, parameter]));
  // Only listed types are kept: names come from outside and must not fill the memory.
  if (own !== undefined) maps.set(type, map);
  return map;
}

/** The types that have parameters of their own. */
export function searchableTypes(): readonly string[] {
  return Object.keys(table);
}
