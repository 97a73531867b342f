import { type Answer, resourceText, type ShownVersion, versionUrl } from '../answer.js';
import type { Call } from '../call.js';
import { keptOutcome, savedOutcome } from '../outcome.js';

/** The answer to a write that is on disk: FHIR R4 §3.1.0.1.7 says what `Prefer: return=` changes of it. */
export function saved(call: Call, status: 200 | 201, version: ShownVersion): Answer {
  const answer = { status, version, location: versionUrl(call.base, version), delivery: 'site' };
  return withPreferred(call, answer, version, savedOutcome(call.language));
}

/** The answer to a conditional create that found what it would have made (FHIR R4 §3.1.0.8.1). */
export function kept(call: Call, version: ShownVersion): Answer {
  const answer = { status: 200, version, location: versionUrl(call.base, version) };
  return withPreferred(call, answer, version, keptOutcome(call.language));
}

function withPreferred(call: Call, answer: Answer, version: ShownVersion, outcome: string): Answer {
  switch (call.preferences.return) {
    case 'minimal':
      return answer;
    case 'OperationOutcome':
      return { ...answer, body: outcome };
    default:
      return { ...answer, body: resourceText(version) };
  }
}
