import { searchParametersOf } from './search-parameters.js';
import { besideName } from './search-row.js';
import { isFoundBySound } from './search-table/own.js';

/** The rows that answer a search parameter. */
export interface AnsweredBy {
  /** The names that they stand under. */
  readonly parameters: readonly string[];
  /** Of references: only those to this type count, and those of which the type is not known. */
  readonly only?: string;
}

/**
 * Whose rows answer a search parameter of a type: its own, or those of others ({@link SearchParameter.unionOf}).
 * @param name of a parameter, or of rows beside one: `subject:identifier`
 */
export function answeredBy(type: string, name: string): AnsweredBy {
  const [plain = '', beside] = name.split(':');
  if (isFoundBySound(name)) return { parameters: [besideName(name, 'sound')] };
  const { unionOf, only } = searchParametersOf(type).get(plain) ?? {};
  if (unionOf === undefined) return { parameters: [name] };
  if (beside !== undefined) return { parameters: unionOf.map((part) => `${part}:${beside}`) };
  return { parameters: unionOf, ...(only !== undefined && { only }) };
}
