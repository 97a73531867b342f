import type { SearchClause, SearchCriterion, SearchQuery, SearchValue } from '../record-store.js';
import type { SqlValue } from '../sqlite/connection.js';
import type { SearchContext } from './search-context.js';
import { anyOf, type OwnSource, type Predicate, type Source } from './source.js';
import {
  datePredicate,
  quantityPredicate,
  referencePredicate,
  stringPredicate,
  tokenPredicate,
  updatedPredicate,
} from './values.js';

/** The criteria of a query, all of which a match meets. */
export interface Criteria {
  readonly type: number;
  readonly sources: readonly Source[];
  /** Whether rows may be of an older version than the current one; those do not count (rule J5). */
  readonly behind: boolean;
}

/** The table of each kind of row. */
export const tables = {
  token: 'search_token',
  string: 'search_string',
  reference: 'search_reference',
  date: 'search_date',
  quantity: 'search_quantity',
} as const;

/** Reads the criteria of a query; `undefined` when nothing of this type was ever here. */
export function criteriaOf(context: SearchContext, query: SearchQuery): Criteria | undefined {
  const type = context.names.findType(query.type);
  if (type === undefined) return undefined;
  const compartment = query.compartment === undefined ? [] : [compartmentSource(context, type, query.compartment)];
  const sources = query.clauses.map((criterion) => sourceOf(context, query.type, type, criterion));
  return { type, sources: [...compartment, ...sources], behind: context.behind };
}

function sourceOf(context: SearchContext, typeName: string, type: number, criterion: SearchCriterion): Source {
  switch (criterion.kind) {
    case 'id':
      return idSource(type, criterion.values);
    case 'lastUpdated': {
      const now = context.now();
      return {
        kind: 'own',
        condition: (row) => anyOf(criterion.values.map((value) => updatedPredicate(value, row, now))),
      };
    }
    case 'chain': {
      const parameter = context.names.findParameter(type, criterion.parameter) ?? 0;
      const through = criterion.through.flatMap((target) => {
        const key = context.names.findType(target.type);
        if (key === undefined) return [];
        return { type: key, typeName: target.type, source: sourceOf(context, target.type, key, target.criterion) };
      });
      return { kind: 'chain', parameter, through };
    }
    case 'has': {
      const referrer = context.names.findType(criterion.type);
      if (referrer === undefined) return nothing;
      const parameter = context.names.findParameter(referrer, criterion.parameter) ?? 0;
      const source = sourceOf(context, criterion.type, referrer, criterion.criterion);
      return { kind: 'has', parameter, type, typeName, source };
    }
    default:
      return rowSource(context, type, criterion, criterion.kind);
  }
}

/** What no resource meets. */
const nothing: Source = { kind: 'chain', parameter: 0, through: [] };

function idSource(type: number, ids: readonly SearchValue[]): OwnSource {
  const places = ids.map(() => '?').join(', ');
  const values = ids.map(({ text }) => text);
  return startingSource(type, (row) => ({ text: `${row}.fhir_id IN (${places})`, values }));
}

function compartmentSource(
  context: SearchContext,
  type: number,
  patient: NonNullable<SearchQuery['compartment']>,
): Source {
  const values: SqlValue[] = [context.names.findPatient(patient) ?? -1];
  return startingSource(type, (row) => ({ text: `${row}.compartment = ?`, values }));
}

/** A condition that an index of `resource` answers. */
function startingSource(type: number, condition: OwnSource['condition']): OwnSource {
  const { text, values } = condition('r');
  const start = {
    text: `SELECT r.id AS id FROM resource r WHERE ${text} AND r.type = ? AND r.deleted = 0`,
    values: [...values, type],
  };
  return { kind: 'own', condition, start };
}

function rowSource(context: SearchContext, type: number, clause: SearchClause, kind: keyof typeof tables): Source {
  const parameter = context.names.findParameter(type, clause.parameter) ?? 0;
  const table = tables[kind];
  if (clause.modifier === 'missing') {
    const negated = clause.values[0]?.text === 'true';
    return { kind: 'rows', table, parameter, alternatives: [{ text: 's.resource > 0', values: [] }], negated };
  }
  const now = context.now();
  const alternatives = clause.values.map((value) => predicateOf(kind, value, clause.modifier, now));
  return { kind: 'rows', table, parameter, alternatives, negated: clause.modifier === 'not' };
}

function predicateOf(
  kind: keyof typeof tables,
  value: SearchValue,
  modifier: SearchClause['modifier'],
  now: number,
): Predicate {
  switch (kind) {
    case 'string':
      return stringPredicate(value, modifier);
    case 'token':
      return tokenPredicate(value);
    case 'reference':
      return referencePredicate(value);
    case 'date':
      return datePredicate(value, now);
    case 'quantity':
      return quantityPredicate(value);
  }
}
