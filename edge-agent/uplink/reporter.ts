import { Calm } from '../../config/running/calm.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import { type RoundResult, WakeLoop } from '../../config/running/wake-loop.js';
import type { LaneProgress, SyncStore } from '../../journal/sync-store.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { LaneReport } from '../../protocol/control/report.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { OpenSession } from '../links/open-session.js';
import { type LastReport, planReport } from './plan-report.js';

export interface ReporterOptions {
  readonly sync: SyncStore;
  readonly site: SiteCode;
  readonly now: () => number;
  readonly timers?: Timers;
  readonly onError: (error: unknown) => void;
}

/** How often at most the state of the log is looked at, however many commits and receipts there are. */
const lookMilliseconds = 250;

/** Tells the hub what waits here, over whichever session is active (rule S13). */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #loop: WakeLoop;
  readonly #looks: Calm;
  #session: OpenSession | undefined;
  #last: LastReport | undefined;
  #forgetLook: (() => void) | undefined;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#loop = new WakeLoop(() => this.#round(), options.onError, options.timers);
    this.#looks = new Calm(() => this.#loop.wake(), lookMilliseconds, options.timers);
  }

  /** Another session: the hub is told at once. */
  use(session: OpenSession | undefined): void {
    this.#session = session;
    this.#last = undefined;
    this.#loop.wake();
  }

  /** The log may have grown, or the hub may have receipted more of it. */
  wake(): void {
    this.#looks.ask();
  }

  async stop(): Promise<void> {
    this.#session = undefined;
    this.#looks.stop();
    this.#forgetLook?.();
    await this.#loop.stop();
  }

  async #round(): Promise<RoundResult> {
    this.#forgetLook?.();
    const session = this.#session;
    if (session === undefined) return 'idle';
    const { sync, site, now, timers = systemTimers } = this.#options;
    const log = { direction: 'up', site, epoch: session.welcome.epoch } as const;
    const lanes = laneReports(await sync.acknowledged(log), session);
    // Another session came while the log was read: it is told by a round of its own.
    if (session !== this.#session) return 'again';
    const plan = planReport(this.#last, lanes, now());
    if (plan === 'nothing') return 'idle';
    if (plan === 'send') {
      this.#last = { lanes, sentMilliseconds: now() };
      await session.publish('ctl', encodeControl({ kind: 'report', lanes }));
    } else {
      this.#forgetLook = timers.after(plan.waitMilliseconds, () => this.wake());
    }
    return 'idle';
  }
}

/** What waits in each lane. The welcome may know of receipts that were lost on their way here. */
function laneReports(progress: readonly LaneProgress[], { welcome }: OpenSession): readonly LaneReport[] {
  return progress.map(({ lane, headSeq, oldestPendingMilliseconds }) => {
    const atHubSeq = welcome.ups.find((up) => up.lane === lane)?.durable.seq ?? 0;
    const waits = headSeq > atHubSeq ? (oldestPendingMilliseconds ?? 0) : 0;
    return { lane, headSeq, oldestPendingMilliseconds: waits };
  });
}
