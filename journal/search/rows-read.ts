import { answeredBy } from '../../record/search-answered-by.js';
import type { SearchClause } from '../record-store.js';
import type { SearchContext } from './search-context.js';

/** The rows that answer a parameter. */
export interface RowsRead {
  /** Keys of the parameters that they stand under; 0 for one that no resource ever had. */
  readonly parameters: readonly number[];
  /** Only references to this type count, and those of which the type is not known. */
  readonly only?: string;
}

/** @param type the key of the type that has the parameter */
export function rowsReadBy(
  { names }: Pick<SearchContext, 'names'>,
  typeName: string,
  type: number,
  { parameter, unionOf }: Pick<SearchClause, 'parameter' | 'unionOf'>,
): RowsRead {
  const keysOf = (rows: readonly string[]) => rows.map((name) => names.findParameter(type, name) ?? 0);
  if (unionOf !== undefined)
    return { parameters: keysOf(unionOf.flatMap((part) => answeredBy(typeName, part).parameters)) };
  const { parameters, only } = answeredBy(typeName, parameter);
  return { parameters: keysOf(parameters), ...(only !== undefined && { only }) };
}
