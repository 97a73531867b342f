import type { SqlValue } from '../sqlite/connection.js';

/** A part of a WHERE clause with its values. */
export interface Predicate {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** One clause of a search as rows of one table: a resource fits when any alternative holds for one of its rows. */
export interface Source {
  readonly table: 'search_token' | 'search_string' | 'search_reference' | 'search_date' | 'search_quantity';
  /** Key of the parameter; 0 when no resource ever had it. */
  readonly parameter: number;
  readonly alternatives: readonly Predicate[];
  /** The resource fits when no row does: `:not` and `:missing=true`. */
  readonly negated: boolean;
}

/** The rows of a source as a list of resource keys named `id`, read through the table's own key. */
export function driverOf(source: Source): Predicate {
  const parts = source.alternatives.map(
    ({ text }) => `SELECT s.resource AS id FROM ${source.table} s WHERE s.parameter = ? AND ${text}`,
  );
  return {
    text: parts.join(' UNION ALL '),
    values: source.alternatives.flatMap(({ values }) => [source.parameter, ...values]),
  };
}

/** Whether the resource `m.id` fits, read through the index that leads with the resource. */
export function filterOf(source: Source): Predicate {
  const any = source.alternatives.map(({ text }) => `(${text})`).join(' OR ');
  const { table, negated } = source;
  return {
    text: `${negated ? 'NOT ' : ''}EXISTS (SELECT 1 FROM ${table} s INDEXED BY ${table}_of
      WHERE s.resource = m.id AND s.parameter = ? AND (${any}))`,
    values: [source.parameter, ...source.alternatives.flatMap(({ values }) => values)],
  };
}
