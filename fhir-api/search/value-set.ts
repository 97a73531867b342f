import type { SearchValue } from '../../journal/search/search-value.js';
import { Problem } from '../../protocol/problem.js';
import type { SearchParameter } from '../../record/search-parameters.js';
import { isOfPlainCodes } from '../../record/search-plain-codes.js';
import { unescapeValue } from './escape.js';
import type { Terms } from './terms.js';

/**
 * The codes of the value set that `:in` and `:not-in` name (FHIR R4 §3.1.1.4.5), each with its code system; where the
 * elements are of the datatype `code`, whose system is the one of the definition, without.
 * @throws Problem `parameter-unknown` for a value set that cannot be listed here
 */
export function codesIn(
  name: string,
  text: string,
  { type, parameter, terms }: { readonly type: string; readonly parameter: SearchParameter; readonly terms: Terms },
): SearchValue {
  const codes = terms.codesOf(unescapeValue(text));
  if (codes === undefined) {
    const reason = 'no URL of one of the value sets that can be listed here; ask for the codes';
    throw new Problem('parameter-unknown', `${name}: ${reason}`);
  }
  const isPlain = isOfPlainCodes(type, parameter);
  const among = Object.entries(codes).flatMap(([system, list]) =>
    list.map((code) => ({ system: isPlain ? '' : system, code })),
  );
  return { prefix: 'eq', text: '', among };
}
