import type { ResourceKey } from '../../journal/record-store.js';
import { Problem } from '../../protocol/problem.js';
import { withLabels } from '../../record/meta-labels.js';
import { type Answer, tokenOf } from '../answer.js';
import type { Call } from '../call.js';
import { untilDecided } from '../conditions/decide.js';
import { preconditionOf } from '../conditions/entity-tags.js';
import { goneProblem } from '../gone.js';
import { committed } from '../verbs/create.js';
import { parseUpdate } from '../verbs/update.js';
import { type OperationInput, textIn } from './input.js';
import { metaAnswer } from './meta.js';

/**
 * FHIR R4 OperationDefinition `Resource-meta-add` and `Resource-meta-delete`, of one resource: a new version with the profiles,
 * tags and security labels given, or without them, under all rules of an update; none where nothing changes.
 * @throws Problem `forbidden`, `not-found`, `deleted`, `parameter-malformed`, as an update
 */
export async function changeMeta(
  call: Call,
  key: ResourceKey,
  input: OperationInput,
  change: 'add' | 'remove',
): Promise<Answer> {
  // The answer shows what else is said of the resource.
  call.records.require(key.type, 'read');
  return untilDecided(async () => {
    const current = await call.records.current(key, 'update');
    if (current === undefined) throw new Problem('not-found');
    const precondition = preconditionOf(call, current);
    if (current.deleted) throw goneProblem(current);
    const text = withLabels(current.body, textIn(input, 'meta') ?? '{}', change);
    if (text === current.body) return metaAnswer(current);
    const resource = parseUpdate(text, key, call);
    const entry = { verb: 'update' as const, resource, madeOf: tokenOf(current), ...precondition };
    const [version] = await call.records.commit([entry]);
    return { ...metaAnswer(committed(version)), delivery: 'site' };
  });
}
