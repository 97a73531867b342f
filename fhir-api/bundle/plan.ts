import type { ResourceKey } from '../../journal/record-store.js';
import { parseResourceId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import type { Call } from '../call.js';
import { interactionOf } from '../interaction.js';
import { refuseConditionalCreate } from '../verbs/create.js';
import { refuseNested } from './batch.js';
import { callOfEntry } from './call-of-entry.js';
import { problemAtEntry, type RequestEntry } from './entry.js';

/** What one entry of a transaction will do; nothing has been read or written yet. */
export type Step =
  | { readonly verb: 'create' | 'update' | 'delete'; readonly entry: RequestEntry; readonly key: ResourceKey }
  | { readonly verb: 'look'; readonly entry: RequestEntry };

export interface Plan {
  readonly steps: readonly Step[];
  /** `Type/id` by the `fullUrl` of the entry that it will be written from. */
  readonly addresses: ReadonlyMap<string, string>;
}

/**
 * Decides what a transaction will do before any of it is done: every entry's interaction, the ids of what is new, and
 * that no resource is written twice (FHIR R4 §3.1.0.11.2).
 * @throws Problem with the entry's path
 */
export function planTransaction(call: Call, entries: readonly RequestEntry[]): Plan {
  const addresses = new Map<string, string>();
  const targets = new Set<string>();
  const fullUrls = new Set<string>();
  const steps = entries.map((entry) => {
    try {
      const step = stepOf(call, entry);
      requireUnique(fullUrls, entry.fullUrl, 'fullUrl is used twice (bdl-7)');
      if (step.verb === 'look') return step;
      const address = `${step.key.type}/${step.key.id}`;
      requireUnique(targets, address, 'the same resource is written twice');
      if (entry.fullUrl !== undefined && step.verb !== 'delete') addresses.set(entry.fullUrl, address);
      return step;
    } catch (error) {
      throw problemAtEntry(error, entry.path);
    }
  });
  return { steps, addresses };
}

function stepOf(call: Call, entry: RequestEntry): Step {
  refuseNested(entry);
  const { method, path, parameters } = callOfEntry(call, entry);
  const interaction = interactionOf(method, path);
  switch (interaction.kind) {
    case 'create':
      refuseConditionalCreate(entry.ifNoneExist);
      refuseParameters(parameters);
      call.records.require(interaction.type, 'create');
      return { verb: 'create', entry, key: { type: interaction.type, id: parseResourceId(call.newId()) } };
    case 'update':
    case 'delete':
      refuseParameters(parameters);
      call.records.require(interaction.key.type, interaction.kind);
      return { verb: interaction.kind, entry, key: interaction.key };
    case 'search':
      call.records.require(interaction.type, 'search');
      return { verb: 'look', entry };
    case 'read':
      call.records.require(interaction.key.type, 'read');
      return { verb: 'look', entry };
    case 'vread':
    case 'history':
      call.records.require(path[0] ?? '', 'history');
      return { verb: 'look', entry };
    case 'capabilities':
    case 'bundle':
      return { verb: 'look', entry };
  }
}

/** A write with a query is a conditional one; ignoring the condition would write something else. */
function refuseParameters(parameters: URLSearchParams): void {
  if (parameters.size > 0) throw new Problem('method-unsupported', 'conditional create, update and delete');
}

function requireUnique(seen: Set<string>, text: string | undefined, complaint: string): void {
  if (text === undefined) return;
  if (seen.has(text)) throw new Problem('resource-structure', complaint);
  seen.add(text);
}
