import { systemTimers, type Timers } from '../../config/running/timers.js';
import { type RoundResult, WakeLoop } from '../../config/running/wake-loop.js';
import type { SiteLinkHistory } from '../../journal/telemetry/link-history.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { LinkSamples } from '../../protocol/control/link-samples.js';
import type { LinkSamplesKept } from '../../protocol/control/link-samples-kept.js';
import { doublingMilliseconds } from '../../protocol/doubling.js';
import type { LinkName } from '../../protocol/ids.js';
import type { LinkStanding } from '../../protocol/telemetry/link-standing.js';
import type { OpenSession } from '../links/open-session.js';
import { allowedBytes, aroundBytes } from './allowance.js';
import type { ReadBytes } from './link-sampler.js';
import { fitMessage, planTelling } from './plan-telling.js';

export interface TelemetryTellerOptions {
  readonly history: Pick<SiteLinkHistory, 'unsent' | 'noteKept'>;
  readonly bytes: ReadBytes;
  readonly standings: () => readonly LinkStanding[];
  readonly isTunnelled: (link: LinkName) => boolean;
  readonly now: () => number;
  readonly timers?: Timers;
  readonly onError: (error: unknown) => void;
}

/** Read for one message; more than ever fits. */
const decisionsMax = 100;
const samplesMax = 400;
/** How long the hub's answer is waited for before the same is told again, twice as long each time. */
const answerMilliseconds = 10_000;
const answerMeteredMilliseconds = 30_000;
const answerMillisecondsMax = 3_600_000;
/** The standings are told again so often, also when nothing but their figures has changed. */
const standingsMilliseconds = 5 * 60_000;
const standingsMeteredMilliseconds = 30 * 60_000;
/** How long to wait for the allowance to grow. */
const growMilliseconds = 5_000;

/** Tells the hub what the links show, over the session that carries the administrative lane (rules L32, L33). */
export class TelemetryTeller {
  readonly #options: TelemetryTellerOptions;
  readonly #timers: Timers;
  readonly #loop: WakeLoop;
  readonly #told = new Map<LinkName, number>();
  #session: OpenSession | undefined;
  #toldAt: number | undefined;
  #knowsStandings = false;
  #standingsAt = 0;
  #unanswered = 0;
  /** Until when the answer to what is under way is waited for. */
  #answerUntil: number | undefined;
  #forgetLook: (() => void) | undefined;

  constructor(options: TelemetryTellerOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#loop = new WakeLoop(() => this.#round(), options.onError, this.#timers);
  }

  /** What telling has cost on a link since the program started, by the most that it can have. */
  toldBytes(link: LinkName): number {
    return this.#told.get(link) ?? 0;
  }

  use(session: OpenSession | undefined): void {
    if (session === this.#session) return;
    this.#session = session;
    this.#toldAt = undefined;
    this.#knowsStandings = false;
    this.#unanswered = 0;
    // What was under way may be lost: it is told again, and the hub knows what it has.
    this.#answerUntil = undefined;
    this.#loop.wake();
  }

  /** There may be something to tell. */
  wake(): void {
    this.#loop.wake();
  }

  /** The links stand otherwise. */
  noteStandings(): void {
    this.#knowsStandings = false;
    this.#loop.wake();
  }

  /** The hub's word for what it has, over the session that it was told over. */
  async hear(session: OpenSession, kept: LinkSamplesKept): Promise<void> {
    if (session !== this.#session) return;
    await this.#options.history.noteKept(kept);
    this.#answerUntil = undefined;
    this.#unanswered = 0;
    this.#loop.wake();
  }

  async stop(): Promise<void> {
    this.#session = undefined;
    this.#forgetLook?.();
    await this.#loop.stop();
  }

  async #round(): Promise<RoundResult> {
    this.#forgetLook?.();
    const session = this.#session;
    if (session === undefined) return 'idle';
    const elapsed = this.#timers.elapsedMilliseconds();
    if (this.#answerUntil !== undefined && elapsed < this.#answerUntil)
      return this.#lookAfter(this.#answerUntil - elapsed);
    const { history, standings, now, isTunnelled } = this.#options;
    const fine = session.metered ? 0 : samplesMax;
    const unsent = await history.unsent({ nowMilliseconds: now(), decisions: decisionsMax, coarse: samplesMax, fine });
    if (session !== this.#session) return 'again';
    const around = aroundBytes(isTunnelled(session.link));
    const bytesMax = Math.floor(this.#allowedBytes(session.link) - around);
    const plan = planTelling({
      ...{ isMetered: session.metered, now: elapsed, toldAt: this.#toldAt, knowsStandings: this.#knowsStandings },
      decisions: unsent.decisions.items.length,
      samples: unsent.coarse.items.length + unsent.fine.items.length,
      bytesMax,
    });
    if (plan === 'nothing') return 'idle';
    if (plan !== 'now') return this.#lookAfter(plan.waitMilliseconds);
    const told = this.#areStandingsDue(session, elapsed) ? standings() : [];
    const whole = { kind: 'link-samples', now: Math.floor(now()), standings: told, ...unsent } as const;
    const message = fitMessage(whole, bytesMax);
    if (message === undefined) return this.#lookAfter(growMilliseconds);
    return this.#tell(session, message, around);
  }

  async #tell(session: OpenSession, message: LinkSamples, around: number): Promise<RoundResult> {
    const bytes = encodeControl(message);
    const elapsed = this.#timers.elapsedMilliseconds();
    this.#told.set(session.link, this.toldBytes(session.link) + bytes.length + around);
    this.#toldAt = elapsed;
    this.#knowsStandings = true;
    if (message.standings.length > 0) this.#standingsAt = elapsed;
    const shortest = session.metered ? answerMeteredMilliseconds : answerMilliseconds;
    this.#answerUntil = elapsed + doublingMilliseconds({ shortest, longest: answerMillisecondsMax }, this.#unanswered);
    this.#unanswered += 1;
    await session.publish('ctl', bytes);
    return 'again';
  }

  #areStandingsDue({ metered }: OpenSession, elapsed: number): boolean {
    const pause = metered ? standingsMeteredMilliseconds : standingsMilliseconds;
    return !this.#knowsStandings || elapsed - this.#standingsAt >= pause;
  }

  #allowedBytes(link: LinkName): number {
    const { up, down } = this.#options.bytes(link);
    return allowedBytes({ carriedBytes: up + down, toldBytes: this.toldBytes(link) });
  }

  #lookAfter(milliseconds: number): RoundResult {
    this.#forgetLook = this.#timers.after(milliseconds, () => this.#loop.wake());
    return 'idle';
  }
}
