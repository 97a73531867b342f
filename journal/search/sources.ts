import type { SearchClause, SearchQuery, SearchValue } from '../record-store.js';
import type { SearchContext } from './search-context.js';
import type { Predicate, Source } from './source.js';
import {
  datePredicate,
  quantityPredicate,
  referencePredicate,
  stringPredicate,
  tokenPredicate,
  updatedPredicate,
} from './values.js';

/** The clauses of a query: those of the search tables, and those of the resource's own row (`m`). */
export interface Criteria {
  readonly type: number;
  readonly sources: readonly Source[];
  readonly own: readonly Predicate[];
  /** Whether ids are named, which nothing beats. */
  readonly byId: boolean;
  /** Whether rows may be of an older version than the current one; those do not count (rule J5). */
  readonly behind: boolean;
}

const tables = {
  token: 'search_token',
  string: 'search_string',
  reference: 'search_reference',
  date: 'search_date',
  quantity: 'search_quantity',
} as const;

/** Reads the clauses of a query; `undefined` when nothing of this type was ever here. */
export function criteriaOf(context: SearchContext, query: SearchQuery): Criteria | undefined {
  const type = context.names.findType(query.type);
  if (type === undefined) return undefined;
  const now = context.now();
  const sources: Source[] = [];
  const own: Predicate[] = [];
  let byId = false;
  for (const clause of query.clauses) {
    if (clause.kind === 'id') {
      byId = true;
      const places = clause.values.map(() => '?').join(', ');
      own.push({ text: `m.fhir_id IN (${places})`, values: clause.values.map(({ text }) => text) });
    } else if (clause.kind === 'lastUpdated') {
      own.push(anyOf(clause.values.map((value) => updatedPredicate(value, now))));
    } else {
      const parameter = context.names.findParameter(type, clause.parameter) ?? 0;
      sources.push(sourceOf(clause, clause.kind, parameter, now));
    }
  }
  return { type, sources, own, byId, behind: context.behind };
}

function sourceOf(clause: SearchClause, kind: keyof typeof tables, parameter: number, now: number): Source {
  const table = tables[kind];
  if (clause.modifier === 'missing') {
    const negated = clause.values[0]?.text === 'true';
    return { table, parameter, alternatives: [{ text: 's.resource > 0', values: [] }], negated };
  }
  const alternatives = clause.values.map((value) => predicateOf(kind, value, clause.modifier, now));
  return { table, parameter, alternatives, negated: clause.modifier === 'not' };
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

function anyOf(predicates: readonly Predicate[]): Predicate {
  return {
    text: `(${predicates.map(({ text }) => `(${text})`).join(' OR ')})`,
    values: predicates.flatMap(({ values }) => values),
  };
}
