import type { StoredVersion } from '../../journal/record-store.js';
import type { ChangeId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';

const entityTag = /^(?:W\/)?"([^"]+)"$/;

/**
 * FHIR R4 §3.1.0.6.1: the version that the caller had in hand. Compares with what is current, so that most stale writes
 * are told before anything is parsed; the store compares again inside its transaction (rule W5).
 * @throws Problem `parameter-malformed`, `version-conflict`
 */
export function expectedVersion(ifMatch: string | undefined, current: StoredVersion | undefined): ChangeId | undefined {
  if (ifMatch === undefined) return undefined;
  const [, versionId] = entityTag.exec(ifMatch.trim()) ?? [];
  if (versionId === undefined) throw new Problem('parameter-malformed', 'If-Match is one entity tag: W/"versionId"');
  if (current === undefined || current.versionId !== versionId) throw new Problem('version-conflict');
  return current.versionId;
}
