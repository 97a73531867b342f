import type { Logger } from '../../config/running/logger.js';
import { OneAtATime } from '../../config/running/one-at-a-time.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { SelfTestStore } from '../../journal/upkeep/self-test-store.js';
import type { SelfTest, SelfTestFacts } from '../../protocol/facts/self-test.js';
import { selfTestFacts } from '../../protocol/facts/self-test.js';
import { judgeSelfTest, type SelfTestReadings } from './judge-self-test.js';
import { isSelfTestDue } from './self-test-due.js';

export interface SelfTesterOptions {
  readonly store: SelfTestStore;
  /** Looks at everything; takes seconds to minutes. */
  readonly read: (atMilliseconds: number) => Promise<SelfTestReadings>;
  /** Milliseconds since 1970, as well as they are known. */
  readonly now: () => number;
  /** The hour of the box's own day, 0 to 23. */
  readonly hourOf: (milliseconds: number) => number;
  readonly timers?: Timers;
  readonly logger: Logger;
  /** There is a new result, which the hub is to be told. */
  readonly onTested: () => void;
  readonly onError: (error: unknown) => void;
}

const lookMilliseconds = 20 * 60_000;
/** Earlier tests that a trend is read from. */
const earlierMax = 5;

/** Tests the box once a week (rule O5), keeps the evidence, and says what was found. */
export class SelfTester {
  readonly #options: SelfTesterOptions;
  readonly #timers: Timers;
  readonly #tests: OneAtATime;
  #latest: SelfTest | undefined;
  #endLooks: (() => void) | undefined;

  constructor(options: SelfTesterOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#tests = new OneAtATime(async () => void (await this.test()), options.onError);
  }

  async start(): Promise<void> {
    [this.#latest] = await this.#options.store.latest(1);
    this.#endLooks = this.#timers.every(lookMilliseconds, () => this.look());
  }

  async stop(): Promise<void> {
    this.#endLooks?.();
    await this.#tests.settled();
  }

  /** What the hub is told of the last one. */
  get facts(): SelfTestFacts | undefined {
    return this.#latest && selfTestFacts(this.#latest);
  }

  /** Tests where it is time for it. */
  look(): void {
    const { now, hourOf } = this.#options;
    const at = now();
    if (isSelfTestDue(this.#latest?.atMilliseconds, at, hourOf(at))) void this.#tests.run();
  }

  async test(): Promise<SelfTest> {
    const { store, read, now, logger, onTested } = this.#options;
    const test = judgeSelfTest(await read(Math.floor(now())), await store.latest(earlierMax));
    await store.add(test);
    this.#latest = test;
    const { found } = selfTestFacts(test);
    if (found.length > 0) logger.warn({ found }, 'the weekly self-test found something: carnet doctor');
    else logger.info('the weekly self-test found nothing');
    onTested();
    return test;
  }
}
