import type { OrderedStop } from '../../config/running/ordered-stop.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { SiteLinkHistory } from '../../journal/telemetry/link-history.js';
import type { LinkSamplesKept } from '../../protocol/control/link-samples-kept.js';
import type { LinkName, SiteCode } from '../../protocol/ids.js';
import { lane } from '../../protocol/lane.js';
import type { LinkBudget } from '../../protocol/links/link-budget.js';
import type { Signal } from '../../protocol/links/link-signal.js';
import { type MeasuredSample, rawMilliseconds } from '../../protocol/telemetry/link-sample.js';
import type { LinkStanding } from '../../protocol/telemetry/link-standing.js';
import type { NodeLink } from '../../provisioning/node-folder.js';
import type { Decision } from '../links/decision/link-order.js';
import type { Assignment } from '../links/lane-mover.js';
import type { ShownLink } from '../links/link-supervisor.js';
import type { OpenSession } from '../links/open-session.js';
import type { ProbeEvent, Prober } from '../links/probing/prober.js';
import { keptDecisionOf } from './keep-decision.js';
import { LinkSampler, type ReadBytes } from './link-sampler.js';
import { LinkTallies } from './link-tallies.js';
import { TelemetryTeller } from './telemetry-teller.js';

export interface SiteTelemetryOptions {
  readonly site: SiteCode;
  readonly links: readonly NodeLink[];
  readonly history: SiteLinkHistory;
  readonly bytes: ReadBytes;
  readonly budgetOf: (link: LinkName) => LinkBudget | undefined;
  readonly signalOf: (link: LinkName) => Signal | undefined;
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
  readonly timers?: Timers;
  /** Told of what fails here; nothing else fails with it. */
  readonly onError: (error: unknown) => void;
}

/** Samples of the last minute. */
const recentMax = 6;
const pruneMilliseconds = 3_600_000;

/** Takes in what the links of a site show, keeps it, and has it told to the hub (rules L30 to L33). */
export class SiteTelemetry {
  readonly tallies: LinkTallies;
  readonly teller: TelemetryTeller;
  readonly #options: SiteTelemetryOptions;
  readonly #timers: Timers;
  readonly #sampler: LinkSampler;
  #shown: readonly ShownLink[] = [];
  #recent: readonly (readonly MeasuredSample[])[] = [];
  #prunedAt = Number.NEGATIVE_INFINITY;
  #forgetNext: (() => void) | undefined;

  constructor(options: SiteTelemetryOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.tallies = new LinkTallies(options.site);
    const names = options.links.map(({ name }) => name);
    this.#sampler = new LinkSampler(names, options.bytes, () => this.#timers.elapsedMilliseconds());
    const tunnelled = new Set(options.links.flatMap(({ name, tunnel }) => (tunnel === undefined ? [] : [name])));
    this.teller = new TelemetryTeller({
      ...{ history: options.history, bytes: options.bytes, standings: () => this.standings() },
      ...{ isTunnelled: (link) => tunnelled.has(link), now: options.now, onError: options.onError },
      ...(options.timers && { timers: options.timers }),
    });
  }

  start(stop: OrderedStop): void {
    stop.add('telemetry', async () => {
      this.#forgetNext?.();
      await this.teller.stop();
    });
    this.#waitForNext();
  }

  /** The same prober, whose probes are noted. */
  noting(prober: Prober): Pick<Prober, 'burst'> {
    return {
      burst: (link, count, spacingMilliseconds, onSent) =>
        prober.burst(link, count, spacingMilliseconds, (sequence) => {
          this.tallies.noteSent(link);
          // What nobody can answer was not lost (rule L70).
          if (!this.#isBlocked(link)) this.#sampler.noteSent(link, sequence);
          onSent(sequence);
        }),
    };
  }

  noteProbe(event: ProbeEvent): void {
    if (event.kind !== 'answered') return;
    const { link, sequence, roundTripMilliseconds } = event;
    this.tallies.noteAnswered(link, roundTripMilliseconds);
    this.#sampler.noteAnswered(link, sequence, roundTripMilliseconds);
  }

  noteLinks(shown: readonly ShownLink[]): void {
    this.#shown = shown;
    this.#sampler.noteStandings(shown);
    this.teller.noteStandings();
  }

  noteDecision(decision: Decision): void {
    const { now, history, onError } = this.#options;
    this.tallies.noteDecision(decision);
    history.noteDecision(keptDecisionOf(decision, now())).then(() => this.teller.wake(), onError);
  }

  /** Telemetry goes where the administrative lane does. */
  assign(assignment: Assignment): void {
    this.teller.use(assignment.get(lane.administrative));
  }

  hearKept(session: OpenSession, kept: LinkSamplesKept): void {
    this.teller.hear(session, kept).catch(this.#options.onError);
  }

  standings(): readonly LinkStanding[] {
    const { budgetOf, signalOf } = this.#options;
    return this.#shown.map(({ name, state, cause, since }) => ({
      ...{ link: name, state, cause, since },
      ...{ budget: budgetOf(name) ?? null, signal: signalOf(name) ?? null },
    }));
  }

  /** The latest samples of each link, about a minute's; the newest last. */
  recentOf(link: LinkName): readonly MeasuredSample[] {
    return this.#recent.flatMap((samples) => samples.filter((sample) => sample.link === link));
  }

  #isBlocked(link: LinkName): boolean {
    return this.#shown.some(({ name, probesBlocked }) => name === link && probesBlocked === true);
  }

  #waitForNext(): void {
    const wait = rawMilliseconds - (this.#options.now() % rawMilliseconds);
    this.#forgetNext = this.#timers.after(wait, () => {
      this.#waitForNext();
      this.next(this.#options.now()).catch(this.#options.onError);
    });
  }

  /** A stretch of 10 s is over, as it is every 10 s while this runs. */
  async next(nowMilliseconds: number): Promise<void> {
    const { history } = this.#options;
    const samples = this.#sampler.next(nowMilliseconds);
    if (samples.length > 0) this.#recent = [...this.#recent, samples].slice(-recentMax);
    await history.record(samples, nowMilliseconds);
    this.teller.wake();
    const elapsed = this.#timers.elapsedMilliseconds();
    if (elapsed - this.#prunedAt < pruneMilliseconds) return;
    this.#prunedAt = elapsed;
    await history.prune(nowMilliseconds);
  }
}
