import type { CommitCondition, CommitEntry, ResourceKey } from '../../journal/record-store.js';
import type { ResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { applyPatch } from '../../record/patch/apply-patch.js';
import { type Answer, resourceText, tokenOf } from '../answer.js';
import type { Call } from '../call.js';
import { readCriteria } from '../conditions/criteria.js';
import { decide, untilDecided } from '../conditions/decide.js';
import { preconditionOf } from '../conditions/entity-tags.js';
import { resolveWrite } from '../conditions/resolved-write.js';
import { goneProblem } from '../gone.js';
import { changeOf } from './change-of.js';
import { committed } from './create.js';
import { commitWithReason } from './provenance.js';
import { saved } from './saved.js';
import { parseUpdate } from './update.js';

/**
 * FHIR R4 §3.1.0.5 patch: of the version that is current when it is written, under all rules of an update.
 * @throws Problem `not-found`, `deleted`, `patch-inapplicable`, `patch-test-failed`, as an update
 */
export async function patch(call: Call, key: ResourceKey): Promise<Answer> {
  call.records.require(key.type, 'update');
  return untilDecided((attempt) => patchOnce(call, key, attempt, []));
}

/** FHIR R4 §3.1.0.5.1 conditional patch. @throws Problem `not-found`, `condition-several`, as {@link patch} */
export async function patchWhere(call: Call, type: ResourceType): Promise<Answer> {
  call.records.require(type, 'update');
  const query = readCriteria(type, call.parameters, call.base, call.profiles);
  return untilDecided(async (attempt) => {
    const { id, condition } = await decide(call, query);
    if (id === undefined) throw new Problem('not-found');
    return patchOnce(call, { type, id }, attempt, [condition]);
  });
}

async function patchOnce(
  call: Call,
  key: ResourceKey,
  attempt: number,
  more: readonly CommitCondition[],
): Promise<Answer> {
  const { prepared, conditions } = await resolveWrite(call, attempt, async (resolve) => ({
    entry: await preparePatch(call, key, resolve),
  }));
  const [version] = await commitWithReason(call, [prepared.entry], [...more, ...conditions]);
  return saved(call, 200, committed(version));
}

/**
 * What a patch makes of the current version.
 * @param resolve what is done to the patched text before it is parsed
 */
export async function preparePatch(
  call: Call,
  key: ResourceKey,
  resolve: (text: string) => string,
): Promise<CommitEntry> {
  // Who patches learns by `test` what is there.
  call.records.require(key.type, 'read');
  const current = await call.records.current(key, 'update');
  if (current === undefined) throw new Problem('not-found');
  const precondition = preconditionOf(call, current);
  if (current.deleted) throw goneProblem(current);
  const patched = applyPatch(resourceText(current), call.body);
  const change = changeOf(call, current, patched, (text) => parseUpdate(resolve(text), key, call));
  return { verb: 'update', madeOf: tokenOf(current), ...change, ...precondition };
}
