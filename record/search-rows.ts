import { asObject, asText, type Elements, stepsOf, valuesAt, valuesBy } from './elements.js';
import { wordSuffixes } from './fold.js';
import { readReference } from './reference.js';
import type { FhirObject } from './resource.js';
import { dateIntervals } from './search-dates.js';
import { type SearchParameter, searchParametersOf } from './search-parameters.js';
import type { SearchRow } from './search-row.js';
import { tokensOf } from './search-tokens.js';

/**
 * The entries of the search index for a resource. Never throws: what does not have the form that a parameter looks
 * for gives no row.
 */
export function searchRowsOf(value: FhirObject): readonly SearchRow[] {
  const rows: SearchRow[] = [];
  for (const search of searchesOf(searchParametersOf(value.resourceType))) {
    if (!mayFind(value, search)) continue;
    const found = rowsOf(value, search);
    // Rows of different parameters always differ.
    if (found.length > 1) rows.push(...distinct(found));
    else for (const row of found) rows.push(row);
  }
  return rows;
}

/** A parameter with its paths taken apart: they are walked for every resource. */
interface Search {
  readonly parameter: SearchParameter;
  readonly steps: readonly (readonly string[])[];
  /** The elements of the resource that the paths begin with. */
  readonly elements: readonly string[];
}

const knownSearches = new WeakMap<ReadonlyMap<string, SearchParameter>, readonly Search[]>();

function searchesOf(parameters: ReadonlyMap<string, SearchParameter>): readonly Search[] {
  const known = knownSearches.get(parameters);
  if (known !== undefined) return known;
  const searches = [...parameters.values()].map((parameter) => {
    const steps = parameter.paths.map(stepsOf);
    return { parameter, steps, elements: [...new Set(steps.map(([element = '']) => element))] };
  });
  knownSearches.set(parameters, searches);
  return searches;
}

/** Most parameters of a type have nothing in most of its resources, which their first element already tells. */
function mayFind(value: FhirObject, { parameter, elements }: Search): boolean {
  if (parameter.presence === true) return true;
  for (const element of elements) if (value[element] !== undefined) return true;
  return false;
}

function distinct(rows: readonly SearchRow[]): Iterable<SearchRow> {
  return new Map(rows.map((row) => [JSON.stringify(row), row])).values();
}

function rowsOf(value: FhirObject, { parameter, steps }: Search): SearchRow[] {
  const { name, only } = parameter;
  let found = foundBy(value, steps);
  if (only !== undefined) found = found.filter((item) => asObject(item)?.[only.element] === only.equals);
  if (parameter.presence === true) {
    const present = found.some((item) => item !== false);
    return [{ kind: 'token', parameter: name, system: '', code: String(present) }];
  }
  switch (parameter.kind) {
    case 'token':
      return tokenRows(found, name);
    case 'string':
      return found.flatMap(textsOf).flatMap((exact) => stringRows(name, exact));
    case 'date':
      return found.flatMap(dateIntervals).map(({ start, end }) => ({ kind: 'date', parameter: name, start, end }));
    case 'reference':
      return found.length === 1
        ? referenceRows(found[0], parameter)
        : found.flatMap((item) => referenceRows(item, parameter));
    case 'quantity':
      return found.flatMap((item) => quantityRows(item, name));
    default:
      return [];
  }
}

function foundBy(value: FhirObject, paths: readonly (readonly string[])[]): unknown[] {
  const [steps] = paths;
  return steps !== undefined && paths.length === 1
    ? valuesBy(value, steps)
    : paths.flatMap((each) => valuesBy(value, each));
}

function tokenRows(found: readonly unknown[], parameter: string): SearchRow[] {
  const rows: SearchRow[] = [];
  for (const item of found) {
    for (const { system, code } of tokensOf(item)) rows.push({ kind: 'token', parameter, system, code });
  }
  return rows;
}

/** One row for the whole and one from each further word on: typing the start of any word finds it. */
function stringRows(parameter: string, exact: string): SearchRow[] {
  return wordSuffixes(exact).map((value) => ({ kind: 'string', parameter, value, exact }));
}

/** The texts in a string, a HumanName or an Address. */
function textsOf(item: unknown): string[] {
  const text = asText(item);
  if (text !== undefined) return [text];
  const object = asObject(item);
  if (object === undefined) return [];
  return textParts.flatMap((part) => valuesAt(object, part)).flatMap((part) => asText(part) ?? []);
}

const textParts = [
  'text',
  'family',
  'given',
  'prefix',
  'suffix',
  'line',
  'city',
  'district',
  'state',
  'country',
  'postalCode',
];

function referenceRows(item: unknown, { name, targets }: SearchParameter): SearchRow[] {
  const object = asObject(item);
  const text = asText(item) ?? asText(object?.['reference']);
  const target = text === undefined ? undefined : readReference(text);
  if (text === undefined || target === undefined) return [];
  const row = (type: string, id: string): SearchRow[] =>
    targets !== undefined && type !== '' && !targets.includes(type)
      ? []
      : [{ kind: 'reference', parameter: name, type, id }];
  switch (target.form) {
    case 'relative':
      return row(target.type, target.id);
    case 'absolute':
      // An address on another server is not our resource of that id: it is found by its whole text.
      return row(target.type, text);
    case 'conditional':
      return row(target.type, text);
    default:
      return row(asText(object?.['type']) ?? '', text);
  }
}

function quantityRows(item: unknown, parameter: string): SearchRow[] {
  const object: Elements | undefined = asObject(item);
  const value = object?.['value'];
  if (typeof value !== 'number' || !Number.isFinite(value)) return [];
  const code = asText(object?.['code']) ?? asText(object?.['unit']) ?? '';
  return [{ kind: 'quantity', parameter, value, system: asText(object?.['system']) ?? '', code }];
}
