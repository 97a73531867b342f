import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CommitCondition, ResourceKey } from '../../journal/record-store.js';
import { parseResourceId, type ResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import type { Call } from '../call.js';
import { ConditionCount } from '../conditions/condition-count.js';
import { criteriaKey, parametersOfHeader, readCriteria } from '../conditions/criteria.js';
import { decide } from '../conditions/decide.js';
import { type Interaction, interactionOf } from '../interaction.js';
import { apiLimits } from '../limits.js';
import { methodsOf } from '../operations/definitions.js';
import { idForNew } from '../verbs/update.js';
import { refuseNested } from './batch.js';
import { callOfEntry } from './call-of-entry.js';
import { problemAtEntry, type RequestEntry } from './entry.js';

/** What one entry of a transaction will do. Nothing has been written yet. */
export type Step =
  | {
      readonly verb: 'create' | 'update' | 'patch' | 'delete';
      readonly entry: RequestEntry;
      readonly key: ResourceKey;
      /** An update that found nothing by its criteria, or by them. */
      readonly found?: boolean;
    }
  /** A conditional create that makes nothing: the resource is here, or another entry makes it. */
  | { readonly verb: 'keep'; readonly entry: RequestEntry; readonly key: ResourceKey }
  /** A conditional delete that found nothing. */
  | { readonly verb: 'nothing'; readonly entry: RequestEntry }
  | { readonly verb: 'look'; readonly entry: RequestEntry; readonly key?: ResourceKey };

export interface Plan {
  readonly steps: readonly Step[];
  /** `Type/id` by the `fullUrl` of the entry that it will be written from. */
  readonly addresses: ReadonlyMap<string, string>;
  /** What the criteria of entries found. */
  readonly conditions: readonly CommitCondition[];
  /** How many there are, for what comes on top. */
  readonly count: ConditionCount;
}

/**
 * Decides what a transaction will do before any of it is done: every entry's interaction, what its criteria mean, the ids
 * of what is new, and that no resource is written twice (FHIR R4 §3.1.0.11.2).
 * @throws Problem with the entry's path
 */
export async function planTransaction(call: Call, entries: readonly RequestEntry[]): Promise<Plan> {
  const planner = new Planner(call);
  const steps: Step[] = [];
  for (const [index, entry] of entries.entries()) {
    if (index % apiLimits.entriesPerTurnMax === 0) await nextTurn();
    try {
      steps.push(await planner.stepOf(entry));
    } catch (error) {
      throw problemAtEntry(error, entry.path);
    }
  }
  const { addresses, conditions, count } = planner;
  return { steps, addresses, conditions, count };
}

class Planner {
  readonly addresses = new Map<string, string>();
  readonly conditions: CommitCondition[] = [];
  readonly count = new ConditionCount();
  readonly #call: Call;
  readonly #fullUrls = new Set<string>();
  /** The verb by `Type/id`. */
  readonly #targets = new Map<string, Step['verb']>();
  /** Conditional creates by their criteria: two that are equal make one (rule F42). */
  readonly #creates = new Map<string, ResourceKey>();

  constructor(call: Call) {
    this.#call = call;
  }

  async stepOf(entry: RequestEntry): Promise<Step> {
    refuseNested(entry);
    if (entry.fullUrl !== undefined) {
      if (this.#fullUrls.has(entry.fullUrl)) throw new Problem('resource-structure', 'fullUrl is used twice (bdl-7)');
      this.#fullUrls.add(entry.fullUrl);
    }
    const step = await this.#decide(entry);
    if (step.verb === 'look' || step.verb === 'nothing') return step;
    const address = `${step.key.type}/${step.key.id}`;
    const other = this.#targets.get(address);
    const isTwice = other !== undefined && !(step.verb === 'keep' && (other === 'keep' || other === 'create'));
    if (isTwice) throw new Problem('resource-structure', 'the same resource is written twice');
    if (other === undefined) this.#targets.set(address, step.verb);
    if (entry.fullUrl !== undefined && step.verb !== 'delete') this.addresses.set(entry.fullUrl, address);
    return step;
  }

  async #decide(entry: RequestEntry): Promise<Step> {
    const call = callOfEntry(this.#call, entry);
    const interaction = interactionOf(call.method, call.path);
    switch (interaction.kind) {
      case 'create':
        requirePlain(call);
        call.records.require(interaction.type, 'create');
        return this.#create(call, entry, interaction.type);
      case 'update':
      case 'patch':
      case 'delete': {
        requirePlain(call);
        const { kind, key } = interaction;
        call.records.require(key.type, kind === 'patch' ? 'update' : kind);
        return { verb: kind, entry, key };
      }
      case 'update-where':
      case 'patch-where':
      case 'delete-where':
        return this.#where(call, entry, interaction.kind, interaction.type);
      default:
        return lookOf(call, entry, interaction);
    }
  }

  async #create(call: Call, entry: RequestEntry, type: ResourceType): Promise<Step> {
    const key = { type, id: parseResourceId(call.newId()) };
    if (call.ifNoneExist === undefined) return { verb: 'create', entry, key };
    const parameters = parametersOfHeader(type, call.ifNoneExist, call.base);
    const query = readCriteria(type, parameters, call.base, call.profiles);
    const criteria = criteriaKey(type, parameters);
    const known = this.#creates.get(criteria);
    if (known !== undefined) return { verb: 'keep', entry, key: known };
    this.count.add(query);
    const { id, condition } = await decide(call, query);
    this.conditions.push(condition);
    const target = id === undefined ? key : { type, id };
    this.#creates.set(criteria, target);
    return { verb: id === undefined ? 'create' : 'keep', entry, key: target };
  }

  async #where(
    call: Call,
    entry: RequestEntry,
    kind: 'update-where' | 'patch-where' | 'delete-where',
    type: ResourceType,
  ): Promise<Step> {
    call.records.require(type, kind === 'delete-where' ? 'delete' : 'update');
    const query = readCriteria(type, call.parameters, call.base, call.profiles);
    this.count.add(query);
    const { id, condition } = await decide(call, query);
    this.conditions.push(condition);
    if (kind === 'update-where') {
      return { verb: 'update', entry, key: { type, id: id ?? idForNew(call) }, found: id !== undefined };
    }
    if (id !== undefined) return { verb: kind === 'patch-where' ? 'patch' : 'delete', entry, key: { type, id } };
    if (kind === 'patch-where') throw new Problem('not-found');
    return { verb: 'nothing', entry };
  }
}

function lookOf(call: Call, entry: RequestEntry, interaction: Interaction): Step {
  switch (interaction.kind) {
    case 'search':
      if (interaction.type !== undefined) call.records.require(interaction.type, 'search');
      return { verb: 'look', entry };
    case 'read':
      call.records.require(interaction.key.type, 'read');
      return { verb: 'look', entry, key: interaction.key };
    case 'vread':
      call.records.require(interaction.key.type, 'history');
      return { verb: 'look', entry };
    case 'history':
      if (interaction.type !== undefined) call.records.require(interaction.type, 'history');
      return { verb: 'look', entry };
    case 'operation':
      // It would be on disk whatever becomes of the others.
      if (!methodsOf(interaction.name).includes('GET')) {
        throw new Problem('method-unsupported', `$${interaction.name} within a transaction`);
      }
      return { verb: 'look', entry };
    default:
      return { verb: 'look', entry };
  }
}

/** A write with a query is a conditional one only where the address has no id; else its query would be ignored. */
function requirePlain({ parameters }: Call): void {
  if (parameters.size > 0) throw new Problem('method-unsupported', 'criteria beside an id, or with POST');
}
