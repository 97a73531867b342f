import type { FhirObject } from './resource.js';
import { pairMakerOf } from './search-pairs.js';
import { type SearchParameter, searchParametersOf } from './search-parameters.js';
import { collectAt, type PathStep, readPath } from './search-path.js';
import type { SearchRow } from './search-row.js';
import { rowMakerOf } from './search-row-makers.js';

/**
 * The entries of the search index for a resource. Never throws: what does not have the form that a parameter looks
 * for gives no row.
 */
export function searchRowsOf(value: FhirObject): readonly SearchRow[] {
  const rows: SearchRow[] = [];
  const { byElement, others } = searchesOf(searchParametersOf(value.resourceType));
  for (const element in value) {
    const searches = byElement.get(element);
    if (searches !== undefined) for (const search of searches) addRows(search, value, rows);
  }
  for (const search of others) if (mayFind(value, search)) addRows(search, value, rows);
  return rows;
}

/** A parameter made ready: its paths are walked for every resource. */
interface Search {
  /** The elements of the resource that its paths begin with; none: it says something of any. */
  readonly elements: readonly string[];
  readonly add: (value: FhirObject, rows: SearchRow[]) => void;
}

/** A resource has few of the elements of its type, so that most parameters need not be looked at. */
interface Searches {
  /** Those whose paths all begin with one element. */
  readonly byElement: ReadonlyMap<string, readonly Search[]>;
  readonly others: readonly Search[];
}

const knownSearches = new WeakMap<ReadonlyMap<string, SearchParameter>, Searches>();

function searchesOf(parameters: ReadonlyMap<string, SearchParameter>): Searches {
  const known = knownSearches.get(parameters);
  if (known !== undefined) return known;
  const byElement = new Map<string, Search[]>();
  const others: Search[] = [];
  for (const search of [...parameters.values()].filter(hasRows).map(searchOf)) {
    const [element, another] = search.elements;
    if (element === undefined || another !== undefined) others.push(search);
    else byElement.set(element, [...(byElement.get(element) ?? []), search]);
  }
  const searches = { byElement, others };
  knownSearches.set(parameters, searches);
  return searches;
}

function hasRows({ kind, unionOf }: SearchParameter): boolean {
  return kind !== 'id' && kind !== 'lastUpdated' && unionOf === undefined;
}

function mayFind(value: FhirObject, { elements }: Search): boolean {
  if (elements.length === 0) return true;
  for (const element of elements) if (value[element] !== undefined) return true;
  return false;
}

function searchOf(parameter: SearchParameter): Search {
  const { name, paths, halves, pairs, presence } = parameter;
  if (halves !== undefined && pairs !== undefined) {
    return { elements: elementsOf(pairs.flatMap(startsOf)), add: pairMakerOf(name, halves, pairs) };
  }
  const ways = paths.map(readPath);
  if (presence === true) return { elements: [], add: (value, rows) => rows.push(presenceRow(name, value, ways)) };
  const make = rowMakerOf(parameter);
  const add = (value: FhirObject, rows: SearchRow[]) => {
    for (const item of foundBy(value, ways)) make(item, rows);
  };
  return { elements: elementsOf(paths), add };
}

/** The paths by which a pair may begin to be found: that of its element, or of its second half in the resource itself. */
function startsOf({ path, halves }: NonNullable<SearchParameter['pairs']>[number]): readonly string[] {
  return path === '' ? halves[1] : [path];
}

function elementsOf(paths: readonly string[]): readonly string[] {
  return [...new Set(paths.flatMap((path) => readPath(path)[0]?.element ?? []))];
}

function foundBy(value: unknown, ways: readonly (readonly PathStep[])[]): readonly unknown[] {
  const found: unknown[] = [];
  for (const steps of ways) collectAt(value, steps, found);
  return found;
}

function presenceRow(parameter: string, value: unknown, ways: readonly (readonly PathStep[])[]): SearchRow {
  const isPresent = foundBy(value, ways).some((item) => item !== false);
  return { kind: 'token', parameter, system: '', code: String(isPresent) };
}

/** Adds the rows of a parameter, each once; those of different parameters always differ. */
function addRows({ add }: Search, value: FhirObject, rows: SearchRow[]): void {
  const start = rows.length;
  add(value, rows);
  if (rows.length - start < 2) return;
  const own = rows.splice(start);
  for (const row of new Map(own.map((each) => [keyOf(each), each])).values()) rows.push(row);
}

function keyOf(row: SearchRow): string {
  switch (row.kind) {
    case 'token':
      return `${row.parameter}\n${row.code.length}\n${row.code}${row.system}`;
    case 'string':
      return `${row.value}\n${row.exact}`;
    case 'reference':
      return `${row.parameter}\n${row.id.length}\n${row.id}${row.type}`;
    case 'date':
      return `${row.start} ${row.end}`;
    default:
      return JSON.stringify(row);
  }
}
