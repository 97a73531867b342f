import type { Channel } from '../../../central-hub/broker/site-transport.js';
import type { HubConnectionOptions } from '../../../edge-agent/links/connection.js';
import type { LinkCause } from '../../../edge-agent/links/link-cause.js';
import { decodeControl, encodeControl } from '../../../protocol/control/control.js';
import type { Use } from '../../../protocol/control/use.js';
import { lane as lanes } from '../../../protocol/lane.js';
import { type Attempt, type Cable, type Deliver, type Flow, Network, type NetworkOptions } from '../network.js';
import { withoutSum, withSum } from '../plain-sessions.js';
import type { LinkFaultKind, LinkPlant } from './link-fault-kinds.js';
import type { LinkShape } from './link-shape.js';
import { type Way, Wire } from './wire.js';

export interface WireNetworkOptions extends NetworkOptions {
  readonly links: LinkShape;
  readonly wires: () => readonly Wire[];
  readonly plant: LinkPlant | undefined;
  readonly count: (kind: LinkFaultKind) => void;
  readonly onBroken: (what: string) => void;
}

interface Message {
  readonly channel: Channel;
  readonly payload: Uint8Array;
  readonly deliver: Deliver;
}

/** TCP repeats what was not confirmed after a pause that doubles (RFC 6298), here up to so long. */
const repeat = { millisecondsMin: 200, millisecondsMax: 8_000 };
/** A connection is given up when nothing came for one and a half times its keepalive (MQTT 3.1.1 §3.1.2.10). */
const keepaliveShare = 1.5;
const keepaliveLookMilliseconds = 2_000;
const keepaliveSeconds = { free: 15, metered: 300 };
const claimLateMillisecondsMax = 15_000;
/** What a planted late claim has more than every true one. */
const plantedGeneration = 1_000_000;

/** What TCP makes of wires that fail: everything comes once and in order, late, or not at all. */
export class WireNetwork extends Network {
  readonly #options: WireNetworkOptions;
  readonly #waiting = new Map<Flow, Message[]>();
  /** Claims that were lost: each is once. */
  readonly #swallowed = new Set<string>();
  #fair = false;

  constructor(options: WireNetworkOptions) {
    super(options);
    this.#options = options;
  }

  override heal(): void {
    this.#fair = true;
    const { time, wires } = this.#options;
    for (const wire of wires()) wire.heal(time.elapsedMilliseconds);
  }

  override attempt(cable: Cable, options: HubConnectionOptions): Attempt {
    const { time } = this.#options;
    const wire = wireOf(cable);
    wire.attempts += 1;
    const now = time.elapsedMilliseconds;
    const meets = (cause: LinkCause) => () => cause;
    if (wire.is('unreachable', now)) return { milliseconds: 1, cause: meets('link-down') };
    if (wire.is('refused', now)) return { milliseconds: 4 * wire.latency(now), cause: meets('certificate') };
    const { reachMillisecondsMax = options.connectMillisecondsMax } = options;
    if (wire.blockedSince(now) !== undefined) return { milliseconds: reachMillisecondsMax, cause: meets('blackhole') };
    // A round trip for TCP and TLS each, and one for MQTT.
    const milliseconds = 6 * wire.latency(now);
    const later = () => (wire.blockedSince(time.elapsedMilliseconds) === undefined ? undefined : 'blackhole');
    return { milliseconds, cause: later };
  }

  override farewell(cable: Cable, act: () => void): void {
    this.#sayFarewell(wireOf(cable), act, this.#options.time.elapsedMilliseconds);
  }

  override keepAlive(cable: Cable, isOver: () => boolean, end: () => void): void {
    const { time } = this.#options;
    const wire = wireOf(cable);
    time.after(keepaliveLookMilliseconds, () => {
      if (isOver()) return;
      const now = time.elapsedMilliseconds;
      const since = wire.blockedSince(now);
      if (since !== undefined && now - since >= keepaliveMilliseconds(wire)) end();
      else this.keepAlive(cable, isOver, end);
    });
  }

  override carry(flow: Flow, channel: Channel, payload: Uint8Array, deliver: Deliver): void {
    const { time, trace, links, count, onBroken } = this.#options;
    trace.note(time.elapsedMilliseconds, `${flow.name} ${channel} ${payload.length}`, payload);
    if (channel === lanes.bulk) {
      count('bulk-sent');
      if (wireOf(flow.cable).shape.metered && !links.bulkAllowed) onBroken(`${flow.name} carries bulk`);
    }
    const use = channel === 'ctl' ? useIn(payload) : undefined;
    if (use !== undefined && this.#isSwallowed(`${flow.name} ${use.claim.generation}`)) return;
    this.#send(flow, { channel, payload, deliver });
    if (use !== undefined) this.#repeatLater(use, payload, deliver);
  }

  /** The end of a connection is repeated like its bytes; the other end waits no longer than its keepalive. */
  #sayFarewell(wire: Wire, act: () => void, since: number): void {
    const { time } = this.#options;
    const now = time.elapsedMilliseconds;
    if (wire.blockedSince(now) === undefined) time.after(wire.latency(now), act);
    else if (now - since >= keepaliveMilliseconds(wire)) act();
    else time.after(this.#pause(wire), () => this.#sayFarewell(wire, act, since));
  }

  #send(flow: Flow, message: Message): void {
    const waiting = this.#waiting.get(flow) ?? [];
    this.#waiting.set(flow, waiting);
    waiting.push(message);
    if (waiting.length === 1) this.#try(flow, waiting, this.#pause(wireOf(flow.cable)));
  }

  /** What is first goes when the wire lets it through; what waits behind it goes at once after it. */
  #try(flow: Flow, waiting: Message[], pause: number): void {
    const { time } = this.#options;
    const wire = wireOf(flow.cable);
    const way: Way = flow.isUp === true ? 'up' : 'down';
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      if (flow.isOver?.() === true) {
        waiting.length = 0;
        return;
      }
      const now = time.elapsedMilliseconds;
      if (!wire.passes(way, now)) {
        time.after(pause, () => this.#try(flow, waiting, Math.min(2 * pause, repeat.millisecondsMax)));
        return;
      }
      waiting.shift();
      const { payload, deliver } = first;
      flow.lastArrivalMilliseconds = Math.max(flow.lastArrivalMilliseconds, wire.arrival(way, payload.length, now));
      time.after(flow.lastArrivalMilliseconds - now, () => deliver(payload));
    }
  }

  #pause(wire: Wire): number {
    return Math.max(repeat.millisecondsMin, 2 * wire.shape.roundTripMilliseconds);
  }

  /** A broker that is asked for too much lets messages without confirmation fall (MQTT 3.1.1 §4.3.1). */
  #isSwallowed(claim: string): boolean {
    const { random, links, count, plant } = this.#options;
    if (this.#swallowed.has(claim)) return plant === 'claim-not-repeated';
    if (this.#fair || !random.chance(links.claimLost)) return false;
    count('claim-lost');
    this.#swallowed.add(claim);
    return true;
  }

  #repeatLater(use: Use, payload: Uint8Array, deliver: Deliver): void {
    const { random, links, count, plant, time } = this.#options;
    if (this.#fair || !random.chance(links.claimLate)) return;
    count('claim-late');
    const { claim } = use;
    const raised = { ...use, claim: { ...claim, generation: claim.generation + plantedGeneration } };
    const late = plant === 'late-claim-wins' ? withSum(encodeControl(raised)) : payload;
    time.after(random.fraction() * claimLateMillisecondsMax, () => deliver(late));
  }
}

function keepaliveMilliseconds({ shape }: Wire): number {
  return keepaliveShare * 1_000 * (shape.metered ? keepaliveSeconds.metered : keepaliveSeconds.free);
}

function wireOf(cable: Cable): Wire {
  if (!(cable instanceof Wire)) throw new Error('not a wire');
  return cable;
}

function useIn(payload: Uint8Array): Use | undefined {
  try {
    const message = decodeControl(withoutSum(payload));
    return message.kind === 'use' ? message : undefined;
  } catch {
    return undefined;
  }
}
