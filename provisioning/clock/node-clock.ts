import type { Timers } from '../../config/running/timers.js';
import {
  type ClockState,
  floorAt,
  type KnownMoment,
  type ReachedTime,
  reachedAtStart,
  reachedByHub,
  reckonTime,
} from '../../protocol/clock-floor.js';
import { limits } from '../../protocol/limits.js';
import type { FloorStore } from './clock-file.js';

export interface NodeClockOptions {
  /** The box's own clock, milliseconds since 1970; it may say anything. */
  readonly wall: () => number;
  readonly timers: Pick<Timers, 'every' | 'elapsedMilliseconds'>;
  readonly store: FloorStore;
  readonly onError: (error: unknown) => void;
}

/** The hub's word moved the time by more than a clock may be off. */
export interface Healing {
  readonly byMilliseconds: number;
  /** When this run began, by the time before. */
  readonly sinceMilliseconds: number;
}

/** How much of a floor a power cut may lose; a write with fsync each time. */
const keepMilliseconds = 10 * 60_000;

/**
 * The one clock of a running node: every decision about time is made by `now`. It never says less than what has surely
 * been reached (rule T20), and follows the hub as soon as that has spoken (rule T21).
 */
export class NodeClock {
  readonly #options: NodeClockOptions;
  readonly #healed = new Set<(healing: Healing) => void>();
  #reached: ReachedTime;
  #kept: number | undefined;
  readonly #startedMilliseconds: number;
  #endKeeping: (() => void) | undefined;

  constructor(options: NodeClockOptions) {
    this.#options = options;
    this.#kept = options.store.read();
    this.#reached = reachedAtStart(this.#kept, options.timers.elapsedMilliseconds());
    this.#startedMilliseconds = this.now();
  }

  start(): void {
    this.#endKeeping = this.#options.timers.every(keepMilliseconds, () => this.#keep());
  }

  stop(): void {
    this.#endKeeping?.();
    this.#keep();
  }

  /** What the box's own clock says; for who tells of it, never for who decides by it. */
  readonly wall = (): number => this.#options.wall();

  /** Milliseconds since 1970, as well as they are known. */
  readonly now = (): number => this.#reckoned().milliseconds;

  get state(): ClockState {
    return this.#reckoned().state;
  }

  /** Whether the hub has said its time in this run. */
  get isConfirmed(): boolean {
    return this.#reached.isHubs;
  }

  /** The earliest that it can be; what had ended before it has surely ended. */
  get floorMilliseconds(): number {
    return floorAt(this.#reached, this.#options.timers.elapsedMilliseconds());
  }

  /** What is known of time, for who judges certificates by it. */
  readonly moment = (): KnownMoment => ({ floorMilliseconds: this.floorMilliseconds, state: this.state });

  /** Called when the hub's word has moved the time far. */
  onHealed(listener: (healing: Healing) => void): void {
    this.#healed.add(listener);
  }

  /** The hub has said its time, in a message that it signed. */
  follow(hubMilliseconds: number): void {
    const before = this.now();
    this.#reached = reachedByHub(hubMilliseconds, this.#options.timers.elapsedMilliseconds());
    const byMilliseconds = this.now() - before;
    if (Math.abs(byMilliseconds) > limits.clockAheadMillisecondsMax) {
      for (const listener of this.#healed) listener({ byMilliseconds, sinceMilliseconds: this.#startedMilliseconds });
    }
    // Written at once only where a restart would else begin with a wrong floor: each welcome must not cost an fsync.
    if (Math.abs(this.floorMilliseconds - (this.#kept ?? 0)) > keepMilliseconds) this.#keep();
  }

  #reckoned() {
    const { wall, timers } = this.#options;
    return reckonTime(wall(), this.#reached, timers.elapsedMilliseconds());
  }

  #keep(): void {
    const floor = this.floorMilliseconds;
    try {
      this.#options.store.keep(floor);
      this.#kept = floor;
    } catch (error) {
      // A floor that is a little older is still one; a full disk is told by whoever needs the space.
      this.#options.onError(error);
    }
  }
}
