import { OneAfterAnother } from '../../../config/running/one-after-another.js';
import { systemTimers, type Timers } from '../../../config/running/timers.js';
import type { LinkName } from '../../../protocol/ids.js';
import type { LinkTestFigures, PathTestReport } from '../../../protocol/orders/path-test-report.js';
import { Problem } from '../../../protocol/problem.js';
import type { ProbeAnswer } from '../../links/probing/probe-tally.js';
import { PathTally } from './path-tally.js';

/** A link that can be tested. */
export interface TestedLink {
  readonly name: LinkName;
  readonly metered: boolean;
  /** The MTU of its tunnel's interface here; `undefined` where it has none, or the system does not say. */
  readonly readMtuBytes: () => Promise<number | undefined>;
}

export interface PathTesterOptions {
  readonly links: readonly TestedLink[];
  /** Sends one probe over a link; its number, or `undefined` while nothing proves probes there. */
  readonly send: (link: LinkName) => number | undefined;
  readonly timers?: Timers;
}

export interface PathTestProgress {
  readonly doneMilliseconds: number;
  readonly allMilliseconds: number;
}

/** How many probes, and how far apart: about ten seconds either way. A metered link pays 2 kB at most. */
const plans = {
  free: { count: 100, spacingMilliseconds: 100 },
  metered: { count: 20, spacingMilliseconds: 500 },
} as const;
const sendMilliseconds = 10_000;
/** How long after the last probe an answer is waited for: three round trips over a satellite, and some. */
const answerMillisecondsMax = 2_000;

interface Run {
  readonly link: TestedLink;
  readonly tally: PathTally;
}

/** Tests links by a burst of probes over each (rule L49). One test runs at a time; the next one waits for it. */
export class PathTester {
  readonly #options: PathTesterOptions;
  readonly #timers: Timers;
  /** The latest answer of each link, of whosever probe. */
  readonly #latest = new Map<LinkName, ProbeAnswer>();
  #runs: readonly Run[] = [];
  #startedAt: number | undefined;
  readonly #tests = new OneAfterAnother();
  #forget: (() => void)[] = [];
  #abort: ((problem: Problem) => void) | undefined;
  #stopped = false;

  constructor(options: PathTesterOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
  }

  /** An answer came over a link. */
  hear(link: LinkName, answer: ProbeAnswer): void {
    for (const run of this.#runs) if (run.link.name === link) run.tally.noteAnswer(answer);
    if (answer.lostUp !== undefined && answer.lostDown !== undefined) this.#latest.set(link, answer);
  }

  /**
   * Tests one link, or all that cost nothing.
   * @throws Problem `not-found` for the link; `time-out` when the program stops meanwhile
   */
  run(name?: LinkName): Promise<PathTestReport> {
    const { links } = this.#options;
    const chosen = links.filter((link) => (name === undefined ? !link.metered : link.name === name));
    if (name !== undefined && chosen.length === 0) return Promise.reject(new Problem('not-found', `link ${name}`));
    const report = this.#tests.run(() => this.#test(chosen));
    const left = name === undefined ? links.filter(({ metered }) => metered) : [];
    return report.then(({ links: tested, skipped }) => {
      const metered = left.map((link) => ({ link: link.name, reason: 'metered' as const }));
      return { links: tested, skipped: [...skipped, ...metered] };
    });
  }

  /** How far the test is that runs now. */
  get progress(): PathTestProgress | undefined {
    if (this.#startedAt === undefined) return undefined;
    const allMilliseconds = sendMilliseconds + answerMillisecondsMax;
    const done = this.#timers.elapsedMilliseconds() - this.#startedAt;
    return { doneMilliseconds: Math.min(allMilliseconds, Math.floor(done)), allMilliseconds };
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#abort?.(new Problem('time-out', 'the program stops'));
    await this.#tests.settled();
  }

  async #test(links: readonly TestedLink[]): Promise<PathTestReport> {
    this.#startedAt = this.#timers.elapsedMilliseconds();
    this.#runs = links.map((link) => ({ link, tally: new PathTally(this.#latest.get(link.name)) }));
    try {
      await this.#probe();
      return await this.#report();
    } finally {
      for (const forget of this.#forget) forget();
      this.#forget = [];
      this.#runs = [];
      this.#startedAt = undefined;
    }
  }

  #probe(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#abort = reject;
      if (this.#stopped) reject(new Problem('time-out', 'the program stops'));
      for (const run of this.#runs) {
        const { count, spacingMilliseconds } = run.link.metered ? plans.metered : plans.free;
        for (let index = 0; index < count; index += 1) {
          this.#forget.push(this.#timers.after(index * spacingMilliseconds, () => this.#send(run)));
        }
      }
      this.#forget.push(this.#timers.after(sendMilliseconds + answerMillisecondsMax, resolve));
    });
  }

  #send({ link, tally }: Run): void {
    const sequence = this.#options.send(link.name);
    if (sequence !== undefined) tally.noteSent(sequence);
  }

  async #report(): Promise<PathTestReport> {
    const figures: LinkTestFigures[] = [];
    const skipped: PathTestReport['skipped'][number][] = [];
    for (const { link, tally } of this.#runs) {
      if (tally.sent === 0) {
        skipped.push({ link: link.name, reason: 'never-open' });
        continue;
      }
      const interfaceMtuBytes = (await link.readMtuBytes()) ?? null;
      figures.push({ link: link.name, ...tally.figures(), interfaceMtuBytes });
    }
    return { links: figures, skipped };
  }
}
