import type { ResourceKey } from '../../journal/record-store.js';
import type { ChangeId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { type Answer, resourceText } from '../answer.js';
import type { Call } from '../call.js';

/**
 * FHIR R4 §3.1.0.4 vread: 410 for a version that is a deletion.
 * @throws Problem `not-found`, `deleted`
 */
export async function readVersion(call: Call, key: ResourceKey, versionId: ChangeId | undefined): Promise<Answer> {
  call.records.require(key.type, 'read');
  call.records.require(key.type, 'history');
  const version = versionId === undefined ? undefined : await call.records.readVersion(key, versionId);
  if (version === undefined) throw new Problem('not-found');
  if (version.deleted) throw new Problem('deleted');
  return { status: 200, asked: true, version, body: resourceText(version) };
}
