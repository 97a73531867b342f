import { setImmediate as nextTurn } from 'node:timers/promises';
import { Problem } from '../../protocol/problem.js';
import type { Answer } from '../answer.js';
import type { Call } from '../call.js';
import { apiLimits } from '../limits.js';
import { callOfEntry } from './call-of-entry.js';
import { problemAtEntry, type RequestEntry } from './entry.js';
import { resolveReferences } from './references.js';
import { refusalEntry, responseEntry } from './response.js';
import { SeenWrites } from './seen-writes.js';
import { bundleText, type EntryText } from './text.js';

export type Dispatch = (call: Call) => Promise<Answer>;

/**
 * FHIR R4 §3.1.0.11.1 batch: each entry on its own, in the order DELETE, POST, PUT, GET; a refused entry says so and
 * the others go on. References between entries are not for batches, so they are refused rather than stored broken.
 */
export async function answerBatch(call: Call, entries: readonly RequestEntry[], dispatch: Dispatch): Promise<Answer> {
  const responses: EntryText[] = [];
  const seen = new SeenWrites(dispatch, false);
  for (const [done, index] of processingOrder(entries).entries()) {
    const entry = entries[index];
    if (entry === undefined) continue;
    if (done % apiLimits.entriesPerTurnMax === 0) await nextTurn();
    responses[index] = await answerEntry(call, entry, (own) => seen.answer(own));
  }
  return { status: 200, asked: true, body: bundleText({ type: 'batch-response' }, responses) };
}

async function answerEntry(call: Call, entry: RequestEntry, dispatch: Dispatch): Promise<EntryText> {
  const own = { ...call, preferences: { ...call.preferences, return: call.preferences.return ?? 'minimal' } } as const;
  try {
    refuseNested(entry);
    const resource = resolveReferences(entry.resource, new Map());
    return responseEntry(own, await dispatch(callOfEntry(own, { ...entry, resource })));
  } catch (error) {
    return refusalEntry(own, problemAtEntry(error, entry.path));
  }
}

/** A Bundle inside a Bundle would escape its limits. @throws Problem `method-unsupported` */
export function refuseNested(entry: RequestEntry): void {
  if (entry.method === 'POST' && entry.url.replace(/^\/|\?.*$/g, '') === '') {
    throw new Problem('method-unsupported', 'a batch or transaction inside a Bundle');
  }
}

/** FHIR R4 §3.1.0.11.2: the order in which entries take effect; each method's entries in the order they came. */
export function processingOrder(entries: readonly { readonly method: string }[]): readonly number[] {
  const ranks: Readonly<Record<string, number>> = { DELETE: 0, POST: 1, PUT: 2, PATCH: 2 };
  const rank = (index: number) => ranks[entries[index]?.method ?? ''] ?? 3;
  return entries.map((_, index) => index).sort((left, right) => rank(left) - rank(right) || left - right);
}
