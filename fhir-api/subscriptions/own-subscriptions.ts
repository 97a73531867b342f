import type { ResourceKey } from '../../journal/record-store.js';
import type { KeptSubscription } from '../../journal/subscriptions/subscription-store.js';
import { parseResourceId, parseResourceType, type ResourceId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { parseResource } from '../../record/parse.js';
import type { ParsedResource } from '../../record/resource.js';
import type { Actor } from '../actor.js';
import { type Answer, resourceText } from '../answer.js';
import type { Call } from '../call.js';
import { preconditionOf } from '../conditions/entity-tags.js';
import type { Interaction } from '../interaction.js';
import { apiLimits } from '../limits.js';
import { removed } from '../verbs/delete.js';
import { expectedOf } from '../verbs/parsing-ground.js';
import { saved } from '../verbs/saved.js';
import { parseUpdate } from '../verbs/update.js';
import type { CallerSubscriptions, SubscriptionParts } from './caller-subscriptions.js';
import { ownerOf } from './known-owner.js';
import { searchOwn } from './search-own.js';
import { keptText, shownSubscription } from './subscription-form.js';
import { planOf } from './subscription-plan.js';

const type = parseResourceType('Subscription');

/** Whether an interaction is about Subscriptions. */
export function isOfSubscriptions(interaction: Interaction): boolean {
  if ('patient' in interaction) return false;
  if ('key' in interaction && interaction.key !== undefined) return interaction.key.type === 'Subscription';
  return 'type' in interaction && interaction.type === 'Subscription';
}

/** Answers what is asked of Subscriptions. @throws Problem as {@link OwnSubscriptions} */
export function answerSubscription(call: Call, interaction: Interaction): Promise<Answer> {
  return new OwnSubscriptions(call.subscriptions).answer(call, interaction);
}

/**
 * The Subscriptions of one who asks (FHIR R4 §2.46). Each belongs to its author, for its headers are secrets; to anybody else
 * it is not there (rule F112).
 */
class OwnSubscriptions {
  readonly #parts: SubscriptionParts;
  readonly #actor: Actor;

  constructor({ parts, actor }: CallerSubscriptions) {
    this.#parts = parts;
    this.#actor = actor;
  }

  /** @throws Problem `forbidden`, `not-found`, `version-conflict`, `method-unsupported`; `resource-invalid` with the element */
  async answer(call: Call, interaction: Interaction): Promise<Answer> {
    switch (interaction.kind) {
      case 'create':
        return this.#create(call);
      case 'update':
        return this.#update(call, interaction.key);
      case 'delete':
        return this.#remove(call, interaction.key.id);
      case 'read':
        call.records.require(type, 'read');
        return shown(call, await this.#own(interaction.key.id));
      case 'vread':
        call.records.require(type, 'history');
        return this.#readVersion(call, interaction.key.id);
      case 'search':
        call.records.require(type, 'search');
        return searchOwn(call, await this.#parts.store.of(this.#actor.author));
      default:
        throw new Problem('method-unsupported', 'of a Subscription');
    }
  }

  async #create(call: Call): Promise<Answer> {
    call.records.require(type, 'create');
    if (call.ifNoneExist !== undefined) throw new Problem('method-unsupported', 'a condition on Subscription');
    const id = parseResourceId(call.newId());
    const resource = parseResource(limited(call.body), { type, newId: () => id, ...expectedOf(call) });
    const status = statusAsked(resource, undefined);
    const body = this.#checked(call, resource);
    const { author } = this.#actor;
    const wanted = { id, author, owner: ownerOf(this.#actor), base: call.base, body } as const;
    const kept = await this.#parts.store.add({ ...wanted, status });
    this.#parts.onChanged(id);
    return saved(call, 201, shownSubscription(kept, call.language));
  }

  async #update(call: Call, key: ResourceKey): Promise<Answer> {
    call.records.require(type, 'update');
    if (call.parameters.size > 0) throw new Problem('method-unsupported', 'a condition on Subscription');
    for (let attempt = 1; ; attempt += 1) {
      const kept = await this.#own(key.id);
      preconditionOf(call, shownSubscription(kept, call.language));
      const resource = parseUpdate(limited(call.body), key, call);
      const status = statusAsked(resource, kept);
      const body = this.#checked(call, resource);
      const fromNow = kept.progress.status === 'off';
      try {
        const written = await this.#parts.store.rewrite(kept, { base: call.base, body, status, fromNow });
        this.#parts.onChanged(key.id);
        return saved(call, 200, shownSubscription(written, call.language));
      } catch (error) {
        // The server itself said something of it in between; only who named a version is told.
        const isRaced = error instanceof Problem && error.code === 'version-conflict' && call.ifMatch === undefined;
        if (!isRaced || attempt >= apiLimits.conditionAttemptsMax) throw error;
      }
    }
  }

  async #remove(call: Call, id: ResourceId): Promise<Answer> {
    call.records.require(type, 'delete');
    const kept = await this.#parts.store.find(id);
    if (kept?.author !== this.#actor.author) return removed(call, {});
    preconditionOf(call, shownSubscription(kept, call.language));
    await this.#parts.store.remove(kept);
    this.#parts.onChanged(id);
    return removed(call, {});
  }

  /** Only the version that is current is there. */
  async #readVersion(call: Call, id: ResourceId): Promise<Answer> {
    const kept = await this.#own(id);
    if (call.path[3] !== String(kept.version)) throw new Problem('not-found');
    return shown(call, kept);
  }

  /** @throws Problem `not-found` also for another's */
  async #own(id: string): Promise<KeptSubscription> {
    const kept = await this.#parts.store.find(id);
    if (kept?.author !== this.#actor.author) throw new Problem('not-found');
    return kept;
  }

  /**
   * What is to be kept, once it is known that it can be served and that its author may see what it asks for.
   * @throws Problem `resource-invalid`, `forbidden`
   */
  #checked(call: Call, { value, body }: ParsedResource): string {
    const plan = planOf(value, call.base, this.#parts.allows);
    if (plan.endMilliseconds !== undefined && plan.endMilliseconds <= call.now()) {
      throw invalid('Subscription.end', 'must be in the future');
    }
    call.records.require(plan.type, 'read');
    call.records.require(plan.type, 'search');
    return keptText(body);
  }
}

function shown(call: Call, kept: KeptSubscription): Answer {
  const version = shownSubscription(kept, call.language);
  return { status: 200, asked: true, version, body: resourceText(version) };
}

/**
 * FHIR R4 value set subscription-status: a client asks for it, or turns it off. Who sends back what they read asks for it to
 * go on.
 * @throws Problem `resource-invalid`
 */
function statusAsked({ value }: ParsedResource, kept: KeptSubscription | undefined): 'requested' | 'off' {
  const status = value['status'];
  if (status === 'off' || status === 'requested') return status;
  if (kept !== undefined && status === kept.progress.status) return 'requested';
  throw invalid('Subscription.status', 'must be requested, or off: the server says whether it is active or in error');
}

function invalid(path: string, text: string): Problem {
  return new Problem('resource-invalid', `${path} ${text}`, [{ path, text }]);
}

/** @throws Problem `too-large` */
function limited(text: string): string {
  const { subscriptionBytesMax } = apiLimits;
  if (Buffer.byteLength(text) > subscriptionBytesMax)
    throw new Problem('too-large', `more than ${subscriptionBytesMax}`);
  return text;
}
