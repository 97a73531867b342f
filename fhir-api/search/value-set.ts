import type { SearchValue } from '../../journal/search/search-value.js';
import { Problem } from '../../protocol/problem.js';
import type { ValueSetCodes } from '../../record/definitions/compact.js';
import type { SearchParameter } from '../../record/search-parameters.js';
import { isOfPlainCodes } from '../../record/search-plain-codes.js';
import { unescapeValue } from './escape.js';
import type { Terms } from './terms.js';

/**
 * The codes of the value set that `:in` and `:not-in` name (FHIR R4 §3.1.1.4.5), each with its code system; where the
 * elements are of the datatype `code`, whose system is the one of the definition, without.
 * @throws Problem `parameter-unknown` for a value set that is not here, not in that version, or whose codes cannot be listed
 */
export function codesIn(
  name: string,
  text: string,
  { type, parameter, terms }: { readonly type: string; readonly parameter: SearchParameter; readonly terms: Terms },
): SearchValue {
  const codes = codesOf(unescapeValue(text), terms);
  if (typeof codes === 'string') throw new Problem('parameter-unknown', `${name}: ${codes}; ask for the codes`);
  const isPlain = isOfPlainCodes(type, parameter);
  const among = Object.entries(codes).flatMap(([system, list]) =>
    list.map((code) => ({ system: isPlain ? '' : system, code })),
  );
  return { prefix: 'eq', text: '', among };
}

/** By a canonical URL, with a version or without (FHIR R4 §2.24.0.3); else why not. */
function codesOf(canonical: string, terms: Terms): ValueSetCodes | string {
  const [url = '', version] = canonical.split('|');
  const known = terms.valueSet(url);
  if (known === undefined) return 'this is the URL of no value set that is here';
  if (version !== undefined && version !== known.version) {
    return known.version === undefined
      ? 'which version of this value set is here is not known'
      : `of this value set version ${known.version} is here`;
  }
  return known.codes ?? 'the codes of this value set cannot be listed from the definitions that are here';
}
