import type { StoredVersion } from '../../journal/record-store.js';
import type { ResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { parseResource } from '../../record/parse.js';
import type { Answer } from '../answer.js';
import type { Call } from '../call.js';
import { saved } from './saved.js';

/**
 * FHIR R4 §3.1.0.8 create: the server gives the id. Conditional create (§3.1.0.8.1) is not supported, as `/metadata`
 * says; ignoring its condition would make a second record, so it is refused.
 * @throws Problem `forbidden`, `body-malformed`, `resource-structure`, `resource-invalid`, `method-unsupported`
 */
export async function create(call: Call, type: ResourceType): Promise<Answer> {
  call.records.require(type, 'create');
  refuseConditionalCreate(call.ifNoneExist);
  const resource = parseResource(call.body, { type, newId: call.newId, nowMilliseconds: call.now() });
  const [version] = await call.records.commit([{ verb: 'create', resource }]);
  return saved(call, 201, committed(version));
}

/** @throws Problem `method-unsupported` */
export function refuseConditionalCreate(ifNoneExist: string | undefined): void {
  if (ifNoneExist !== undefined) throw new Problem('method-unsupported', 'conditional create (If-None-Exist)');
}

/** The store answers one version for each entry; anything else is a defect, and the write may have happened. */
export function committed(version: StoredVersion | undefined): StoredVersion {
  if (version === undefined) throw new Problem('internal', 'the store did not say what it wrote');
  return version;
}
