import type { SqlValue } from '../sqlite/connection.js';
import { andCaredFor, type Care } from './care.js';

/** A part of a WHERE clause, or a SELECT, with its values. */
export interface Predicate {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

export type IndexTable =
  | 'search_token'
  | 'search_string'
  | 'search_reference'
  | 'search_date'
  | 'search_quantity'
  | 'search_pair';

/** One clause of a search as rows of one table: a resource fits when any alternative holds for one of its rows. */
export interface RowSource {
  readonly kind: 'rows';
  readonly table: IndexTable;
  /** Keys of the parameters whose rows count; 0 for one that no resource ever had. */
  readonly parameters: readonly number[];
  readonly alternatives: readonly Predicate[];
  /** The resource fits when no row does: `:not` and `:missing=true`. */
  readonly negated: boolean;
}

/** What the row of the resource itself answers: `_id`, `_lastUpdated`, the compartment. */
export interface OwnSource {
  readonly kind: 'own';
  /** The condition, for the row of `resource` that goes by this name. */
  readonly condition: (row: string) => Predicate;
  /** The resources that meet it, as keys named `id`, where an index leads to them. */
  readonly start?: Predicate;
}

/** Resources that refer to one that meets a source of its own. */
export interface ChainSource {
  readonly kind: 'chain';
  readonly parameters: readonly number[];
  readonly through: readonly Target[];
}

export interface Target {
  /** The type that is referred to, by its key and its name. */
  readonly type: number;
  readonly typeName: string;
  readonly source: Source;
}

/** Resources of a type that one, which meets a source of its own, refers to. */
export interface ReverseSource {
  readonly kind: 'has';
  /** Of the type that refers. */
  readonly parameters: readonly number[];
  /** The type that is searched, by its key and its name. */
  readonly type: number;
  readonly typeName: string;
  /** The name of the type that refers. */
  readonly referrer: string;
  readonly source: Source;
}

export type Source = RowSource | OwnSource | ChainSource | ReverseSource;

/** What of the rows counts, in the whole of a search. */
export interface View {
  /** Whether rows may be of an older version than the current one; those do not count (rule J5). */
  readonly behind: boolean;
  /** Types of which what is confidential is as if it were not there (rule R22). */
  readonly hides: ReadonlySet<string> | undefined;
  /** Whose records of some types count alone (rule R25). */
  readonly care: Care | undefined;
}

/** Whether a search can start from the source: a negation has no rows, and a time has no index without its type. */
export function isStart(source: Source): boolean {
  switch (source.kind) {
    case 'rows':
      return !source.negated;
    case 'own':
      return source.start !== undefined;
    case 'chain':
      return source.through.every((target) => isStart(target.source));
    case 'has':
      return isStart(source.source);
  }
}

/**
 * The resources that meet a source as a list of keys named `id`, each perhaps more than once, read through indexes from
 * its innermost rows on.
 */
export function driverOf(source: Source, view: View): Predicate {
  switch (source.kind) {
    case 'rows':
      return union(
        source.parameters.flatMap((parameter) =>
          source.alternatives.map(({ text, values }) => ({
            text: `SELECT s.resource AS id FROM ${source.table} s WHERE s.parameter = ? AND ${text}`,
            values: [parameter, ...values],
          })),
        ),
      );
    case 'own':
      return source.start ?? nothing;
    case 'chain':
      return union(source.through.map((target) => referringTo(source.parameters, target, view)));
    case 'has':
      return referredBy(source, view);
  }
}

const nothing: Predicate = { text: 'SELECT 0 AS id WHERE 0', values: [] };

function union(parts: readonly Predicate[]): Predicate {
  if (parts.length === 0) return nothing;
  return { text: parts.map(({ text }) => text).join(' UNION ALL '), values: parts.flatMap(({ values }) => values) };
}

function referringTo(parameters: readonly number[], { typeName, source }: Target, view: View): Predicate {
  const inner = driverOf(source, view);
  const among = oneOf('c.parameter', parameters);
  return {
    text: `SELECT c.resource AS id FROM (${inner.text}) d CROSS JOIN resource r ON r.id = d.id
      CROSS JOIN search_reference c ON ${among.text} AND c.target = r.fhir_id AND c.type = ?
      WHERE ${isCurrent('r', typeName, view)}`,
    values: [...inner.values, ...among.values, typeName],
  };
}

function referredBy({ parameters, type, typeName, referrer, source }: ReverseSource, view: View): Predicate {
  const inner = driverOf(source, view);
  const among = oneOf('c.parameter', parameters);
  return {
    text: `SELECT t.id AS id FROM (${inner.text}) d CROSS JOIN resource r ON r.id = d.id
      CROSS JOIN search_reference c INDEXED BY search_reference_of
        ON c.resource = d.id AND ${among.text} AND c.type = ?
      CROSS JOIN resource t ON t.type = ? AND t.fhir_id = c.target
      WHERE t.deleted = 0 AND ${isCurrent('r', referrer, view)}`,
    values: [...inner.values, ...among.values, typeName, type],
  };
}

/** Whether a resource on the way of a chain is there for who asks, and its rows are those of its current version. */
function isCurrent(row: string, typeName: string, view: View): string {
  return `${row}.deleted = 0${view.behind ? ` AND ${isIndexed(row)}` : ''}${andShown(`${row}.id`, typeName, view)}`;
}

/** That a resource, by its key, is not hidden; '' where nothing of its type is. */
export function andShown(key: string, typeName: string, { hides, care }: View): string {
  const isOpen = ` AND NOT EXISTS (SELECT 1 FROM confidential h WHERE h.resource = ${key})`;
  return (hides?.has(typeName) === true ? isOpen : '') + andCaredFor(key, typeName, care);
}

/** Whether the rows of a resource are those of its current version. */
export function isIndexed(row: string): string {
  return `EXISTS (SELECT 1 FROM search_indexed i WHERE i.resource = ${row}.id AND i.version = ${row}.version)`;
}

/**
 * Whether the resource with the key `key`, an SQL expression, meets a source, read through the indexes that lead with
 * the resource.
 * @param depth of the chain so far, which gives each of its steps names of its own
 */
export function filterOf(source: Source, key: string, view: View, depth = 0): Predicate {
  switch (source.kind) {
    case 'rows':
      return rowFilter(source, key);
    case 'own': {
      const { text, values } = source.condition('r');
      return { text: `EXISTS (SELECT 1 FROM resource r WHERE r.id = ${key} AND ${text})`, values };
    }
    case 'chain':
      return anyOf(source.through.map((target) => chainFilter(source.parameters, target, key, view, depth)));
    case 'has':
      return reverseFilter(source, key, view, depth);
  }
}

function rowFilter({ table, parameters, alternatives, negated }: RowSource, key: string): Predicate {
  const any = anyOf(alternatives);
  const among = oneOf('s.parameter', parameters);
  return {
    text: `${negated ? 'NOT ' : ''}EXISTS (SELECT 1 FROM ${table} s INDEXED BY ${table}_of
      WHERE s.resource = ${key} AND ${among.text} AND ${any.text})`,
    values: [...among.values, ...any.values],
  };
}

/** Whether a column has one of the values. */
export function oneOf(column: string, values: readonly number[]): Predicate {
  if (values.length === 1) return { text: `${column} = ?`, values };
  return { text: `${column} IN (${values.map(() => '?').join(', ')})`, values };
}

function chainFilter(
  parameters: readonly number[],
  { type, typeName, source }: Target,
  key: string,
  view: View,
  depth: number,
): Predicate {
  const [reference, target] = [`c${depth}`, `t${depth}`];
  const inner = filterOf(source, `${target}.id`, view, depth + 1);
  const among = oneOf(`${reference}.parameter`, parameters);
  return {
    text: `EXISTS (SELECT 1 FROM search_reference ${reference} INDEXED BY search_reference_of
      CROSS JOIN resource ${target} ON ${target}.type = ? AND ${target}.fhir_id = ${reference}.target
      WHERE ${reference}.resource = ${key} AND ${among.text} AND ${reference}.type = ?
        AND ${isCurrent(target, typeName, view)} AND ${inner.text})`,
    values: [type, ...among.values, typeName, ...inner.values],
  };
}

function reverseFilter(
  { parameters, typeName, referrer: referring, source }: ReverseSource,
  key: string,
  view: View,
  depth: number,
): Predicate {
  const [own, reference, referrer] = [`o${depth}`, `c${depth}`, `t${depth}`];
  const inner = filterOf(source, `${referrer}.id`, view, depth + 1);
  const among = oneOf(`${reference}.parameter`, parameters);
  return {
    text: `EXISTS (SELECT 1 FROM resource ${own}
      CROSS JOIN search_reference ${reference}
        ON ${among.text} AND ${reference}.target = ${own}.fhir_id AND ${reference}.type = ?
      CROSS JOIN resource ${referrer} ON ${referrer}.id = ${reference}.resource
      WHERE ${own}.id = ${key} AND ${isCurrent(referrer, referring, view)} AND ${inner.text})`,
    values: [...among.values, typeName, ...inner.values],
  };
}

/** A condition on rows of references, of which only those count that lead to one type, or whose type is not known: a urn. */
export function towards({ text, values }: Predicate, column: string, only: string | undefined): Predicate {
  if (only === undefined) return { text, values };
  return { text: `${text} AND ${column} IN (?, '')`, values: [...values, only] };
}

export function anyOf(predicates: readonly Predicate[]): Predicate {
  if (predicates.length === 0) return { text: '0', values: [] };
  return {
    text: `(${predicates.map(({ text }) => `(${text})`).join(' OR ')})`,
    values: predicates.flatMap(({ values }) => values),
  };
}
