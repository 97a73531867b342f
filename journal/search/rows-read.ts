import { type AnsweredBy, answeredBy } from '../../record/search-answered-by.js';
import type { SearchClause } from '../record-store.js';
import type { SearchContext } from './search-context.js';

/** The rows that answer a parameter. */
export interface RowsRead {
  /** Keys of the parameters that they stand under; 0 for one that no resource ever had. */
  readonly parameters: readonly number[];
  /** Only references to this type count, and those of which the type is not known. */
  readonly only?: string;
}

type Asked = Pick<SearchClause, 'parameter' | 'unionOf'>;

/** The names that the rows stand under which answer a parameter of a type, or any of several. */
export function rowNamesOf(typeName: string, { parameter, unionOf }: Asked): AnsweredBy {
  if (unionOf === undefined) return answeredBy(typeName, parameter);
  return { parameters: unionOf.flatMap((part) => answeredBy(typeName, part).parameters) };
}

/** @param type the key of the type that has the parameter */
export function rowsReadBy(
  { names }: Pick<SearchContext, 'names'>,
  typeName: string,
  type: number,
  asked: Asked,
): RowsRead {
  const { parameters, ...narrowed } = rowNamesOf(typeName, asked);
  return { ...narrowed, parameters: parameters.map((name) => names.findParameter(type, name) ?? 0) };
}
