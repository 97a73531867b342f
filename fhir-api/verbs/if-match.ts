import type { StoredVersion } from '../../journal/record-store.js';
import { Problem } from '../../protocol/problem.js';
import { tokenOf } from '../answer.js';

const entityTag = /^(?:W\/)?"([^"]+)"$/;

/**
 * FHIR R4 §3.1.0.6.1: the version that the caller had in hand. Compares with what is current, so that most stale writes
 * are told before anything is parsed; the store compares again inside its transaction (rule W5).
 * @throws Problem `parameter-malformed`, `version-conflict`
 */
export function expectedVersion(ifMatch: string | undefined, current: StoredVersion | undefined): string | undefined {
  if (ifMatch === undefined) return undefined;
  const [, token] = entityTag.exec(ifMatch.trim()) ?? [];
  if (token === undefined) throw new Problem('parameter-malformed', 'If-Match is one entity tag: W/"versionId"');
  if (current === undefined || tokenOf(current) !== token) throw new Problem('version-conflict');
  return token;
}
