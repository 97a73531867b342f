import type { StoredVersion } from '../../journal/record-store.js';
import { type Answer, resourceText, versionUrl } from '../answer.js';
import type { Call } from '../call.js';
import { savedOutcome } from '../outcome.js';

/** The answer to a write that is on disk: FHIR R4 §3.1.0.1.7 says what `Prefer: return=` changes of it. */
export function saved(call: Call, status: 200 | 201, version: StoredVersion): Answer {
  const answer = { status, version, location: versionUrl(call.base, version), delivery: 'site' };
  switch (call.preferences.return) {
    case 'minimal':
      return answer;
    case 'OperationOutcome':
      return { ...answer, body: savedOutcome(call.language) };
    default:
      return { ...answer, body: resourceText(version) };
  }
}
