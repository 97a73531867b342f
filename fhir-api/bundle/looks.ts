import { Problem } from '../../protocol/problem.js';
import type { Call } from '../call.js';
import type { Dispatch } from './batch.js';
import { callOfEntry } from './call-of-entry.js';
import { problemAtEntry } from './entry.js';
import type { Plan, Step } from './plan.js';
import { refusalEntry, responseEntry } from './response.js';
import { SeenWrites } from './seen-writes.js';
import type { EntryText } from './text.js';

/**
 * Finds the look of a transaction that will fail, before anything is written: FHIR R4 §3.1.0.11.2, every entry succeeds
 * or none takes effect.
 * @throws Problem with the entry's path
 */
export async function tryLooks(call: Call, plan: Plan, dispatch: Dispatch): Promise<void> {
  const writes = new Map<string, Step['verb']>();
  for (const step of plan.steps) if (step.verb !== 'look' && 'key' in step) writes.set(addressOf(step), step.verb);
  for (const step of plan.steps) {
    if (step.verb !== 'look') continue;
    const write = writes.get(addressOf(step));
    try {
      if (write === 'delete') throw new Problem('deleted');
      // What is about to be written is there afterwards.
      if (write === undefined || write === 'keep') await dispatch(callOfEntry(call, step.entry));
    } catch (error) {
      throw problemAtEntry(error, step.entry.path);
    }
  }
}

/**
 * The answers of the looks, by their place.
 * @param isWritten the writes are on disk: a look that fails now is told in its own entry and undoes nothing
 */
export async function answerLooks(
  call: Call,
  plan: Plan,
  dispatch: Dispatch,
  isWritten: boolean,
): Promise<ReadonlyMap<number, EntryText>> {
  const answers = new Map<number, EntryText>();
  const seen = new SeenWrites(dispatch, isWritten);
  for (const [index, { verb, entry }] of plan.steps.entries()) {
    if (verb !== 'look') continue;
    try {
      answers.set(index, responseEntry(call, await seen.answer(callOfEntry(call, entry))));
    } catch (error) {
      const problem = problemAtEntry(error, entry.path);
      if (!isWritten) throw problem;
      answers.set(index, refusalEntry(call, problem));
    }
  }
  return answers;
}

function addressOf({ key }: { readonly key?: { readonly type: string; readonly id: string } }): string {
  return key === undefined ? 'none' : `${key.type}/${key.id}`;
}
