import { performance } from 'node:perf_hooks';
import type {
  KeptSubscription,
  SubscriptionProgress,
  SubscriptionStore,
  VersionsStep,
} from '../../journal/subscriptions/subscription-store.js';
import { Problem } from '../../protocol/problem.js';
import { mayTryAgain } from '../../protocol/problems.js';
import type { FhirObject } from '../../record/resource.js';
import type { Rights } from '../access/rights.js';
import type { Actor } from '../actor.js';
import { apiLimits } from '../limits.js';
import type { HookFailure } from './hook-failure.js';
import type { HookMessage, HookOutcome } from './hook-request.js';
import { afterEnd, afterFailure, afterLook, afterTaken, dueOf } from './next-progress.js';
import { planOf, type SubscriptionPlan } from './subscription-plan.js';

export interface HookTaskOptions {
  readonly store: SubscriptionStore;
  /** Who a subscription acts for, with the rights that they have now. */
  readonly actorOf: (kept: KeptSubscription) => Promise<Actor | undefined>;
  readonly rightsOf: (actor: Actor) => Pick<Rights, 'mayLook' | 'maySee' | 'noteFirst'>;
  readonly send: (message: HookMessage, ended: AbortSignal) => Promise<HookOutcome>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Hears of each attempt. */
  readonly onOutcome: (outcome: 'taken' | HookFailure) => void;
  readonly onError: (error: unknown) => void;
}

/** What a step came to: what follows it after a rest, a commit or some time; or that nothing does. */
type Next = 'rest' | 'idle' | 'ended' | { readonly afterMilliseconds: number };

const atOnce = { afterMilliseconds: 0 } as const;

interface ReadPlan extends SubscriptionPlan {
  readonly generation: number;
}

/**
 * Serves one subscription, one message at a time and in order, apart from all others: a receiver that does not answer holds up
 * nobody else. All that has to survive stands in the store; what is here only saves looking twice.
 */
export class HookTask {
  readonly #id: string;
  readonly #options: HookTaskOptions;
  #running: Promise<void> | undefined;
  #stopped = false;
  #woken = false;
  /** Its author has written it, since the last look at it. */
  #renewed = false;
  #rest: (() => void) | undefined;
  #attempt = new AbortController();
  #plan: ReadPlan | undefined;
  /** How far it was looked beyond what is kept, for this generation. */
  #looked: { readonly generation: number; readonly cursor: number } | undefined;

  constructor(id: string, options: HookTaskOptions) {
    this.#id = id;
    this.#options = options;
  }

  /** Whether its author wrote it since the last look at it. */
  get isRenewed(): boolean {
    return this.#renewed;
  }

  /** Resolves when there is nothing more to do for it. */
  start(): Promise<void> {
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Something was committed. */
  wake(): void {
    this.#woken = true;
    this.#rest?.();
  }

  /** Its author wrote it, or removed it: an attempt under way is of no more use. */
  renew(): void {
    this.#renewed = true;
    this.#attempt.abort();
    this.#rest?.();
  }

  /** An attempt under way is broken off; the next run of the program makes it again. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#attempt.abort();
    this.#rest?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const start = performance.now();
      this.#renewed = false;
      this.#woken = false;
      this.#attempt = new AbortController();
      const next = await this.#step();
      if (next === 'ended' && !this.#renewed) return;
      if (this.#stopped || this.#renewed) continue;
      if (next === 'idle' && !this.#woken) await this.#pause(apiLimits.hookIdleMilliseconds, true);
      // Others have half of the time to themselves while much is looked through.
      else if (next === 'rest') await this.#pause(Math.max(1, performance.now() - start), false);
      else if (typeof next === 'object') await this.#pause(next.afterMilliseconds, false);
    }
  }

  async #step(): Promise<Next> {
    try {
      const kept = await this.#options.store.find(this.#id);
      return kept === undefined ? 'ended' : await this.#serve(kept);
    } catch (error) {
      this.#options.onError(error);
      return { afterMilliseconds: apiLimits.hookDefectMilliseconds };
    }
  }

  async #serve(kept: KeptSubscription): Promise<Next> {
    const { now, actorOf, rightsOf } = this.#options;
    const plan = this.#planOf(kept);
    if (plan === undefined) return this.#keep(kept, afterEnd(kept.progress, 'unreadable'));
    const actor = await actorOf(kept);
    const rights = actor && rightsOf(actor);
    const hasRights = rights?.mayLook(plan.type) === true;
    const due = dueOf(kept.progress, { endMilliseconds: plan.endMilliseconds, hasRights }, now());
    switch (due.kind) {
      case 'nothing':
        return 'ended';
      case 'turn-off':
        return this.#keep(kept, afterEnd(kept.progress, due.error));
      case 'wait':
        return { afterMilliseconds: due.milliseconds };
      case 'greet':
        return this.#attemptOne(kept, plan, { notification: `${kept.id}.greeting`, isGreeting: true });
      case 'deliver':
        return rights === undefined ? 'ended' : this.#look(kept, plan, rights);
    }
  }

  async #look(kept: KeptSubscription, plan: ReadPlan, rights: Pick<Rights, 'maySee' | 'noteFirst'>): Promise<Next> {
    const { cursor } = kept.progress;
    const after = this.#looked?.generation === kept.generation ? Math.max(cursor, this.#looked.cursor) : cursor;
    const step = await this.#options.store.next({ after, type: plan.type, clauses: plan.clauses });
    const { found } = step;
    if (found === undefined || !(await rights.maySee(found))) return this.#pass(kept, step);
    const key = `${found.type}/${found.id}`;
    await rights.noteFirst('notify', key);
    const message = { notification: `${kept.id}.${found.token}`, isGreeting: false } as const;
    const content = plan.hasPayload ? { content: { key, text: found.text } } : {};
    return this.#attemptOne(kept, plan, { ...message, ...content }, step.cursor);
  }

  /** Nothing was for it: that is kept now and then, for a look costs less than a commit. */
  async #pass(kept: KeptSubscription, { cursor, atHead }: VersionsStep): Promise<Next> {
    this.#looked = { generation: kept.generation, cursor };
    const { failures, cursor: before } = kept.progress;
    if (failures > 0 || cursor - before > apiLimits.hookUnkeptVersionsMax) {
      await this.#keep(kept, afterLook(kept.progress, cursor));
    }
    return atHead ? 'idle' : 'rest';
  }

  /** @param cursor behind what is delivered; absent for a greeting */
  async #attemptOne(
    kept: KeptSubscription,
    { endpoint, headers }: ReadPlan,
    message: Omit<HookMessage, 'endpoint' | 'headers'>,
    cursor?: number,
  ): Promise<Next> {
    const { send, now, random, onOutcome } = this.#options;
    const outcome = await send({ endpoint, headers, ...message }, this.#attempt.signal);
    if (this.#attempt.signal.aborted) return atOnce;
    onOutcome(outcome.taken ? 'taken' : outcome.reason);
    const { progress } = kept;
    if (outcome.taken) return this.#keep(kept, afterTaken(progress, cursor));
    // So that what failed is the first that is looked at again.
    const failed = cursor === undefined ? progress : { ...progress, cursor: cursor - 1 };
    return this.#keep(kept, afterFailure(failed, outcome.reason, now(), random()));
  }

  async #keep(kept: KeptSubscription, progress: SubscriptionProgress): Promise<Next> {
    await this.#options.store.advance(kept, progress);
    return progress.status === 'off' ? 'ended' : atOnce;
  }

  /** `undefined` for what another version of the program took. */
  #planOf({ generation, body, base }: KeptSubscription): ReadPlan | undefined {
    if (this.#plan?.generation === generation) return this.#plan;
    try {
      // Whether its address is one that may be is asked with each attempt.
      this.#plan = { generation, ...planOf(JSON.parse(body) as FhirObject, base, () => true) };
    } catch (error) {
      if (!(error instanceof Problem) || mayTryAgain(error.code)) throw error;
      this.#plan = undefined;
    }
    return this.#plan;
  }

  /** @param isWakeable whether a commit ends it */
  #pause(milliseconds: number, isWakeable: boolean): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#rest = undefined;
        resolve();
      };
      const timer = setTimeout(end, milliseconds).unref();
      this.#rest = () => {
        if (isWakeable || this.#stopped || this.#renewed) end();
      };
    });
  }
}
