import type { Logger } from '../../config/running/logger.js';
import { OneAtATime } from '../../config/running/one-at-a-time.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import { Problem } from '../../protocol/problem.js';
import { lookAgainMilliseconds } from './renewal-due.js';

/** Roots are exchanged over weeks: a look takes some 6 kB. */
const hoursBetweenLooks = 6;

export interface TrustKeeperOptions {
  /** The bundle that is trusted. */
  readonly read: () => string;
  /** Asks the hub for what followed it. @returns what is trusted then */
  readonly ask: (heldText: string) => Promise<string>;
  readonly keep: (text: string) => void;
  readonly random: () => number;
  readonly timers?: Timers;
  readonly logger: Logger;
  /** Another bundle is trusted: connections go by it. */
  readonly onChanged: () => void;
  readonly onError: (error: unknown) => void;
}

/** Keeps what a site trusts up to date: looks at each start, now and then, and when no hub could be proven (rule E40). */
export class TrustKeeper {
  readonly #options: TrustKeeperOptions;
  readonly #timers: Timers;
  readonly #looks: OneAtATime;
  #isUnproven = false;
  /** In a row, while no hub could be proven. */
  #urgentLooks = 0;
  #forgetLook: (() => void) | undefined;
  #stopped = false;

  constructor(options: TrustKeeperOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#looks = new OneAtATime(
      () => this.#ask(),
      (error) => this.#noteFailed(error),
    );
  }

  start(): void {
    this.#look();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#forgetLook?.();
    await this.#looks.settled();
  }

  /** Where the hub should be, something showed a certificate that rests on no root which is trusted here. */
  noteUnproven(): void {
    if (this.#isUnproven) return;
    this.#isUnproven = true;
    this.#look();
  }

  /** A session was opened. */
  noteProven(): void {
    this.#isUnproven = false;
    this.#urgentLooks = 0;
  }

  #look(): void {
    if (this.#stopped) return;
    this.#forgetLook?.();
    void this.#looks.run();
    if (this.#isUnproven) this.#urgentLooks += 1;
    const calm = this.#isUnproven ? 1 : hoursBetweenLooks;
    const pause = lookAgainMilliseconds(this.#urgentLooks, this.#options.random()) * calm;
    this.#forgetLook = this.#timers.after(pause, () => this.#look());
  }

  async #ask(): Promise<void> {
    const { read, ask, keep, logger, onChanged } = this.#options;
    const held = read();
    const trusted = await ask(held);
    if (trusted === held || this.#stopped) return;
    keep(trusted);
    logger.info('other roots are trusted');
    onChanged();
  }

  #noteFailed(error: unknown): void {
    const { logger, onError } = this.#options;
    // Away is the hub often, and a site that trusts what it did works on.
    if (error instanceof Problem) logger.debug({ code: error.code }, 'no word of roots');
    else onError(error);
  }
}
