import { OneAtATime } from '../../config/running/one-at-a-time.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { AvailabilityStore } from '../../journal/upkeep/availability-store.js';
import type { AvailabilityState, MonthAvailability } from '../../protocol/facts/availability.js';
import type { NodeClock } from '../../provisioning/clock/node-clock.js';
import { beginReckoning, type Look, type Reckoning, reckon } from './reckon-availability.js';

export interface AvailabilityKeeperOptions {
  readonly store: AvailabilityStore;
  /** Asks the site as a user does. */
  readonly probe: () => Promise<Exclude<AvailabilityState, 'off'>>;
  readonly clock: Pick<NodeClock, 'now' | 'state' | 'isConfirmed'>;
  readonly timers?: Timers;
  readonly onError: (error: unknown) => void;
}

/** So much a power cut may leave unknown; it counts as off. */
const lookMilliseconds = 60_000;

/** Keeps how long the site was there for its users (rules O7, O8): asks it every minute, and notes when nobody did. */
export class AvailabilityKeeper {
  readonly #options: AvailabilityKeeperOptions;
  readonly #timers: Timers;
  readonly #looks: OneAtATime;
  #reckoning: Reckoning | undefined;
  #state: Exclude<AvailabilityState, 'off'> = 'up';
  #months: readonly MonthAvailability[] = [];
  #endLooks: (() => void) | undefined;

  constructor(options: AvailabilityKeeperOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#looks = new OneAtATime(() => this.#look(), options.onError);
  }

  async start(): Promise<void> {
    const { store, clock } = this.#options;
    this.#reckoning = beginReckoning(await store.accountedUntil(), this.#timers.elapsedMilliseconds());
    this.#months = await store.months(clock.now());
    this.#endLooks = this.#timers.every(lookMilliseconds, () => void this.look());
    void this.look();
  }

  /** What passed since the last look is as that found it. */
  async stop(): Promise<void> {
    this.#endLooks?.();
    await this.#looks.settled();
    await this.#account(this.#state);
  }

  /** This month and the one before, as far as they were measured; the newest first. */
  get months(): readonly MonthAvailability[] {
    return this.#months;
  }

  look(): Promise<void> {
    return this.#looks.run();
  }

  async #look(): Promise<void> {
    this.#state = await this.#options.probe();
    await this.#account(this.#state);
  }

  /** Where it cannot be kept, no record can be either: users read, and wait to write. */
  async #account(state: Exclude<AvailabilityState, 'off'>): Promise<void> {
    const { store, clock } = this.#options;
    const before = this.#reckoning;
    if (before === undefined) return;
    const look: Look = {
      ...{ state, nowMilliseconds: clock.now(), steadyMilliseconds: this.#timers.elapsedMilliseconds() },
      ...{ isSure: clock.state === 'sure', isConfirmed: clock.isConfirmed },
    };
    const { next, shares } = reckon(before, look);
    try {
      if (next.accountedUntil !== undefined && look.isSure) await store.keep(shares, next.accountedUntil);
      this.#reckoning = next;
      this.#months = await store.months(look.nowMilliseconds);
    } catch (error) {
      const kept = state === 'down' ? state : 'degraded';
      this.#reckoning = reckon(before, { ...look, state: kept, isSure: false }).next;
      this.#options.onError(error);
    }
  }
}
