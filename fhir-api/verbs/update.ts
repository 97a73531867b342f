import type { CommitCondition, CommitEntry, ResourceKey, StoredVersion } from '../../journal/record-store.js';
import { parseResourceId, type ResourceId, type ResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { JsonScanner } from '../../record/json-scanner.js';
import { parseResource } from '../../record/parse.js';
import type { ParsedResource } from '../../record/resource.js';
import type { Answer } from '../answer.js';
import type { Call } from '../call.js';
import { readCriteria } from '../conditions/criteria.js';
import { decide, untilDecided } from '../conditions/decide.js';
import { type Precondition, preconditionOf } from '../conditions/entity-tags.js';
import { type ResolvedWrite, resolveWrite } from '../conditions/resolved-write.js';
import type { GuardedRecords } from '../guard.js';
import { changeOf } from './change-of.js';
import { committed } from './create.js';
import { expectedOf, type ParsingGround } from './parsing-ground.js';
import { commitWithReason } from './provenance.js';
import { saved } from './saved.js';

/**
 * FHIR R4 §3.1.0.6 update, and §3.1.0.6.2 update as create: 201 when nothing was there (or it was deleted), else 200.
 * @throws Problem `forbidden`, `version-conflict`, `body-malformed`, `resource-structure`, `resource-invalid`
 */
export async function update(call: Call, key: ResourceKey): Promise<Answer> {
  return untilDecided(async (attempt) => {
    const resolved = await resolveWrite(call, attempt, (resolve) =>
      prepareUpdate(call, key, (text) => parseUpdate(resolve(text), key, call)),
    );
    return write(call, resolved, []);
  });
}

/**
 * FHIR R4 §3.1.0.6.3 conditional update: of what meets the criteria; when nothing does, a create, under the id of the body
 * where it has one.
 * @throws Problem `condition-several`, `already-exists` when nothing meets them but the id is taken; as {@link update}
 */
export async function updateWhere(call: Call, type: ResourceType): Promise<Answer> {
  call.records.require(type, 'update');
  const query = readCriteria(type, call.parameters, call.base, call.profiles);
  return untilDecided(async (attempt) => {
    const { id, condition } = await decide(call, query);
    const key = { type, id: id ?? idForNew(call) };
    const resolved = await resolveWrite(call, attempt, async (resolve) =>
      id === undefined
        ? prepareNew(call, key, resolve(call.body))
        : prepareUpdate(call, key, (text) => parseFound(resolve(text), key, call)),
    );
    return write(call, resolved, [condition]);
  });
}

async function write(
  call: Call,
  { prepared, conditions }: ResolvedWrite<PreparedUpdate>,
  more: readonly CommitCondition[],
): Promise<Answer> {
  const [version] = await commitWithReason(call, [prepared.entry], [...more, ...conditions]);
  return saved(call, prepared.isNew ? 201 : 200, committed(version));
}

/** A write that is ready for the store. */
export interface PreparedUpdate {
  readonly entry: CommitEntry;
  readonly isNew: boolean;
}

/** @throws Problem `forbidden`, `version-conflict`, `parameter-malformed`, as `parse` */
export async function prepareUpdate(
  call: Call,
  key: ResourceKey,
  parse: (text: string) => ParsedResource,
): Promise<PreparedUpdate> {
  const { isNew, precondition, current } = await standingOf(call.records, key, call);
  return { isNew, entry: { verb: 'update', ...changeOf(call, current, call.body, parse), ...precondition } };
}

/**
 * What is known of an update before its content.
 * @throws Problem `forbidden`, `version-conflict`, `parameter-malformed`
 */
export async function standingOf(
  records: GuardedRecords,
  key: ResourceKey,
  conditions: Pick<Call, 'ifMatch' | 'ifNoneMatch'>,
): Promise<{
  readonly isNew: boolean;
  readonly precondition: Precondition;
  readonly current: StoredVersion | undefined;
}> {
  const current = await records.current(key, 'update');
  const isNew = current === undefined || current.deleted;
  if (isNew) records.require(key.type, 'create');
  return { isNew, precondition: preconditionOf(conditions, current), current };
}

/**
 * @throws Problem `forbidden`, `version-conflict`; the store refuses an id that is taken, which tells those who may see a
 *   part of the type of the rest
 */
export function prepareNew(call: Call, key: ResourceKey, text: string): PreparedUpdate {
  call.records.requireAll(key.type, 'create');
  if (call.ifMatch !== undefined) throw new Problem('version-conflict');
  return { isNew: true, entry: { verb: 'create', resource: parseFound(text, key, call) } };
}

/** The id that the body of a conditional update brings for what is not there yet, or a new one. */
export function idForNew(call: Call): ResourceId {
  const value = new JsonScanner(call.body).members().find(({ key }) => key === 'id')?.value;
  return parseResourceId(value?.startsWith('"') === true ? JSON.parse(value) : call.newId());
}

/**
 * The body of an update; it must have the id of the URL, or it is refused with 400 (FHIR R4 §3.1.0.6).
 * @throws Problem `body-malformed`, `resource-structure`, `resource-invalid`
 */
export function parseUpdate(text: string, key: ResourceKey, ground: ParsingGround): ParsedResource {
  return withId(key, () => {
    const resource = parseResource(text, { type: key.type, ...expectedOf(ground) });
    return resource.id === key.id ? resource : undefined;
  });
}

/** The body of a conditional update, which need not say the id that the criteria found. */
export function parseFound(text: string, key: ResourceKey, ground: ParsingGround): ParsedResource {
  return withId(key, () => parseResource(text, { ...key, ...expectedOf(ground) }));
}

function withId(key: ResourceKey, parse: () => ParsedResource | undefined): ParsedResource {
  const path = `${key.type}.id`;
  try {
    const resource = parse();
    if (resource !== undefined) return resource;
  } catch (error) {
    if (!(error instanceof Problem) || error.issues[0]?.path !== path) throw error;
  }
  throw new Problem('resource-structure', '', [{ path, text: 'must be the id of the address, or of what it finds' }]);
}
