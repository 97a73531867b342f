import type { CommitCondition, ResourceKey, StoredVersion } from '../../journal/record-store.js';
import type { ResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { parseResource } from '../../record/parse.js';
import type { Answer } from '../answer.js';
import type { Call } from '../call.js';
import { parametersOfHeader, readCriteria } from '../conditions/criteria.js';
import { decide, untilDecided } from '../conditions/decide.js';
import { resolveWrite } from '../conditions/resolved-write.js';
import { expectedOf } from './parsing-ground.js';
import { commitWithReason } from './provenance.js';
import { kept, saved } from './saved.js';

/**
 * FHIR R4 §3.1.0.8 create: the server gives the id. With If-None-Exist (§3.1.0.8.1) only when nothing meets its
 * criteria; what does is answered in its place, and the body is not looked at.
 * @throws Problem `forbidden`, `body-malformed`, `resource-structure`, `resource-invalid`, `condition-several`
 */
export async function create(call: Call, type: ResourceType): Promise<Answer> {
  call.records.require(type, 'create');
  const { ifNoneExist } = call;
  if (ifNoneExist === undefined) return untilDecided((attempt) => createNew(call, type, attempt, []));
  const query = readCriteria(type, parametersOfHeader(type, ifNoneExist, call.base), call.base, call.profiles);
  return untilDecided(async (attempt) => {
    const { id, condition } = await decide(call, query);
    if (id !== undefined) return keptAnswer(await answerKept(call, { type, id }));
    return createNew(call, type, attempt, [condition]);
  });
}

async function createNew(
  call: Call,
  type: ResourceType,
  attempt: number,
  conditions: readonly CommitCondition[],
): Promise<Answer> {
  const id = call.newId();
  const resolved = await resolveWrite(call, attempt, async (resolve) => {
    const resource = parseResource(resolve(call.body), { type, newId: () => id, ...expectedOf(call) });
    return { entry: { verb: 'create', resource } as const };
  });
  const [version] = await commitWithReason(call, [resolved.prepared.entry], [...conditions, ...resolved.conditions]);
  return saved(call, 201, committed(version));
}

/** What was there already; `undefined` when it is no more. */
export async function answerKept(call: Call, key: ResourceKey): Promise<Answer | undefined> {
  const version = await call.records.read(key);
  return version === undefined || version.deleted ? undefined : kept(call, version);
}

/** @throws Problem `condition-changed`: it went since the condition was looked at */
function keptAnswer(answer: Answer | undefined): Answer {
  if (answer === undefined) throw new Problem('condition-changed');
  return answer;
}

/** The store answers one version for each entry; anything else is a defect, and the write may have happened. */
export function committed(version: StoredVersion | undefined): StoredVersion {
  if (version === undefined) throw new Problem('internal', 'the store did not say what it wrote');
  return version;
}
