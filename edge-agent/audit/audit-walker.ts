import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { AuditPlace, AuditStore } from '../../journal/audit/audit-store.js';
import { auditStart } from '../../journal/audit/read-audit.js';

export interface AuditWalkerOptions {
  readonly audit: Pick<AuditStore, 'walk'>;
  readonly timers?: Timers;
  /** A walk has come to its end. */
  readonly onWalked: () => void;
  readonly onError: (error: unknown) => void;
}

/** What a walk along all entries found. */
export interface WalkResult {
  readonly count: number;
  /** 0: everything follows. */
  readonly brokenAt: number;
  /** Counts the walks of this run. */
  readonly number: number;
}

/** About two milliseconds; while others have their turn it rests four times as long as that took. */
const entriesPerRound = 200;
const restFactor = 4;
const restMillisecondsMin = 5;
const againMilliseconds = 7 * 24 * 60 * 60_000;

/** Follows the whole chain from the first entry, at each start of the program and every week, beside all work (rule R10). */
export class AuditWalker {
  readonly #options: AuditWalkerOptions;
  readonly #timers: Timers;
  #result: WalkResult | undefined;
  #forget: (() => void) | undefined;
  #stopped = false;

  constructor(options: AuditWalkerOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
  }

  /** Of the last walk that came to its end. */
  get result(): WalkResult | undefined {
    return this.#result;
  }

  start(): void {
    this.#goOn(auditStart, restMillisecondsMin);
  }

  stop(): void {
    this.#stopped = true;
    this.#forget?.();
  }

  #goOn(from: AuditPlace, restMilliseconds: number): void {
    if (this.#stopped) return;
    this.#forget = this.#timers.after(restMilliseconds, () => {
      this.#round(from).catch((error) => {
        this.#options.onError(error);
        this.#goOn(auditStart, againMilliseconds);
      });
    });
  }

  async #round(from: AuditPlace): Promise<void> {
    const begun = this.#timers.elapsedMilliseconds();
    const walked = await this.#options.audit.walk(from, entriesPerRound);
    const took = this.#timers.elapsedMilliseconds() - begun;
    if (!walked.done) return this.#goOn(walked, Math.max(restMillisecondsMin, took * restFactor));
    const { count, brokenAt } = walked;
    this.#result = { count, brokenAt, number: (this.#result?.number ?? 0) + 1 };
    this.#options.onWalked();
    this.#goOn(auditStart, againMilliseconds);
  }
}
