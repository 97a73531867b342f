import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { LinkName } from '../../protocol/ids.js';
import { type Lane, lane as laneNumbers } from '../../protocol/lane.js';
import type { LinkCauseCode } from '../../protocol/links/link-causes.js';
import type { LinkHappening } from './decision/link-event.js';
import { knownUsualOf } from './decision/link-health.js';
import type { Decision, LinkOrder } from './decision/link-order.js';
import type { LinkPlan } from './decision/link-plan.js';
import { type LinksState, laneLinksOf, lanesAllowed, nextLinks, openLinks } from './decision/next-links.js';
import { type LinkStanding, standingOf } from './decision/show-links.js';
import type { Assignment } from './lane-mover.js';
import type { LearntLinks } from './learnt/learnt-file.js';
import type { LinkCause } from './link-cause.js';
import type { LinkWorker } from './link-worker.js';
import type { OpenSession } from './open-session.js';
import type { Prober } from './probing/prober.js';

/** A link as the workstation's badge and `/api/sync` show it (contract: `Link state`, `cause`). */
export interface ShownLink {
  readonly name: LinkName;
  readonly kind: string;
  readonly state: LinkStanding['state'];
  readonly cause: LinkCauseCode;
  /** Records go over it, however well. */
  readonly inUse: boolean;
  /** When it came into this state, milliseconds since 1970. */
  readonly since: number;
  /** The hub answers over its session, and no probe comes through; absent while they do. */
  readonly probesBlocked?: true;
}

export interface LinkSupervisorOptions {
  /** The preferred link first. */
  readonly links: readonly {
    readonly plan: LinkPlan;
    readonly worker: LinkWorker;
  }[];
  /** Absent where nothing answers probes. */
  readonly prober?: Pick<Prober, 'burst'>;
  /** Asks the hub over a session whether it is there (rule L70); its answer is noted as `replied`. */
  readonly ask?: (session: OpenSession) => void;
  /** What an earlier run has learnt. */
  readonly learnt?: LearntLinks;
  readonly timers?: Timers;
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
  /** Other sessions carry the lanes. */
  readonly onAssigned: (assignment: Assignment) => void;
  /** All that belongs to no lane is said over another session; `undefined`: over none. */
  readonly onActive: (session: OpenSession | undefined) => void;
  readonly onDecision: (decision: Decision) => void;
  /** A link looks different. */
  readonly onChanged: () => void;
}

/** How often at most the decision is told that a link is heard; what it needs is finer than no other figure of it. */
const heardMilliseconds = 50;
/** How often it is asked for what only time changes, where no probes are sent. */
const unprobedMilliseconds = 1_000;

/** Carries out what is decided about the links (see `decision/`): it tells what happens, and does what is ordered. */
export class LinkSupervisor {
  readonly #options: LinkSupervisorOptions;
  readonly #timers: Timers;
  readonly #workers: ReadonlyMap<LinkName, LinkWorker>;
  readonly #heardAt = new Map<LinkName, number>();
  #state: LinksState;
  #assignment: Assignment = new Map();
  #active: OpenSession | undefined;
  #running = false;
  #waiting: LinkHappening[] = [];
  #noting = false;
  #shown: readonly ShownLink[] = [];
  #forgetWake: (() => void) | undefined;

  constructor(options: LinkSupervisorOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#workers = new Map(options.links.map(({ plan, worker }) => [plan.link, worker]));
    this.#state = openLinks(
      options.links.map(({ plan }) => plan),
      this.#timers.elapsedMilliseconds(),
      options.learnt?.fates,
      options.learnt?.usual,
    );
    this.#shown = this.#look();
  }

  start(): void {
    this.#running = true;
    this.note({ kind: 'tick' });
  }

  stop(): void {
    this.#running = false;
    this.#forgetWake?.();
    for (const worker of this.#workers.values()) worker.want(false);
    this.#settle(new Map());
  }

  /** Something happened on a link. */
  note(happening: LinkHappening): void {
    if (!this.#running || this.#isHeardAgain(happening)) return;
    this.#waiting.push(happening);
    // What an order brings about is noted after all of this one's orders.
    if (this.#noting) return;
    this.#noting = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) this.#take(next);
    this.#noting = false;
    this.#settle(this.#carriers());
    this.#tellChange();
  }

  /** A person wants everything that may go over this link to go over it, while it works; `undefined`: nobody does. */
  force(link: LinkName | undefined): void {
    this.note({ kind: 'force', link });
  }

  /** Gives up a session that does not work although its connection stands. */
  fail(session: OpenSession, cause: LinkCause): void {
    const worker = this.#workers.get(session.link);
    if (worker?.session === session) worker.fail(cause);
  }

  /** Agrees on the cursors anew over a link, whose connection stands. */
  renew(link: LinkName): void {
    this.#workers.get(link)?.renew();
  }

  /** There is another certificate: each session goes over to it, without a moment between (rule T27). */
  move(): void {
    for (const worker of this.#workers.values()) worker.move();
  }

  show(): readonly ShownLink[] {
    return this.#shown;
  }

  /** What is learnt by now, for the next run. */
  learnt(): LearntLinks {
    const usual = this.#state.links.map(({ plan, health }) => [plan.link, knownUsualOf(health)] as const);
    return { fates: this.#state.fates, usual: new Map(usual) };
  }

  /** The lanes that a link may carry as things stand, whether or not it does. */
  lanesAllowed(link: LinkName): readonly Lane[] {
    return lanesAllowed(this.#state, link);
  }

  get active(): OpenSession | undefined {
    return this.#active;
  }

  #isHeardAgain(happening: LinkHappening): boolean {
    if (happening.kind !== 'heard') return false;
    const now = this.#timers.elapsedMilliseconds();
    if (now - (this.#heardAt.get(happening.link) ?? Number.NEGATIVE_INFINITY) < heardMilliseconds) return true;
    this.#heardAt.set(happening.link, now);
    return false;
  }

  #take(happening: LinkHappening): void {
    const atMilliseconds = this.#timers.elapsedMilliseconds();
    const { state, orders, wakeAtMilliseconds } = nextLinks(this.#state, { ...happening, atMilliseconds });
    this.#state = state;
    for (const order of orders) this.#obey(order);
    if (happening.kind === 'session-up') for (const worker of this.#workers.values()) worker.hurry();
    const pauseMin = this.#options.prober === undefined ? unprobedMilliseconds : 1;
    this.#forgetWake?.();
    this.#forgetWake = this.#timers.after(Math.max(pauseMin, wakeAtMilliseconds - atMilliseconds), () =>
      this.note({ kind: 'tick' }),
    );
  }

  #obey(order: LinkOrder): void {
    switch (order.kind) {
      case 'probe': {
        const { link, count, spacingMilliseconds } = order;
        const onSent = (sequence: number) => this.note({ kind: 'probe-sent', link, sequence });
        this.#options.prober?.burst(link, count, spacingMilliseconds, onSent);
        return;
      }
      case 'ask': {
        const session = this.#workers.get(order.link)?.session;
        if (session !== undefined) this.#options.ask?.(session);
        return;
      }
      case 'open':
        this.#workers.get(order.link)?.want(true);
        return;
      case 'release':
        this.#workers.get(order.link)?.want(false);
        return;
      case 'renew':
        this.#workers.get(order.link)?.fail('blackhole');
        return;
      case 'lanes':
        for (const decision of order.decisions) this.#options.onDecision(decision);
    }
  }

  /** The session of the link that each lane goes over; a session that opened again is another one. */
  #carriers(): Assignment {
    const carriers = new Map<Lane, OpenSession>();
    for (const [lane, link] of laneLinksOf(this.#state)) {
      const session = this.#workers.get(link)?.session;
      if (session !== undefined) carriers.set(lane, session);
    }
    return carriers;
  }

  #settle(assignment: Assignment): void {
    const isSame =
      assignment.size === this.#assignment.size &&
      [...assignment].every(([lane, session]) => this.#assignment.get(lane) === session);
    if (isSame) return;
    const before = this.#active;
    this.#assignment = assignment;
    this.#active = assignment.get(laneNumbers.urgent);
    this.#options.onAssigned(assignment);
    if (this.#active !== before) this.#options.onActive(this.#active);
  }

  /** The links as they stand; one that looks as before is the same object. */
  #look(): readonly ShownLink[] {
    return standingOf(this.#state).map(({ link, state, cause, inUse, probesBlocked }, index) => {
      const before = this.#shown[index];
      const isSame = before?.state === state && before.cause === cause && before.inUse === inUse;
      if (before !== undefined && isSame && (before.probesBlocked ?? false) === probesBlocked) return before;
      const kind = this.#workers.get(link)?.kind ?? 'other';
      // Another name for the trouble is no new trouble.
      const since = before?.state === state ? before.since : this.#options.now();
      return { name: link, kind, state, cause, inUse, since, ...(probesBlocked && { probesBlocked }) };
    });
  }

  #tellChange(): void {
    const before = this.#shown;
    this.#shown = this.#look();
    if (this.#shown.some((link, index) => link !== before[index])) this.#options.onChanged();
  }
}
