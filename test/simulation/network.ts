import type { Channel } from '../../central-hub/broker/site-transport.js';
import type { HubConnectionOptions } from '../../edge-agent/links/connection.js';
import type { LinkCause } from '../../edge-agent/links/link-cause.js';
import type { SeededRandom } from '../support/seeded-random.js';
import { explain } from './explain.js';
import type { FaultCounts } from './fault-kinds.js';
import type { Trace } from './trace.js';
import type { VirtualTime } from './virtual-time.js';

/** How bad the network of a run is; probabilities for each message. */
export interface NetworkShape {
  readonly lost: number;
  readonly doubled: number;
  readonly delayed: number;
  readonly reordered: number;
  readonly altered: number;
  readonly late: number;
  readonly latencyMilliseconds: number;
}

/** A cable between one box and the hub. `silent`: it swallows everything, and neither end is told. */
export class Cable {
  state: 'up' | 'down' | 'silent' = 'up';
  /** How often it was cut: what was under way is gone. */
  cuts = 0;
  batchesUnderWay = 0;
}

export interface NetworkOptions {
  readonly time: VirtualTime;
  readonly random: SeededRandom;
  readonly counts: FaultCounts;
  readonly trace: Trace;
  readonly shape: NetworkShape;
}

/** One direction of one connection: what comes in order without faults. */
export interface Flow {
  readonly cable: Cable;
  readonly name: string;
  readonly isUp?: boolean;
  /** Whether its connection has ended. */
  readonly isOver?: () => boolean;
  lastArrivalMilliseconds: number;
}

/** An attempt to connect: how long it takes, and what then hinders it. */
export interface Attempt {
  readonly milliseconds: number;
  readonly cause: () => LinkCause | undefined;
}

const late = { millisecondsMin: 2_000, millisecondsMax: 40_000 };
const delayed = { millisecondsMin: 500, millisecondsMax: 6_000 };

/** A network that loses, doubles, delays, reorders and alters what it carries, until it is healed. */
export class Network {
  readonly #options: NetworkOptions;
  #fair = false;

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  /** No faults from now on; what is under way still comes as it was going to. */
  heal(): void {
    this.#fair = true;
  }

  get latencyMilliseconds(): number {
    const { random, shape } = this.#options;
    return shape.latencyMilliseconds * (0.5 + random.fraction());
  }

  attempt(cable: Cable, { connectMillisecondsMax }: HubConnectionOptions): Attempt {
    const cause = () => (cable.state === 'up' ? undefined : cable.state === 'silent' ? 'blackhole' : 'link-down');
    return { milliseconds: cable.state === 'silent' ? connectMillisecondsMax : 2 * this.latencyMilliseconds, cause };
  }

  /** The other end hears that a connection was ended. */
  farewell(_cable: Cable, act: () => void): void {
    this.#options.time.after(this.latencyMilliseconds, act);
  }

  /** A connection over which nothing comes any more is ended; here it is by other means. */
  keepAlive(_cable: Cable, _isOver: () => boolean, _end: () => void): void {}

  /** Cuts a cable: what is under way is lost. Both ends learn of it from who calls this. */
  cut(cable: Cable, state: 'down' | 'silent'): void {
    const { counts } = this.#options;
    if (cable.batchesUnderWay > 0) counts.add('link-flip-in-batch');
    counts.add(state === 'down' ? 'link-cut' : 'link-silent');
    cable.state = state;
    cable.cuts += 1;
    cable.batchesUnderWay = 0;
  }

  /**
   * Carries a message.
   * @param deliver called when it arrives, perhaps twice, perhaps altered, perhaps never
   * @param deliverLate called instead when it hung somewhere until its connection may be gone
   */
  carry(flow: Flow, channel: Channel, payload: Uint8Array, deliver: Deliver, deliverLate?: Deliver): void {
    const { time, random, counts, trace, shape } = this.#options;
    trace.note(time.elapsedMilliseconds, `${flow.name} ${channel} ${payload.length}`, payload, () =>
      explain(channel, payload),
    );
    if (flow.cable.state !== 'up') return;
    if (this.#fair) {
      this.#bring(flow, channel, this.#inOrder(flow), payload, deliver);
    } else if (random.chance(shape.lost)) {
      counts.add('message-lost');
    } else {
      this.#carryBadly(flow, channel, payload, deliver, deliverLate);
    }
  }

  #carryBadly(flow: Flow, channel: Channel, payload: Uint8Array, deliver: Deliver, deliverLate?: Deliver): void {
    const { time, random, counts, shape } = this.#options;
    if (deliverLate !== undefined && random.chance(shape.late)) {
      counts.add('message-late');
      time.after(between(random, late), () => deliverLate(payload));
      return;
    }
    let arrival = this.#inOrder(flow);
    if (random.chance(shape.reordered)) {
      counts.add('message-reordered');
      arrival += random.fraction() * 4 * shape.latencyMilliseconds;
      flow.lastArrivalMilliseconds = time.elapsedMilliseconds;
    } else if (random.chance(shape.delayed)) {
      counts.add('message-delayed');
      arrival += between(random, delayed);
      flow.lastArrivalMilliseconds = arrival;
    }
    this.#bring(flow, channel, arrival, this.#perhapsAltered(channel, payload), deliver);
    if (!random.chance(shape.doubled)) return;
    counts.add('message-doubled');
    this.#bring(flow, channel, arrival + random.fraction() * 3_000, payload, deliver);
  }

  #inOrder(flow: Flow): number {
    const arrival = this.#options.time.elapsedMilliseconds + this.latencyMilliseconds;
    flow.lastArrivalMilliseconds = Math.max(flow.lastArrivalMilliseconds, arrival);
    return flow.lastArrivalMilliseconds;
  }

  #bring(flow: Flow, channel: Channel, arrival: number, payload: Uint8Array, deliver: Deliver): void {
    const { time } = this.#options;
    const { cable } = flow;
    const { cuts } = cable;
    const isBatch = channel !== 'ctl';
    if (isBatch) cable.batchesUnderWay += 1;
    time.after(arrival - time.elapsedMilliseconds, () => {
      if (cable.cuts !== cuts) return;
      if (isBatch) cable.batchesUnderWay -= 1;
      deliver(payload);
    });
  }

  /** TLS keeps what a session says whole; a batch may yet come altered, as from a broker that is broken. */
  #perhapsAltered(channel: Channel, payload: Uint8Array): Uint8Array {
    const { random, counts, shape } = this.#options;
    if (channel === 'ctl' || !random.chance(shape.altered)) return payload;
    counts.add('message-altered');
    const altered = Uint8Array.from(payload);
    const index = random.below(altered.length);
    altered[index] = (altered[index] ?? 0) ^ (1 << random.below(8));
    return altered;
  }
}

export type Deliver = (payload: Uint8Array) => void;

function between(random: SeededRandom, range: { millisecondsMin: number; millisecondsMax: number }): number {
  return range.millisecondsMin + random.fraction() * (range.millisecondsMax - range.millisecondsMin);
}
