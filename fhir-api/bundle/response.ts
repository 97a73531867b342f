import { Problem } from '../../protocol/problem.js';
import { problems } from '../../protocol/problems.js';
import { type Answer, etagOf, instantOf } from '../answer.js';
import type { Call } from '../call.js';
import { outcomeOf } from '../outcome.js';
import type { EntryText } from './text.js';

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  304: 'Not Modified',
};

/** The entry that answers an entry (FHIR R4 §2.36.4, Bundle.entry.response). */
export function responseEntry(call: Call, answer: Answer): EntryText {
  const { version, status } = answer;
  const wanted = answer.asked === true || call.preferences.return === 'representation';
  const isOutcome = call.preferences.return === 'OperationOutcome' && answer.asked !== true;
  return {
    ...(version === undefined ? {} : { fullUrl: `${call.base}/${version.type}/${version.id}` }),
    ...(wanted && answer.body !== undefined ? { resource: answer.body } : {}),
    ...(isOutcome && answer.body !== undefined ? { outcome: answer.body } : {}),
    rest: {
      response: {
        status: `${status} ${reasons[status] ?? ''}`.trim(),
        ...(answer.location === undefined ? {} : { location: answer.location }),
        ...(version === undefined
          ? {}
          : { etag: etagOf(version), lastModified: instantOf(version.lastUpdatedMilliseconds) }),
      },
    },
  };
}

/** The entry that refuses an entry of a batch; what is no Problem is not an answer and goes on. */
export function refusalEntry(call: Call, error: unknown): EntryText {
  if (!(error instanceof Problem)) throw error;
  return {
    rest: { response: { status: String(problems[error.code].status) } },
    outcome: outcomeOf(error, call.language),
  };
}
