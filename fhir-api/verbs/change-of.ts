import type { ResourceKey, StoredVersion } from '../../journal/record-store.js';
import { Problem } from '../../protocol/problem.js';
import { finalTypes, judgeAmendment } from '../../record/merge/finality.js';
import { changesLinks, reasonedDeletions, reasonedTypes, saysWhy, takenAway } from '../../record/merge/removal.js';
import type { ParsedResource } from '../../record/resource.js';
import { tokenOf } from '../answer.js';
import { conditionalReferencesOf } from '../bundle/conditional-references.js';
import type { Call } from '../call.js';
import { reasonIn } from './provenance.js';

type Asking = Pick<Call, 'records' | 'provenance'>;

/** What an update writes, and the version that this was decided by, where it was. */
export interface DecidedChange {
  readonly resource: ParsedResource;
  readonly madeOf?: string;
}

/**
 * The resource that an update writes on top of what is there: a fact that is final may be amended, and not written anew (rule
 * F162); what somebody takes away needs a reason (rule F163).
 * @param current what is there, a deletion included
 * @throws Problem `already-final`, `reason-wanted`, `link-by-operation`, `parameter-malformed`, as `parse`
 */
export function changeOf(
  call: Asking,
  current: StoredVersion | undefined,
  text: string,
  parse: (text: string) => ParsedResource,
): DecidedChange {
  const resource = parse(text);
  const { type } = resource;
  const isAsked = call.records.isPerson && reasonedTypes.has(type);
  // It is prepared once more when its references are known, and only then what it says can be compared.
  const isJudged = (finalTypes.has(type) || isAsked) && conditionalReferencesOf(resource.body).length === 0;
  if (!isJudged) return { resource };
  const madeOf = current === undefined ? '' : tokenOf(current);
  if (current === undefined || current.deleted) return { resource, madeOf };
  if (isAsked) requireReason(call, type, current.body, resource.body);
  const judged = judgeAmendment(type, current.body, resource.body);
  if (judged.kind === 'refused') {
    throw new Problem('already-final', '', [{ path: judged.path, text: 'says that this is final' }]);
  }
  return { resource: judged.kind === 'amended' ? parse(judged.body) : resource, madeOf };
}

/** Somebody deletes a resource. @throws Problem `reason-wanted`, `parameter-malformed` */
export function requireReasonToDelete(call: Asking, { type }: ResourceKey): void {
  if (!call.records.isPerson || !reasonedDeletions.has(type) || reasonIn(call) !== undefined) return;
  throw new Problem('reason-wanted', 'in X-Provenance');
}

function requireReason(call: Asking, type: string, before: string, after: string): void {
  if (type === 'Patient' && changesLinks(before, after)) throw new Problem('link-by-operation');
  const path = takenAway(type, before, after);
  if (path === undefined || reasonIn(call) !== undefined) return;
  if (type !== 'Patient' && saysWhy(before, after)) return;
  const where = type === 'Patient' ? 'X-Provenance' : 'a new note, or X-Provenance';
  throw new Problem('reason-wanted', '', [{ path, text: `is taken away: say why in ${where}` }]);
}
