import type { SearchValue } from '../../journal/search/search-value.js';
import { Problem } from '../../protocol/problem.js';
import { uriValue } from './values.js';

/** Scheme and host, then a path. */
const urlPattern = /^([a-z][a-z0-9+.-]*:\/\/[^/]+)(\/.*)?$/i;

/**
 * `:above`: the URL itself and each that it lies below, with a slash at the end and without (FHIR R4 §3.1.1.4.5).
 * @throws Problem `parameter-malformed` for what is no URL, in which nothing is above or below
 */
export function valueAbove(parameter: string, text: string): SearchValue {
  const { root, path } = urlOf(parameter, text);
  const texts = new Set([root + path, `${root}/`, root]);
  for (let end = path.indexOf('/', 1); end !== -1; end = path.indexOf('/', end + 1)) {
    texts.add(root + path.slice(0, end));
    texts.add(root + path.slice(0, end + 1));
  }
  return { prefix: 'eq', text: '', among: [...texts].map((code) => ({ system: '', code })) };
}

/**
 * `:below`: a URL under which whole segments of a path may follow; what it means to the store is said in `SearchClause`.
 * @throws Problem `parameter-malformed`
 */
export function valueBelow(parameter: string, text: string): SearchValue {
  const { root, path } = urlOf(parameter, text);
  return { prefix: 'eq', text: root + path };
}

function urlOf(parameter: string, text: string): { readonly root: string; readonly path: string } {
  const [, root, path = ''] = urlPattern.exec(uriValue(parameter, text).text) ?? [];
  if (root === undefined) throw new Problem('parameter-malformed', `${parameter}: only a URL has an above and a below`);
  return { root, path };
}
