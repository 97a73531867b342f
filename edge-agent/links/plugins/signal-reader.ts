import { systemTimers, type Timers } from '../../../config/running/timers.js';
import type { LinkName } from '../../../protocol/ids.js';
import type { Signal } from '../../../protocol/links/link-signal.js';
import { judgeSignal } from '../decision/judge-signal.js';
import { devicePauseMilliseconds, type LinkProbePlugin } from './link-probe-plugin.js';

/** A link in trouble is asked out of turn, but not more often than this. */
const troubledPauseMilliseconds = 5_000;
/** A plug-in that takes longer has no signal; it is not asked again before it has come back. */
const readMillisecondsMax = 15_000;

export interface SignalReaderOptions {
  readonly plugins: ReadonlyMap<LinkName, LinkProbePlugin>;
  /** What a reading gave; `undefined`: nothing is known. */
  readonly onSignal: (link: LinkName, signal: Signal | undefined) => void;
  readonly timers?: Timers;
  readonly onError: (error: unknown) => void;
}

interface Reading {
  readonly plugin: LinkProbePlugin;
  latest: Signal | undefined;
  toldAt: number;
  readAt: number;
  isBusy: boolean;
  forgetNext: (() => void) | undefined;
}

/**
 * Reads the plug-ins beside everything else, one reading of each at a time, and keeps the latest one only. Whatever a
 * plug-in does, no record and no decision waits for it.
 */
export class SignalReader {
  readonly #options: SignalReaderOptions;
  readonly #timers: Timers;
  readonly #readings: ReadonlyMap<LinkName, Reading>;
  #running = false;

  constructor(options: SignalReaderOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    const never = Number.NEGATIVE_INFINITY;
    const fresh = { latest: undefined, toldAt: never, readAt: never, isBusy: false, forgetNext: undefined };
    this.#readings = new Map([...options.plugins].map(([link, plugin]) => [link, { plugin, ...fresh }]));
  }

  start(): void {
    this.#running = true;
    for (const link of this.#readings.keys()) this.#read(link);
  }

  stop(): void {
    this.#running = false;
    for (const { plugin, forgetNext } of this.#readings.values()) {
      forgetNext?.();
      plugin.stop();
    }
  }

  latest(link: LinkName): Signal | undefined {
    return this.#readings.get(link)?.latest;
  }

  /** Something is wrong with the link: its equipment is asked now, unless it just was. */
  suspect(link: LinkName): void {
    const reading = this.#readings.get(link);
    if (reading === undefined) return;
    if (this.#timers.elapsedMilliseconds() - reading.readAt >= troubledPauseMilliseconds) this.#read(link);
  }

  #read(link: LinkName): void {
    const reading = this.#readings.get(link);
    if (reading === undefined || !this.#running || reading.isBusy) return;
    reading.forgetNext?.();
    reading.isBusy = true;
    reading.readAt = this.#timers.elapsedMilliseconds();
    const forgetWait = this.#timers.after(readMillisecondsMax, () => this.#take(link, undefined));
    reading.plugin
      .read()
      .catch((error) => {
        this.#options.onError(error);
        return undefined;
      })
      .then((signal) => {
        forgetWait();
        reading.isBusy = false;
        if (!this.#running) return;
        reading.forgetNext = this.#timers.after(reading.plugin.pauseMilliseconds, () => this.#read(link));
        this.#take(link, signal);
      });
  }

  /** Told at once where it means something else than before, and now and then for its figures. */
  #take(link: LinkName, signal: Signal | undefined): void {
    const reading = this.#readings.get(link);
    if (reading === undefined || !this.#running) return;
    const before = reading.latest;
    reading.latest = signal;
    const now = this.#timers.elapsedMilliseconds();
    const isSame = (before && judgeSignal(before)) === (signal && judgeSignal(signal));
    if (isSame && now - reading.toldAt < devicePauseMilliseconds) return;
    reading.toldAt = now;
    this.#options.onSignal(link, signal);
  }
}
