import type { Logger } from '../../config/running/logger.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import { Problem, type ProblemCode } from '../../protocol/problem.js';
import { isRefusedForGood } from '../../provisioning/enrolment/application.js';
import { growingMilliseconds } from '../links/backoff.js';

/** A network that comes back is noticed so soon at the latest; an attempt that finds none costs nothing. */
const pauseMilliseconds = { shortest: 2_000, longest: 60_000 };
/** After the hub has refused the code: a person has to bring another one. */
const refusedPauseMilliseconds = 30 * 60_000;

export interface EnrolmentKeeperOptions {
  /** Asks the hub once. @throws Problem */
  readonly enrol: () => Promise<unknown>;
  /** 0 ≤ random < 1 */
  readonly random: () => number;
  readonly timers?: Timers;
  readonly logger: Logger;
  /** The folder holds the enrolled site: the program begins anew. */
  readonly onEnrolled: () => void;
  readonly onError: (error: unknown) => void;
}

/** Enrols a box that works provisionally, as soon as the hub is reached (rule E23). */
export class EnrolmentKeeper {
  readonly #options: EnrolmentKeeperOptions;
  readonly #timers: Timers;
  #refusal: ProblemCode = 'not-enrolled';
  #failures = 0;
  #asking: Promise<void> | undefined;
  #forgetLook: (() => void) | undefined;
  #stopped = false;

  constructor(options: EnrolmentKeeperOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
  }

  /** Why nothing goes to the hub: it was not reached yet, or refuses the code. */
  get refusal(): ProblemCode {
    return this.#refusal;
  }

  start(): void {
    this.#asking = this.#ask();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#forgetLook?.();
    await this.#asking;
  }

  async #ask(): Promise<void> {
    const { enrol, logger, onEnrolled } = this.#options;
    try {
      await enrol();
    } catch (error) {
      this.#noteFailed(error);
      return;
    }
    logger.info('enrolled at first contact');
    if (!this.#stopped) onEnrolled();
  }

  #noteFailed(error: unknown): void {
    const { logger, random, onError } = this.#options;
    const isRefused = error instanceof Problem && isRefusedForGood(error);
    this.#refusal = isRefused ? error.code : 'not-enrolled';
    this.#failures += 1;
    if (error instanceof Problem) logger.warn({ code: error.code }, 'not enrolled yet');
    else onError(error);
    if (this.#stopped) return;
    const pause = isRefused
      ? refusedPauseMilliseconds
      : growingMilliseconds(pauseMilliseconds, this.#failures, random());
    this.#forgetLook = this.#timers.after(pause, () => this.start());
  }
}
