import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { ForcedLink, HoldChange, Holds, TakenOrderStore } from '../../journal/orders/taken-order-store.js';
import type { LinkName } from '../../protocol/ids.js';
import { orderLimits } from '../../protocol/orders/order-kinds.js';
import { Problem } from '../../protocol/problem.js';

export interface HoldKeeperOptions {
  readonly taken: TakenOrderStore;
  readonly links: readonly LinkName[];
  /** Lets a link carry everything that it may; `undefined`: the program chooses again. */
  readonly force: (link: LinkName | undefined) => void;
  readonly now: () => number;
  readonly timers?: Timers;
  /** Something is held, or is held no more. */
  readonly onChanged: () => void;
  readonly onError: (error: unknown) => void;
}

/** What is held by a person's word (rules L47, L48): kept in the journal, and in force here. */
export class HoldKeeper {
  readonly #options: HoldKeeperOptions;
  readonly #timers: Timers;
  #holds: Holds | undefined;
  #forgetEnd: (() => void) | undefined;

  constructor(options: HoldKeeperOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
  }

  async start(): Promise<void> {
    const { taken, links, onChanged } = this.#options;
    const kept = await taken.holds();
    // A box that was set up anew may have other links.
    const { force, ...others } = kept;
    this.#holds = force !== undefined && links.includes(force.link) ? kept : others;
    this.#apply(this.#holds.force);
    onChanged();
  }

  stop(): void {
    this.#forgetEnd?.();
  }

  get holds(): Holds {
    return this.#holds ?? {};
  }

  /** The same, `undefined` until it is known. */
  get known(): Holds | undefined {
    return this.#holds;
  }

  /** Whether bulk is held back; it is until it is known. */
  get isBulkHeld(): boolean {
    return this.#holds === undefined || this.#holds.bulk !== undefined;
  }

  /** What the journal has just been told. */
  note(change: HoldChange): void {
    const { force, bulk } = this.holds;
    const next = change.kind === 'force' ? { force: change.force, bulk } : { force, bulk: change.bulk };
    this.#holds = { ...(next.force && { force: next.force }), ...(next.bulk && { bulk: next.bulk }) };
    if (change.kind === 'force') this.#apply(change.force);
    this.#options.onChanged();
  }

  /** A person at the box chooses a link. @throws Problem `not-found` */
  async force(name: string): Promise<ForcedLink> {
    const { taken, links, now } = this.#options;
    const link = links.find((known) => known === name);
    if (link === undefined) throw new Problem('not-found', `link ${name}`);
    const since = now();
    const force = {
      ...{ link, by: '', atBox: true, sinceMilliseconds: since },
      untilMilliseconds: since + orderLimits.forceMillisecondsMax,
    };
    await taken.change({ kind: 'force', force }, 'carnet:box', since);
    this.note({ kind: 'force', force });
    return force;
  }

  /** The program chooses again. @returns the link that was forced */
  async release(author: 'carnet:box' | 'carnet:agent' = 'carnet:box'): Promise<LinkName | undefined> {
    const { taken, now } = this.#options;
    const before = this.holds.force?.link;
    await taken.change({ kind: 'force' }, author, now());
    this.note({ kind: 'force' });
    return before;
  }

  #apply(force: ForcedLink | undefined): void {
    this.#forgetEnd?.();
    this.#options.force(force?.link);
    if (force === undefined) return;
    // A clock that was set meanwhile makes it no longer than it may be.
    const left = Math.min(orderLimits.forceMillisecondsMax, Math.max(0, force.untilMilliseconds - this.#options.now()));
    this.#forgetEnd = this.#timers.after(left, () => this.release('carnet:agent').catch(this.#options.onError));
  }
}
