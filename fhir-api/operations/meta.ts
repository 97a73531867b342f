import type { ResourceKey } from '../../journal/record-store.js';
import { Problem } from '../../protocol/problem.js';
import { JsonScanner } from '../../record/json-scanner.js';
import { type Answer, resourceText, type ShownVersion } from '../answer.js';
import type { Call } from '../call.js';
import { goneProblem } from '../gone.js';

/**
 * FHIR R4 OperationDefinition `Resource-meta`, of one resource: its profiles, tags and security labels, with what the server says
 * of the version, and nothing else of the record.
 * @throws Problem `forbidden`, `not-found`, `deleted`
 */
export async function meta(call: Call, key: ResourceKey): Promise<Answer> {
  const version = await call.records.read(key);
  if (version === undefined) throw new Problem('not-found');
  if (version.deleted) throw goneProblem(version);
  return metaAnswer(version);
}

/** What a version says of itself, as Parameters. */
export function metaAnswer(version: ShownVersion): Answer {
  const members = new JsonScanner(resourceText(version)).members();
  const value = members.find(({ key }) => key === 'meta')?.value ?? '{}';
  const body = `{"parameter":[{"name":"return","valueMeta":${value}}],"resourceType":"Parameters"}`;
  return { status: 200, asked: true, version, body };
}
