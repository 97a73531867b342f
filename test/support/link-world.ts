import type { LinkHappening } from '../../edge-agent/links/decision/link-event.js';
import type { Decision, LinkOrder } from '../../edge-agent/links/decision/link-order.js';
import { type LinksState, laneLinksOf, nextLinks, openLinks } from '../../edge-agent/links/decision/next-links.js';
import type { SharedFates } from '../../edge-agent/links/decision/shared-fate.js';
import { standingOf } from '../../edge-agent/links/decision/show-links.js';
import type { LinkName } from '../../protocol/ids.js';
import type { LinkCauseCode } from '../../protocol/links/link-causes.js';
import { EventQueue } from './event-queue.js';
import type { Fault, Line } from './link-lines.js';
import { type SeededRandom, seededRandom } from './seeded-random.js';

const keepaliveMilliseconds = 30_000;
/** TCP repeats for the first time after so long, and twice as long each time. */
const repeatMilliseconds = 200;

/** Links, a hub and the traffic of a hospital in a time that is made; the decision is the real one. */
export class LinkWorld {
  readonly decisions: Decision[] = [];
  readonly probes = new Map<LinkName, number>();
  /** Questions over its session, and how often it was ended because it counted as dead. */
  readonly questions = new Map<LinkName, number>();
  readonly renewed = new Map<LinkName, number>();
  readonly opened = new Map<LinkName, number>();
  readonly lines: readonly Line[];
  state: LinksState;
  now = 0;
  faults: readonly Fault[] = [];
  readonly #random: SeededRandom;
  readonly #queue = new EventQueue();
  readonly #sequences = new Map<LinkName, number>();
  readonly #sessions = new Map<LinkName, { up: boolean; wanted: boolean; lastPassed: number; run: number }>();
  #wakeAt = Number.POSITIVE_INFINITY;

  constructor(lines: readonly Line[], seed: number, fates?: SharedFates) {
    this.lines = lines;
    this.#random = seededRandom(seed);
    this.state = openLinks(
      lines.map(({ plan }) => plan),
      0,
      fates,
    );
    for (const { plan } of lines) this.#sessions.set(plan.link, { up: false, wanted: false, lastPassed: 0, run: 0 });
    this.tell({ kind: 'tick' });
  }

  /** Lets time pass. */
  run(until: number): this {
    for (;;) {
      const next = this.#queue.first;
      const at = Math.min(next?.at ?? Number.POSITIVE_INFINITY, this.#wakeAt);
      if (at > until) break;
      this.now = at;
      if (next !== undefined && next.at <= this.#wakeAt) {
        this.#queue.take();
        next.act();
      } else this.tell({ kind: 'tick' });
    }
    this.now = until;
    return this;
  }

  /** A record goes out with this pause, over whatever link carries lane 1; its receipt comes, or is late. */
  traffic(everyMilliseconds: number): this {
    this.#after(everyMilliseconds, () => {
      const name = laneLinksOf(this.state).get(1);
      const found = this.lines.find(({ plan }) => plan.link === name);
      if (found !== undefined) this.#exchange(found);
      this.traffic(everyMilliseconds);
    });
    return this;
  }

  tell(happening: LinkHappening): void {
    const { state, orders, wakeAtMilliseconds } = nextLinks(this.state, { ...happening, atMilliseconds: this.now });
    this.state = state;
    this.#wakeAt = wakeAtMilliseconds;
    for (const order of orders) this.#obey(order);
  }

  carrier(lane: 0 | 1 | 2 | 3 | 4 | 5): LinkName | undefined {
    return laneLinksOf(this.state).get(lane);
  }

  causeOf(name: LinkName): LinkCauseCode | undefined {
    return standingOf(this.state).find(({ link }) => link === name)?.cause;
  }

  /** The time at which the link carries nothing urgent any more. */
  runUntilLeft(name: LinkName, until: number): number | undefined {
    while (this.now < until) {
      if (this.carrier(1) !== name) return this.now;
      this.run(Math.min(until, this.now + 10));
    }
    return undefined;
  }

  #obey(order: LinkOrder): void {
    if (order.kind === 'lanes') {
      this.decisions.push(...order.decisions);
      return;
    }
    const found = this.lines.find(({ plan }) => plan.link === order.link);
    const session = this.#sessions.get(order.link);
    if (found === undefined || session === undefined) return;
    if (order.kind === 'probe') {
      for (let index = 0; index < order.count; index += 1) {
        this.#after(index * order.spacingMilliseconds, () => this.#probe(found));
      }
      return;
    }
    if (order.kind === 'ask') {
      this.questions.set(order.link, (this.questions.get(order.link) ?? 0) + 1);
      this.#ask(found, session.run, repeatMilliseconds);
      return;
    }
    if (order.kind === 'renew') this.renewed.set(order.link, (this.renewed.get(order.link) ?? 0) + 1);
    session.wanted = order.kind !== 'release';
    session.run += 1;
    if (order.kind === 'open') this.opened.set(order.link, (this.opened.get(order.link) ?? 0) + 1);
    if (order.kind !== 'open') this.#endSession(found, order.kind === 'release' ? 'none' : 'blackhole');
    if (order.kind !== 'release') this.#connect(found, session.run);
  }

  #probe(of: Line): void {
    const { link } = of.plan;
    // Without a session there has been no key.
    if (!this.#sessions.get(link)?.lastPassed) return;
    const sequence = (this.#sequences.get(link) ?? 0) + 1;
    this.#sequences.set(link, sequence);
    this.probes.set(link, (this.probes.get(link) ?? 0) + 1);
    const sentAt = this.now;
    this.tell({ kind: 'probe-sent', link, sequence });
    if (this.#faultOf(of, 'unreachable') !== undefined) {
      this.tell({ kind: 'socket-error', link, code: 'ENETUNREACH' });
      return;
    }
    if (this.#faultOf(of, 'probes') !== undefined) return;
    const roundTrip = this.#roundTrip(of);
    if (!this.#passes(of, 'up') || this.#hubFault() !== undefined || !this.#passes(of, 'down')) return;
    this.#after(roundTrip, () => {
      this.tell({ kind: 'probe-answered', link, sequence, roundTripMilliseconds: this.now - sentAt });
    });
  }

  /** A question over the session of a run of connections: TCP repeats what is lost, ever more rarely. */
  #ask(of: Line, run: number, pause: number): void {
    const { link } = of.plan;
    const session = this.#sessions.get(link);
    if (session?.run !== run || !session.up) return;
    const roundTrip = this.#roundTrip(of);
    if (this.#passes(of, 'up') && this.#passes(of, 'down') && this.#hubFault() === undefined) {
      this.#after(roundTrip, () => {
        if (session.run !== run || !session.up) return;
        this.tell({ kind: 'heard', link });
        this.tell({ kind: 'replied', link });
      });
    } else this.#after(Math.max(pause, 2 * roundTrip), () => this.#ask(of, run, 2 * pause));
  }

  #exchange(of: Line): void {
    const { link } = of.plan;
    const passes = this.#passes(of, 'up') && this.#passes(of, 'down') && this.#hubFault() === undefined;
    const roundTrip = this.#roundTrip(of);
    if (passes) this.#after(roundTrip + 5, () => this.tell({ kind: 'heard', link }));
    // What is lost once is repeated by TCP; what is lost for longer makes the receipt late.
    else this.#after(Math.max(1_000, 3 * of.roundTripMilliseconds), () => this.#repeat(of));
  }

  #repeat(of: Line): void {
    if (!this.#sessions.get(of.plan.link)?.up) return;
    const passes = this.#passes(of, 'up') && this.#passes(of, 'down') && this.#hubFault() === undefined;
    this.tell({ kind: passes ? 'heard' : 'receipt-late', link: of.plan.link });
  }

  #connect(of: Line, run: number): void {
    const session = this.#sessions.get(of.plan.link);
    if (session === undefined) return;
    this.#after(3 * this.#roundTrip(of), () => {
      if (session.run !== run || session.up || !session.wanted) return;
      const cause = this.#refusal(of);
      if (cause === undefined) {
        session.up = true;
        session.lastPassed = this.now;
        this.tell({ kind: 'session-up', link: of.plan.link });
        this.#watch(of, run);
      } else {
        this.#after(cause === 'blackhole' ? 4_000 : 0, () => {
          if (session.run !== run) return;
          this.tell({ kind: 'session-down', link: of.plan.link, cause });
          this.#after(1_000 + this.#random.below(3_000), () => this.#connect(of, run));
        });
      }
    });
  }

  /** Ends a session that nothing has passed for the keepalive, or that the hub has closed. */
  #watch(of: Line, run: number): void {
    this.#after(500, () => {
      const session = this.#sessions.get(of.plan.link);
      if (session === undefined || session.run !== run || !session.up) return;
      if (this.#passes(of, 'up') && this.#passes(of, 'down') && this.#hubFault() === undefined)
        session.lastPassed = this.now;
      const cause = this.#closing(of);
      if (cause === undefined && this.now - session.lastPassed < keepaliveMilliseconds) return this.#watch(of, run);
      this.#endSession(of, cause ?? 'blackhole');
      this.#connect(of, run);
    });
  }

  #endSession(of: Line, cause: LinkCauseCode): void {
    const session = this.#sessions.get(of.plan.link);
    if (session === undefined || !session.up) return;
    session.up = false;
    this.tell({ kind: 'session-down', link: of.plan.link, cause });
  }

  #closing(of: Line): LinkCauseCode | undefined {
    if (this.#faultOf(of, 'unreachable') !== undefined) return 'link-down';
    if (this.#faultOf(of, 'refuse') !== undefined) return 'link-down';
    return this.#hubFault()?.kind === 'refuse' ? 'link-down' : undefined;
  }

  #refusal(of: Line): LinkCauseCode | undefined {
    if (this.#faultOf(of, 'unreachable') !== undefined) return 'link-down';
    const refused = this.#faultOf(of, 'refuse');
    if (refused !== undefined) return refused.cause ?? 'hub-down';
    if (!this.#passes(of, 'up') || !this.#passes(of, 'down')) return 'blackhole';
    const hub = this.#hubFault();
    return hub === undefined ? undefined : hub.kind === 'refuse' ? 'hub-down' : 'blackhole';
  }

  #roundTrip(of: Line): number {
    const slower = this.#faultOf(of, 'slow')?.amount ?? 1;
    return of.roundTripMilliseconds * slower + this.#random.fraction() * of.jitterMilliseconds * slower;
  }

  #passes(of: Line, way: 'up' | 'down'): boolean {
    if (of.blinks && this.#blinks()) return false;
    if (this.#random.chance(of.loss / 2)) return false;
    if (this.#faultOf(of, 'blackhole') !== undefined || this.#faultOf(of, way) !== undefined) return false;
    const lossy = this.#faultOf(of, 'loss');
    // Half of what is lost, each way.
    return lossy === undefined || !this.#random.chance(1 - Math.sqrt(1 - (lossy.amount ?? 0)));
  }

  #blinks(): boolean {
    const period = Math.floor(this.now / 15_000);
    const drawn = seededRandom(period);
    if (!drawn.chance(0.25)) return false;
    return this.now - period * 15_000 < 100 + drawn.below(200);
  }

  #faultOf(of: Line, kind: Fault['kind']): Fault | undefined {
    return this.faults.find((fault) => fault.link === of.plan.link && fault.kind === kind && this.#isOn(fault));
  }

  #hubFault(): Fault | undefined {
    return this.faults.find((fault) => fault.link === undefined && this.#isOn(fault));
  }

  #isOn({ from, to }: Fault): boolean {
    return this.now >= from && this.now < to;
  }

  #after(milliseconds: number, act: () => void): void {
    this.#queue.add({ at: this.now + milliseconds, act });
  }
}
