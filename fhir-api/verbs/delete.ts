import type { CommitCondition, ResourceKey } from '../../journal/record-store.js';
import type { ResourceType } from '../../protocol/ids.js';
import type { Answer } from '../answer.js';
import type { Call } from '../call.js';
import { readCriteria } from '../conditions/criteria.js';
import { decide, untilDecided } from '../conditions/decide.js';
import { preconditionOf } from '../conditions/entity-tags.js';
import { withdrawnOutcome } from '../outcome.js';
import { requireReasonToDelete } from './change-of.js';
import { commitWithReason } from './provenance.js';

/**
 * FHIR R4 §3.1.0.7 delete: soft (rule W3). 204 also for what was never there or is already deleted; 200 to who wants an
 * OperationOutcome.
 * @throws Problem `forbidden`, `version-conflict`
 */
export async function remove(call: Call, key: ResourceKey): Promise<Answer> {
  return untilDecided(() => removeOnce(call, key, []));
}

async function removeOnce(call: Call, key: ResourceKey, conditions: readonly CommitCondition[]): Promise<Answer> {
  const current = await call.records.current(key, 'delete');
  const precondition = preconditionOf(call, current);
  if (current === undefined || current.deleted) return removed(call, current === undefined ? {} : { version: current });
  requireReasonToDelete(call, key);
  const entry = { verb: 'delete', key, ...precondition } as const;
  const [version] = await commitWithReason(call, [entry], conditions);
  return removed(call, version === undefined ? {} : { version });
}

/**
 * FHIR R4 §3.1.0.7.1 conditional delete, of one resource at most (`conditionalDelete: single`).
 * @throws Problem `condition-several`, as {@link remove}
 */
export async function removeWhere(call: Call, type: ResourceType): Promise<Answer> {
  call.records.require(type, 'delete');
  const query = readCriteria(type, call.parameters, call.base, call.profiles);
  return untilDecided(async () => {
    const { id, condition } = await decide(call, query);
    return id === undefined ? removed(call, {}) : removeOnce(call, { type, id }, [condition]);
  });
}

/** The answer to a deletion, also of what was not there. */
export function removed(call: Call, about: Pick<Answer, 'version'>): Answer {
  if (call.preferences.return !== 'OperationOutcome') return { status: 204, ...about };
  return { status: 200, ...about, body: withdrawnOutcome(call.language) };
}
