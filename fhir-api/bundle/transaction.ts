import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CommitEntry, StoredVersion } from '../../journal/record-store.js';
import { Problem } from '../../protocol/problem.js';
import { parseResource } from '../../record/parse.js';
import type { Answer } from '../answer.js';
import type { Call } from '../call.js';
import { untilDecided } from '../conditions/decide.js';
import { preconditionOf } from '../conditions/entity-tags.js';
import { apiLimits } from '../limits.js';
import { requireReasonToDelete } from '../verbs/change-of.js';
import { answerKept, committed } from '../verbs/create.js';
import { removed } from '../verbs/delete.js';
import { expectedOf } from '../verbs/parsing-ground.js';
import { preparePatch } from '../verbs/patch.js';
import { commitWithReason } from '../verbs/provenance.js';
import { saved } from '../verbs/saved.js';
import { parseFound, parseUpdate, prepareNew, prepareUpdate } from '../verbs/update.js';
import { type Dispatch, processingOrder } from './batch.js';
import { callOfEntry } from './call-of-entry.js';
import { conditionalReferencesOf, resolveConditional } from './conditional-references.js';
import { problemAtEntry, type RequestEntry } from './entry.js';
import { answerLooks, tryLooks } from './looks.js';
import { type Plan, planTransaction, type Step } from './plan.js';
import { resolveReferences } from './references.js';
import { responseEntry } from './response.js';
import { bundleText, type EntryText } from './text.js';

type Addresses = ReadonlyMap<string, string>;

/** A step that will be written, ready for the store. */
interface Prepared {
  readonly entry: CommitEntry;
  readonly isNew: boolean;
}

/**
 * FHIR R4 §3.1.0.11.2 transaction: all or nothing, by one command to the store, which finds again in the same SQL
 * transaction what the conditions were decided by (rule F41). The order of entries has no meaning; looks come after the
 * writes, and one that will fail is found before them.
 * @throws Problem with the path of the entry that stopped it; nothing was written then
 */
export async function answerTransaction(
  call: Call,
  entries: readonly RequestEntry[],
  dispatch: Dispatch,
): Promise<Answer> {
  const own = { ...call, preferences: { ...call.preferences, return: call.preferences.return ?? 'minimal' } } as const;
  const { plan, prepared, versions } = await untilDecided((attempt) => write(own, entries, dispatch, attempt > 1));
  const looks = await answerLooks(own, plan, dispatch, versions.size > 0);
  const responses: EntryText[] = [];
  for (const [index, step] of plan.steps.entries()) {
    const look = looks.get(index);
    responses.push(look ?? responseEntry(own, await answerOfStep(own, step, prepared[index], versions.get(index))));
  }
  return { status: 200, asked: true, body: bundleText({ type: 'transaction-response' }, responses) };
}

/** One attempt; nothing follows the commit in it that could begin it anew. */
async function write(call: Call, entries: readonly RequestEntry[], dispatch: Dispatch, isAgain: boolean) {
  const plan = await planTransaction(call, entries);
  const { prepared, conditions } = await prepareAll(call, plan, isAgain);
  const order = processingOrder(entries).filter((index) => prepared[index] !== undefined);
  const commits = order.flatMap((index) => prepared[index]?.entry ?? []);
  if (commits.length > 0) await tryLooks(call, plan, dispatch);
  const written = commits.length === 0 ? [] : await commitWithReason(call, commits, conditions);
  return { plan, prepared, versions: new Map(order.map((index, place) => [index, written[place]])) };
}

/** What each step will write: `undefined` for what writes nothing. */
async function prepareAll(call: Call, plan: Plan, isSure: boolean) {
  const references = new Set<string>();
  const first = await prepare(call, plan, (text, fullUrl) => {
    const resolved = resolveReferences(text, plan.addresses, fullUrl);
    for (const reference of conditionalReferencesOf(resolved)) references.add(reference);
    return resolved;
  });
  if (references.size === 0) return { prepared: first, conditions: plan.conditions };
  const writes = first.flatMap((step) => step?.entry ?? []);
  const { addresses, conditions } = await resolveConditional(
    call,
    [...references],
    async () => writes,
    plan.count,
    isSure,
  );
  const all: Addresses = new Map([...plan.addresses, ...addresses]);
  const prepared = await prepare(call, plan, (text, fullUrl) => resolveReferences(text, all, fullUrl));
  return { prepared, conditions: [...plan.conditions, ...conditions] };
}

async function prepare(
  call: Call,
  plan: Plan,
  resolve: (text: string, fullUrl: string | undefined) => string,
): Promise<readonly (Prepared | undefined)[]> {
  const prepared: (Prepared | undefined)[] = [];
  for (const [index, step] of plan.steps.entries()) {
    if (index % apiLimits.entriesPerTurnMax === 0) await nextTurn();
    try {
      prepared.push(await prepareStep(call, step, (text) => resolve(text, step.entry.fullUrl)));
    } catch (error) {
      throw problemAtEntry(error, step.entry.path);
    }
  }
  return prepared;
}

async function prepareStep(call: Call, step: Step, resolve: (text: string) => string): Promise<Prepared | undefined> {
  if (step.verb === 'look' || step.verb === 'nothing' || step.verb === 'keep') return undefined;
  const { entry, key, verb } = step;
  const own = callOfEntry(call, entry);
  switch (verb) {
    case 'create': {
      const text = resolve(entry.resource);
      const resource = parseResource(text, { type: key.type, newId: () => key.id, ...expectedOf(call) });
      return { isNew: true, entry: { verb, resource } };
    }
    case 'update':
      if (step.found === false) return prepareNew(own, key, resolve(entry.resource));
      return prepareUpdate(own, key, (text) =>
        (step.found === true ? parseFound : parseUpdate)(resolve(text), key, call),
      );
    case 'patch':
      return { isNew: false, entry: await preparePatch(own, key, resolve) };
    case 'delete': {
      const current = await call.records.current(key, verb);
      const precondition = preconditionOf(entry, current);
      if (current === undefined || current.deleted) return undefined;
      requireReasonToDelete(own, key);
      return { isNew: false, entry: { verb, key, ...precondition } };
    }
  }
}

async function answerOfStep(
  call: Call,
  step: Step,
  prepared: Prepared | undefined,
  version: StoredVersion | undefined,
): Promise<Answer> {
  switch (step.verb) {
    case 'look':
      throw new Problem('internal', 'a look is answered elsewhere');
    case 'keep':
      return (await answerKept(call, step.key)) ?? { status: 200 };
    case 'nothing':
      return removed(call, {});
    case 'delete':
      return removed(call, version === undefined ? {} : { version });
    default:
      return saved(call, prepared?.isNew === true ? 201 : 200, committed(version));
  }
}
