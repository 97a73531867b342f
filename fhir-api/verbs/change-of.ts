import type { ResourceKey, StoredVersion } from '../../journal/record-store.js';
import { Problem } from '../../protocol/problem.js';
import { finalTypes, judgeAmendment } from '../../record/merge/finality.js';
import type { ParsedResource } from '../../record/resource.js';
import { tokenOf } from '../answer.js';
import { conditionalReferencesOf } from '../bundle/conditional-references.js';

/** What an update writes, and the version that this was decided by, where it was. */
export interface DecidedChange {
  readonly resource: ParsedResource;
  readonly madeOf?: string;
}

/**
 * The resource that an update writes on top of what is there: a fact that is final may be amended, and not written anew (rule
 * F152).
 * @param current what is there, a deletion included
 * @throws Problem `already-final`, as `parse`
 */
export function changeOf(
  current: StoredVersion | undefined,
  text: string,
  { type }: ResourceKey,
  parse: (text: string) => ParsedResource,
): DecidedChange {
  const resource = parse(text);
  // It is prepared once more when its references are known, and only then what it says can be compared.
  if (!finalTypes.has(type) || conditionalReferencesOf(resource.body).length > 0) return { resource };
  if (current === undefined || current.deleted)
    return { resource, madeOf: current === undefined ? '' : tokenOf(current) };
  const judged = judgeAmendment(type, current.body, resource.body);
  if (judged.kind === 'refused') {
    throw new Problem('already-final', '', [{ path: judged.path, text: 'says that this is final' }]);
  }
  return { resource: judged.kind === 'amended' ? parse(judged.body) : resource, madeOf: tokenOf(current) };
}
