import { Problem } from '../../protocol/problem.js';
import { type ShownVersion, tokenOf } from '../answer.js';
import type { Call } from '../call.js';

/** What a list of entity tags names: any version that is there, or these. */
export type EntityTags = '*' | readonly string[];

/** `W/"…"` or `"…"`; the text between the quotes has no quotes and no spaces (RFC 9110 §8.8.3). */
const entityTag = /[ \t]*(?:W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*(,|$)/y;

/** Reads `*` or a list of entity tags (RFC 9110 §13.1.1, §13.1.2); `undefined` when it is neither. */
export function readEntityTags(header: string): EntityTags | undefined {
  if (header.trim() === '*') return '*';
  const tags: string[] = [];
  let position = 0;
  for (let more = true; more; ) {
    entityTag.lastIndex = position;
    const [found, tag, comma] = entityTag.exec(header) ?? [];
    if (found === undefined || tag === undefined) return undefined;
    tags.push(tag);
    position += found.length;
    more = comma === ',';
  }
  return tags;
}

/**
 * Whether a list names a version. The comparison is weak in both headers (RFC 9110 §8.8.3.2): FHIR's tags are weak, and
 * it has them sent in If-Match (R4 §3.1.0.6.1), for which RFC 9110 has a strong one.
 */
export function namesVersion(tags: EntityTags, version: ShownVersion | undefined): boolean {
  if (version === undefined) return false;
  return tags === '*' ? !version.deleted : tags.includes(tokenOf(version));
}

/** What the store has to find again when it writes. */
export type Precondition =
  | { readonly ifMatch?: never; readonly madeOf?: never }
  | { readonly ifMatch: string }
  | { readonly madeOf: string };

/**
 * The conditions of a write about the version that is current (rule F49). Compared with it here, so that most stale writes
 * are told before anything is parsed; the store compares again inside its transaction (rule W5). One tag of If-Match stays
 * what it is; of all else the decision has to be made anew when another version came.
 * @throws Problem `parameter-malformed`, `version-conflict`
 */
export function preconditionOf(
  { ifMatch, ifNoneMatch }: Pick<Call, 'ifMatch' | 'ifNoneMatch'>,
  current: ShownVersion | undefined,
): Precondition {
  const wanted = tagsOf('If-Match', ifMatch);
  if (wanted !== undefined && !namesVersion(wanted, current)) throw new Problem('version-conflict');
  const unwanted = tagsOf('If-None-Match', ifNoneMatch);
  const isThere = current !== undefined && !current.deleted;
  if (unwanted !== undefined && isThere && namesVersion(unwanted, current)) throw new Problem('version-conflict');
  if (wanted === undefined && unwanted === undefined) return {};
  const [tag, ...others] = wanted === undefined || wanted === '*' ? [] : wanted;
  if (tag !== undefined && others.length === 0 && unwanted === undefined) return { ifMatch: tag };
  return { madeOf: current === undefined ? '' : tokenOf(current) };
}

function tagsOf(name: string, header: string | undefined): EntityTags | undefined {
  if (header === undefined) return undefined;
  const tags = readEntityTags(header);
  if (tags === undefined) throw new Problem('parameter-malformed', `${name} is * or entity tags such as W/"versionId"`);
  return tags;
}
