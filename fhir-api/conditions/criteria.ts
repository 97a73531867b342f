import type { SearchQuery } from '../../journal/record-store.js';
import { asksForText } from '../../journal/search/asks-for-text.js';
import type { ResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { presentationParameters } from '../call.js';
import { readSearch } from '../search/query.js';
import type { Terms } from '../search/terms.js';

/** Parameters that shape the answer to a search and say nothing about which resource is meant. */
const shaping = /^_(?:count|cursor|sort|include|revinclude|total|summary|elements|contained|containedType)(?::|$)/;

/**
 * The criteria of a conditional request (FHIR R4 §3.1.0.8.1, §3.1.0.6.3, §3.1.0.7.1). What a search would ignore is
 * refused here: without it, the condition would mean another resource.
 * @param terms as of {@link readSearch}
 * @throws Problem `parameter-unknown`, `parameter-malformed`
 */
export function readCriteria(
  type: ResourceType,
  parameters: URLSearchParams,
  base: string,
  terms?: Terms,
): SearchQuery {
  if (parameters.size === 0) throw new Problem('parameter-malformed', 'a condition has criteria');
  for (const [name, value] of parameters) {
    if (shaping.test(name)) throw new Problem('parameter-malformed', 'a condition has nothing but criteria');
    if (value === '') throw new Problem('parameter-malformed', 'a criterion has a value');
  }
  const { query, ignored } = readSearch(type, parameters, base, terms);
  if (ignored.length > 0) throw new Problem('parameter-unknown', ignored.join(', '));
  // Texts of codes are in no index, which is all that a condition may ask.
  if (query.clauses.some(asksForText)) throw new Problem('parameter-unknown', ':text is of searches; ask for the code');
  return query;
}

/**
 * The criteria of If-None-Exist: `identifier=…`, with or without `Type?` or `?` before them.
 * @throws Problem `parameter-malformed`
 */
export function parametersOfHeader(type: ResourceType, text: string, base: string): URLSearchParams {
  const local = text.startsWith(`${base}/`) ? text.slice(base.length + 1) : text;
  const question = local.indexOf('?');
  if (question > 0 && local.slice(0, question) !== type) {
    throw new Problem('parameter-malformed', 'If-None-Exist names another type than the address');
  }
  const parameters = new URLSearchParams(local.slice(question + 1));
  for (const name of presentationParameters) parameters.delete(name);
  return parameters;
}

/** Equal for criteria that ask for the same, whatever their order. */
export function criteriaKey(type: ResourceType, parameters: URLSearchParams): string {
  const pairs = [...parameters].map((pair) => JSON.stringify(pair));
  return `${type}?${pairs.sort().join('&')}`;
}
