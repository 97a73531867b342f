import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CommitEntry, StoredVersion } from '../../journal/record-store.js';
import { parseResource } from '../../record/parse.js';
import type { Answer } from '../answer.js';
import type { Call } from '../call.js';
import { apiLimits } from '../limits.js';
import { committed } from '../verbs/create.js';
import { expectedVersion } from '../verbs/if-match.js';
import { saved } from '../verbs/saved.js';
import { parseUpdate } from '../verbs/update.js';
import { type Dispatch, processingOrder } from './batch.js';
import { callOfEntry } from './call-of-entry.js';
import { problemAtEntry, type RequestEntry } from './entry.js';
import { type Plan, planTransaction, type Step } from './plan.js';
import { resolveReferences } from './references.js';
import { refusalEntry, responseEntry } from './response.js';
import { bundleText, type EntryText } from './text.js';

/** A step that will be written, ready for the store. */
interface Prepared {
  readonly entry: CommitEntry;
  readonly isNew: boolean;
}

/**
 * FHIR R4 §3.1.0.11.2 transaction: all or nothing, by one command to the store. The order of entries has no meaning;
 * looks come after the writes.
 * @throws Problem with the path of the entry that stopped it; nothing was written then
 */
export async function answerTransaction(
  call: Call,
  entries: readonly RequestEntry[],
  dispatch: Dispatch,
): Promise<Answer> {
  const plan = planTransaction(call, entries);
  const prepared = await prepare(call, plan);
  const order = processingOrder(entries).filter((index) => prepared[index] !== undefined);
  const commits = order.flatMap((index) => prepared[index]?.entry ?? []);
  const written = commits.length === 0 ? [] : await call.records.commit(commits);
  const versions = new Map(order.map((index, place) => [index, written[place]]));
  const own = { ...call, preferences: { ...call.preferences, return: call.preferences.return ?? 'minimal' } } as const;
  const responses: EntryText[] = [];
  for (const [index, step] of plan.steps.entries()) {
    responses.push(
      step.verb === 'look'
        ? await answerLook(own, step, dispatch)
        : responseEntry(own, answerOfStep(own, step, prepared[index], versions.get(index))),
    );
  }
  return { status: 200, asked: true, body: bundleText({ type: 'transaction-response' }, responses) };
}

/** What each step will write; `undefined` for looks, and for deletions of what is not there. */
async function prepare(call: Call, plan: Plan): Promise<readonly (Prepared | undefined)[]> {
  const prepared: (Prepared | undefined)[] = [];
  for (const [index, step] of plan.steps.entries()) {
    if (index % apiLimits.entriesPerTurnMax === 0) await nextTurn();
    try {
      prepared.push(step.verb === 'look' ? undefined : await prepareStep(call, plan, step));
    } catch (error) {
      throw problemAtEntry(error, step.entry.path);
    }
  }
  return prepared;
}

async function prepareStep(
  call: Call,
  plan: Plan,
  { verb, entry, key }: Exclude<Step, { verb: 'look' }>,
): Promise<Prepared | undefined> {
  if (verb === 'create') {
    const text = resolveReferences(entry.resource, plan.addresses);
    const resource = parseResource(text, { type: key.type, newId: () => key.id, nowMilliseconds: call.now() });
    return { isNew: true, entry: { verb, resource } };
  }
  const current = await call.records.current(key, verb);
  const ifMatch = expectedVersion(entry.ifMatch, current);
  const condition = ifMatch === undefined ? {} : { ifMatch };
  if (verb === 'delete') {
    return current === undefined || current.deleted ? undefined : { isNew: false, entry: { verb, key, ...condition } };
  }
  const isNew = current === undefined || current.deleted;
  if (isNew) call.records.require(key.type, 'create');
  const resource = parseUpdate(resolveReferences(entry.resource, plan.addresses), key, call.now());
  return { isNew, entry: { verb, resource, ...condition } };
}

function answerOfStep(
  call: Call,
  step: Step,
  prepared: Prepared | undefined,
  version: StoredVersion | undefined,
): Answer {
  if (prepared === undefined) return { status: 204 };
  if (step.verb === 'delete') return { status: 204, ...(version === undefined ? {} : { version }) };
  return saved(call, prepared.isNew ? 201 : 200, committed(version));
}

async function answerLook(call: Call, step: Step, dispatch: Dispatch): Promise<EntryText> {
  try {
    return responseEntry(call, await dispatch(callOfEntry(call, step.entry)));
  } catch (error) {
    // The writes are on disk: a look that finds nothing is told in its own entry and undoes nothing.
    return refusalEntry(call, problemAtEntry(error, step.entry.path));
  }
}
