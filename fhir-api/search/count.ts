import { limits } from '../../protocol/limits.js';
import { Problem } from '../../protocol/problem.js';

/**
 * `_count` (FHIR R4 §3.1.1.3.4): a page is never larger than asked for; the server may make it smaller. 0 asks for the
 * total alone.
 * @throws Problem `parameter-malformed`
 */
export function readCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Problem('parameter-malformed', '_count is a number');
  return Math.min(Number(text), limits.pageResourcesMax);
}
