import type { SeededRandom } from '../../support/seeded-random.js';
import { Cable } from '../network.js';

export type Way = 'up' | 'down';

/** How a link is when nothing is wrong with it. */
export interface WireShape {
  readonly kind: 'fibre' | 'cellular' | 'starlink' | 'geo';
  readonly metered: boolean;
  readonly standby: 'warm' | 'cold' | 'asleep';
  readonly roundTripMilliseconds: number;
  readonly jitterMilliseconds: number;
  /** Of the packets, each way. */
  readonly loss: number;
  readonly bytesPerSecond: number;
}

/** What is wrong with a wire for a while. */
export interface Trouble {
  /**
   * `refused`: somebody else answers, as an operator does once the credit is spent. `unreachable`: there is no route.
   * `probes`: a firewall lets sessions through and no datagram.
   */
  readonly kind: 'blackhole' | Way | 'loss' | 'slow' | 'unreachable' | 'refused' | 'probes';
  readonly from: number;
  readonly to: number;
  /** Share lost, or how many times slower. */
  readonly amount?: number;
}

const blocking: readonly Trouble['kind'][] = ['blackhole', 'unreachable', 'refused'];
/** Whoever has a session notices none of it. */
const harmless: readonly Trouble['kind'][] = ['probes'];
const passing: readonly Trouble['kind'][] = [...harmless, 'loss', 'slow'];

/** One link between a site and the hub as it is in truth: what both ends can only guess at. */
export class Wire extends Cable {
  readonly shape: WireShape;
  /** The bytes of its month are used up. */
  isSpent = false;
  /** Connections that were tried over it. */
  attempts = 0;
  readonly #random: SeededRandom;
  #troubles: readonly Trouble[] = [];
  /** When the last byte that was given to it is through. */
  readonly #freeAt = { up: 0, down: 0 };

  constructor(shape: WireShape, random: SeededRandom) {
    super();
    this.shape = shape;
    this.#random = random;
  }

  add(trouble: Trouble): void {
    this.#troubles = [...this.#troubles, trouble];
  }

  /** Nothing that a session would notice is wrong from now on. */
  heal(now: number): void {
    const end = (trouble: Trouble) => (harmless.includes(trouble.kind) ? trouble.to : Math.min(trouble.to, now));
    this.#troubles = this.#troubles
      .filter(({ from }) => from < now)
      .map((trouble) => ({ ...trouble, to: end(trouble) }));
  }

  is(kind: Trouble['kind'], now: number): boolean {
    return this.#now(now).some((trouble) => trouble.kind === kind);
  }

  /** Whether nothing at all comes through. */
  isBlocked(way: Way, now: number): boolean {
    return this.#now(now).some(({ kind }) => kind === way || blocking.includes(kind));
  }

  /** Since when nothing comes through one way or the other; `undefined` while it does. */
  blockedSince(now: number): number | undefined {
    const starts = this.#now(now).flatMap(({ kind, from }) => (passing.includes(kind) ? [] : from));
    return starts.length === 0 ? undefined : Math.min(...starts);
  }

  /** Since when nothing has been wrong with it; `undefined` while something is. */
  soundSince(now: number): number | undefined {
    const troubles = this.#troubles.filter(({ kind }) => !harmless.includes(kind));
    if (troubles.some((trouble) => isOn(trouble, now))) return undefined;
    return Math.max(0, ...troubles.filter(({ to }) => to <= now).map(({ to }) => to));
  }

  /** Whether somebody answered in the hub's place within this time. */
  wasRefused(since: number, now: number): boolean {
    return this.#troubles.some(({ kind, from, to }) => kind === 'refused' && to >= since && from <= now);
  }

  /** Whether one packet comes through now. */
  passes(way: Way, now: number): boolean {
    if (this.isBlocked(way, now)) return false;
    const lost = this.#now(now).reduce((sum, { kind, amount = 0 }) => (kind === 'loss' ? sum + amount / 2 : sum), 0);
    return !this.#random.chance(this.shape.loss + lost);
  }

  /** Milliseconds from one end to the other. */
  latency(now: number): number {
    const slower = this.#now(now).reduce((most, { kind, amount = 1 }) => (kind === 'slow' ? amount : most), 1);
    const { roundTripMilliseconds, jitterMilliseconds } = this.shape;
    return (slower * (roundTripMilliseconds + this.#random.fraction() * jitterMilliseconds)) / 2;
  }

  /** When so many bytes that are given to it now have come to the other end. */
  arrival(way: Way, bytes: number, now: number): number {
    this.#freeAt[way] = Math.max(this.#freeAt[way], now) + (bytes * 1_000) / this.shape.bytesPerSecond;
    return this.#freeAt[way] + this.latency(now);
  }

  #now(now: number): readonly Trouble[] {
    return this.#troubles.filter((trouble) => isOn(trouble, now));
  }
}

function isOn({ from, to }: Trouble, now: number): boolean {
  return now >= from && now < to;
}
