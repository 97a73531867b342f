import { OneAtATime } from './one-at-a-time.js';

export interface LookLoopOptions {
  readonly everyMilliseconds: number;
  /** Finds what is due, and does it. */
  readonly look: () => Promise<void>;
  /** Ends what a look has under way, when the loop is stopped. */
  readonly end: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Looks every so often whether something is due; one look at a time. */
export class LookLoop {
  readonly #options: LookLoopOptions;
  readonly #looks: OneAtATime;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(options: LookLoopOptions) {
    this.#options = options;
    this.#looks = new OneAtATime(options.look, options.onError);
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), this.#options.everyMilliseconds);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await this.#options.end();
    await this.#looks.settled();
  }

  /** Resolves when the look has ended, or the one that is under way. */
  look(): Promise<void> {
    return this.#looks.run();
  }
}
