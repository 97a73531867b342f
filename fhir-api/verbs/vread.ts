import type { ResourceKey, StoredVersion } from '../../journal/record-store.js';
import type { ChangeId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { type Answer, resourceText, tokenOf } from '../answer.js';
import type { Call } from '../call.js';
import { goneProblem } from '../gone.js';
import { readSubset } from '../search/read-subset.js';
import { partOf } from '../search/subset.js';

/**
 * FHIR R4 §3.1.0.4 vread: 410 for a version that is a deletion. What several heads make up has a token for its version id
 * (rule M13) and is found under it as long as it shows. `_summary` and `_elements` as in a read.
 * @throws Problem `not-found`, `deleted`, `erased`, `parameter-malformed`
 */
export async function readVersion(call: Call, key: ResourceKey, versionId: ChangeId | undefined): Promise<Answer> {
  call.records.require(key.type, 'read');
  call.records.require(key.type, 'history');
  const subset = readSubset(call.parameters);
  const version = versionId === undefined ? await shownAs(call, key) : await call.records.readVersion(key, versionId);
  if (version === undefined) throw new Problem('not-found');
  if (version.deleted) throw goneProblem(version);
  return { status: 200, asked: true, version, body: resourceText(partOf(version, subset)) };
}

async function shownAs(call: Call, key: ResourceKey): Promise<StoredVersion | undefined> {
  const shown = await call.records.read(key);
  return shown !== undefined && tokenOf(shown) === call.path[3] ? shown : undefined;
}
