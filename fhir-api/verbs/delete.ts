import type { ResourceKey } from '../../journal/record-store.js';
import type { Answer } from '../answer.js';
import type { Call } from '../call.js';
import { expectedVersion } from './if-match.js';

/**
 * FHIR R4 §3.1.0.7 delete: soft (rule W3). 204 also for what was never there or is already deleted.
 * @throws Problem `forbidden`, `version-conflict`
 */
export async function remove(call: Call, key: ResourceKey): Promise<Answer> {
  const current = await call.records.current(key, 'delete');
  const ifMatch = expectedVersion(call.ifMatch, current);
  if (current === undefined) return { status: 204 };
  if (current.deleted) return { status: 204, version: current };
  const [version] = await call.records.commit([{ verb: 'delete', key, ...(ifMatch === undefined ? {} : { ifMatch }) }]);
  return { status: 204, ...(version === undefined ? {} : { version }) };
}
