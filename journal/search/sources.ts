import { Problem } from '../../protocol/problem.js';
import type { SearchClause, SearchCriterion, SearchPair, SearchQuery } from '../record-store.js';
import type { SqlValue } from '../sqlite/connection.js';
import { careOf } from './care.js';
import { rowsReadBy } from './rows-read.js';
import type { SearchContext } from './search-context.js';
import type { SearchValue } from './search-value.js';
import { anyOf, type OwnSource, type Predicate, type Source, towards, type View } from './source.js';
import {
  belowPredicates,
  type Columns,
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
  readonly typeName: string;
  readonly sources: readonly Source[];
  readonly view: View;
  /** Whether the criteria find records of a patient only whom who asks cares for. */
  readonly ofCared?: true;
}

/** The table of each kind of row, and what it compares by; `s` is a row of it. */
const tables = {
  token: { table: 'search_token', columns: ['s.code', 's.system'] },
  string: { table: 'search_string', columns: ['s.value', 's.exact'] },
  reference: { table: 'search_reference', columns: ['s.target', 's.type'] },
  date: { table: 'search_date', columns: ['s.start', 's."end"'] },
  quantity: { table: 'search_quantity', columns: ['s.value', 's.code', 's.system'] },
} as const;

/** The halves of a pair, as `searchPairTable` has them. */
const pairColumns = { code: ['s.code', 's.system'], other: ['s.other_1', 's.other_2', 's.other_3'] } as const;

/** Reads the criteria of a query; `undefined` when nothing of this type was ever here. */
export function criteriaOf(context: SearchContext, query: SearchQuery): Criteria | undefined {
  const type = context.names.findType(query.type);
  if (type === undefined) return undefined;
  const compartment = query.compartment === undefined ? [] : [compartmentSource(context, type, query.compartment)];
  const sources = query.clauses.map((criterion) => sourceOf(context, query.type, type, criterion));
  const care = query.care && careOf(context, query.care);
  const view = { behind: context.behind, hides: query.hides, care };
  const criteria = { type, typeName: query.type, sources: [...compartment, ...sources], view };
  return query.ofCared === undefined ? criteria : { ...criteria, ofCared: true };
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
      const { parameters, only } = rowsReadBy(context, typeName, type, criterion);
      const through = criterion.through.flatMap((target) => {
        const key = context.names.findType(target.type);
        if (key === undefined || (only ?? target.type) !== target.type) return [];
        return { type: key, typeName: target.type, source: sourceOf(context, target.type, key, target.criterion) };
      });
      return { kind: 'chain', parameters, through };
    }
    case 'has': {
      const referrer = context.names.findType(criterion.type);
      if (referrer === undefined) return nothing;
      const { parameters, only } = rowsReadBy(context, criterion.type, referrer, criterion);
      if ((only ?? typeName) !== typeName) return nothing;
      const source = sourceOf(context, criterion.type, referrer, criterion.criterion);
      return { kind: 'has', parameters, type, typeName, referrer: criterion.type, source };
    }
    case 'pair':
      return pairSource(context, typeName, type, criterion);
    default:
      return rowSource(context, typeName, type, criterion, criterion.kind);
  }
}

/** What no resource meets. */
const nothing: Source = { kind: 'chain', parameters: [], through: [] };

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

function rowSource(
  context: SearchContext,
  typeName: string,
  type: number,
  clause: SearchClause,
  kind: keyof typeof tables,
): Source {
  const { table, columns } = tables[kind];
  const { modifier, values } = clause;
  if (modifier === 'text') throw new Problem('internal', 'texts of codes have no rows');
  const { parameters, only } = rowsReadBy(context, typeName, type, clause);
  if (modifier === 'missing') {
    const negated = values[0]?.text === 'true';
    const any = towards({ text: 's.resource > 0', values: [] }, 's.type', only);
    return { kind: 'rows', table, parameters, alternatives: [any], negated };
  }
  const now = context.now();
  const alternatives = values.flatMap((value) =>
    modifier === 'below' ? belowPredicates(value, columns) : [predicateOf(kind, value, modifier, columns, now)],
  );
  const counted = alternatives.map((alternative) => towards(alternative, 's.type', only));
  return { kind: 'rows', table, parameters, alternatives: counted, negated: modifier === 'not' };
}

function pairSource(context: SearchContext, typeName: string, type: number, pair: SearchPair): Source {
  const now = context.now();
  const alternatives = pair.values.map(({ code, other }): Predicate => {
    const first = tokenPredicate(code, pairColumns.code);
    const second = predicateOf(pair.other, other, undefined, pairColumns.other, now);
    return { text: `${first.text} AND ${second.text}`, values: [...first.values, ...second.values] };
  });
  const { parameters } = rowsReadBy(context, typeName, type, pair);
  return { kind: 'rows', table: 'search_pair', parameters, alternatives, negated: false };
}

function predicateOf(
  kind: keyof typeof tables,
  value: SearchValue,
  modifier: SearchClause['modifier'],
  columns: Columns,
  now: number,
): Predicate {
  switch (kind) {
    case 'string':
      return stringPredicate(value, modifier, columns);
    case 'token':
      return tokenPredicate(value, columns);
    case 'reference':
      return referencePredicate(value, columns);
    case 'date':
      return datePredicate(value, now, columns);
    case 'quantity':
      return quantityPredicate(value, columns);
  }
}
