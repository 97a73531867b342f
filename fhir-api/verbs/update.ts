import type { ResourceKey } from '../../journal/record-store.js';
import { Problem } from '../../protocol/problem.js';
import { parseResource } from '../../record/parse.js';
import type { ParsedResource } from '../../record/resource.js';
import type { Answer } from '../answer.js';
import type { Call } from '../call.js';
import { committed } from './create.js';
import { expectedVersion } from './if-match.js';
import { saved } from './saved.js';

/**
 * FHIR R4 §3.1.0.6 update, and §3.1.0.6.2 update as create: 201 when nothing was there (or it was deleted), else 200.
 * @throws Problem `forbidden`, `version-conflict`, `body-malformed`, `resource-structure`, `resource-invalid`
 */
export async function update(call: Call, key: ResourceKey): Promise<Answer> {
  const current = await call.records.current(key, 'update');
  const isNew = current === undefined || current.deleted;
  if (isNew) call.records.require(key.type, 'create');
  const ifMatch = expectedVersion(call.ifMatch, current);
  if (call.ifNoneMatch !== undefined) throw new Problem('method-unsupported', 'If-None-Match with PUT');
  const resource = parseUpdate(call.body, key, call.now());
  const [version] = await call.records.commit([
    { verb: 'update', resource, ...(ifMatch === undefined ? {} : { ifMatch }) },
  ]);
  return saved(call, isNew ? 201 : 200, committed(version));
}

/**
 * The body of an update; it must have the id of the URL, or it is refused with 400 (FHIR R4 §3.1.0.6).
 * @throws Problem `body-malformed`, `resource-structure`, `resource-invalid`
 */
export function parseUpdate(text: string, key: ResourceKey, nowMilliseconds: number): ParsedResource {
  const path = `${key.type}.id`;
  try {
    const resource = parseResource(text, { type: key.type, nowMilliseconds });
    if (resource.id === key.id) return resource;
  } catch (error) {
    if (!(error instanceof Problem) || error.issues[0]?.path !== path) throw error;
  }
  throw new Problem('resource-structure', '', [{ path, text: 'must be the id of the address' }]);
}
