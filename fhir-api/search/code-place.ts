import type { SearchValue } from '../../journal/search/search-value.js';
import { Problem } from '../../protocol/problem.js';
import { atAndAbove, atAndBelow } from '../../record/definitions/code-hierarchy.js';
import type { SearchParameter } from '../../record/search-parameters.js';
import { isOfPlainCodes } from '../../record/search-plain-codes.js';
import type { Terms } from './terms.js';
import { tokenValue } from './values.js';

/**
 * `:above` and `:below` of a token, `system|code` (FHIR R4 §3.1.1.4.5): the code itself, and those that it is a kind of, or that
 * are kinds of it; where the elements are of the datatype `code`, without the system.
 * @throws Problem `parameter-malformed`; `parameter-unknown` for a code system without a hierarchy that is known here
 */
export function codesAt(
  name: string,
  text: string,
  place: 'above' | 'below',
  { type, parameter, terms }: { readonly type: string; readonly parameter: SearchParameter; readonly terms: Terms },
): SearchValue {
  const { system = '', text: code } = tokenValue(name, text);
  if (system === '' || code === '') throw new Problem('parameter-malformed', `${name}:${place} is system|code`);
  const hierarchy = terms.hierarchyOf(system);
  if (hierarchy === undefined) {
    const reason = 'no hierarchy of this code system is known here; ask for the codes';
    throw new Problem('parameter-unknown', `${name}:${place}: ${reason}`);
  }
  const codes = place === 'above' ? atAndAbove(code, hierarchy) : atAndBelow(code, hierarchy);
  const written = isOfPlainCodes(type, parameter) ? '' : system;
  return { prefix: 'eq', text: '', among: codes.map((each) => ({ system: written, code: each })) };
}
