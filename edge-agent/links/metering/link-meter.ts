import { isIPv6 } from 'node:net';
import { systemTimers, type Timers } from '../../../config/running/timers.js';
import type { LinkName } from '../../../protocol/ids.js';
import { probeBytes } from '../../../protocol/probe/probe.js';
import type { NodeLink } from '../../../provisioning/node-folder.js';
import { type InterfaceCounters, readInterfaceCounters } from './interface-counters.js';
import { connectionBytes, streamWireBytes } from './stream-overhead.js';
import { nextTunnel, openTunnelModel, type TunnelModel } from './tunnel-overhead.js';
import { addBytes, datagramHeaderBytes, noBytes, type WireBytes } from './wire-bytes.js';

/** A socket of a session, below TLS. */
export interface CountedSocket {
  readonly bytesWritten: number;
  readonly bytesRead: number;
  /** Messages of MQTT; those of TLS itself are few. */
  readonly messagesWritten: number;
  readonly messagesRead: number;
  readonly destroyed: boolean;
}

/** How far a socket has been counted. */
interface Counted {
  readonly bytes: WireBytes;
  readonly messages: WireBytes;
}

const nothingCounted: Counted = { bytes: noBytes, messages: noBytes };

export interface LinkMeterOptions {
  readonly links: readonly Pick<NodeLink, 'name' | 'hub' | 'tunnel'>[];
  readonly timers?: Timers;
  readonly readInterface?: (name: string) => InterfaceCounters | undefined;
}

interface Line {
  readonly interfaceName: string | undefined;
  /** Of the way outside of a tunnel. */
  readonly isIpv6: boolean;
  readonly sockets: Map<CountedSocket, Counted>;
  counters: InterfaceCounters | undefined;
  model: TunnelModel;
  /** Counted since the last look. */
  fresh: WireBytes;
  total: WireBytes;
}

/** So often the counts are looked at: what comes in between is told apart no more. */
const lookMilliseconds = 250;

/**
 * Counts what goes over each link as its operator does (rule L50). Where the link's tunnel has an interface here, its
 * counts are the base, else the bytes of the sessions' sockets; probes outside of the tunnel are added to either.
 */
export class LinkMeter {
  readonly #timers: Timers;
  readonly #readInterface: (name: string) => InterfaceCounters | undefined;
  readonly #lines: ReadonlyMap<LinkName, Line>;
  #listener: ((link: LinkName, bytes: WireBytes) => void) | undefined;
  #endLooks: (() => void) | undefined;

  constructor({ links, timers = systemTimers, readInterface = readInterfaceCounters }: LinkMeterOptions) {
    this.#timers = timers;
    this.#readInterface = readInterface;
    this.#lines = new Map(links.map((link) => [link.name, openLine(link)]));
  }

  /** @param listener is told what is new of a link */
  start(listener: (link: LinkName, bytes: WireBytes) => void): void {
    this.#listener = listener;
    for (const line of this.#lines.values()) line.counters = this.#countersOf(line);
    this.#endLooks = this.#timers.every(lookMilliseconds, () => this.look());
  }

  stop(): void {
    this.#endLooks?.();
    this.look();
  }

  /** A connection over the link begins. */
  watch(link: LinkName, socket: CountedSocket): void {
    const line = this.#lines.get(link);
    if (line === undefined) return;
    line.sockets.set(socket, nothingCounted);
    if (line.counters === undefined) line.fresh = addBytes(line.fresh, connectionBytes(line.isIpv6));
  }

  /** A probe left or came. @param isInside of the tunnel, where its interface counts it */
  noteProbe(link: LinkName, direction: 'up' | 'down', isInside: boolean): void {
    const line = this.#lines.get(link);
    if (line === undefined || (isInside && line.counters !== undefined)) return;
    const bytes = probeBytes + datagramHeaderBytes(line.isIpv6);
    line.fresh = addBytes(line.fresh, { ...noBytes, [direction]: bytes });
  }

  /** All that went over a link in this run of the program. */
  totals(): ReadonlyMap<LinkName, WireBytes> {
    return new Map([...this.#lines].map(([link, { total }]) => [link, total]));
  }

  /** Counts what is new. */
  look(): void {
    const at = this.#timers.elapsedMilliseconds();
    for (const [link, line] of this.#lines) {
      const inSockets = readSockets(line);
      const inside =
        this.#lookInside(line, at) ??
        streamWireBytes({ ...inSockets.bytes, messages: inSockets.messages, isIpv6: line.isIpv6 });
      const bytes = addBytes(line.fresh, inside);
      line.fresh = noBytes;
      if (bytes.up + bytes.down === 0) continue;
      line.total = addBytes(line.total, bytes);
      this.#listener?.(link, bytes);
    }
  }

  /** What went through the tunnel; `undefined` where the link has none here. */
  #lookInside(line: Line, at: number): WireBytes | undefined {
    const before = line.counters;
    const now = this.#countersOf(line);
    line.counters = now;
    if (now === undefined) return undefined;
    const isSame =
      before?.index === now.index && before.up.bytes <= now.up.bytes && before.down.bytes <= now.down.bytes;
    // One that was made anew counts from nothing; one that was there before this look is not ours before it.
    const [up, down] = (['up', 'down'] as const).map((side) => ({
      packets: now[side].packets - (isSame ? before[side].packets : 0),
      bytes: now[side].bytes - (isSame ? before[side].bytes : 0),
    })) as [InterfaceCounters['up'], InterfaceCounters['down']];
    const { isIpv6 } = line;
    if (now.form === 'kernel') return kernelWireBytes({ up, down }, isIpv6);
    const { model, bytes } = nextTunnel(line.model, { at, up, down, mtu: now.mtu, isIpv6 });
    line.model = model;
    return bytes;
  }

  #countersOf({ interfaceName }: Line): InterfaceCounters | undefined {
    return interfaceName === undefined ? undefined : this.#readInterface(interfaceName);
  }
}

/**
 * The kernel counts what it receives as it comes in UDP, and of what it sends all but the 16 bytes in front of a message
 * with content (`iptunnel_xmit_stats`): for the few without, that is 16 bytes too many.
 */
function kernelWireBytes({ up, down }: Pick<InterfaceCounters, 'up' | 'down'>, isIpv6: boolean): WireBytes {
  const header = datagramHeaderBytes(isIpv6);
  return { up: up.bytes + up.packets * (header + 16), down: down.bytes + down.packets * header };
}

function openLine({ hub, tunnel }: Pick<NodeLink, 'hub' | 'tunnel'>): Line {
  const outside = tunnel?.endpoints[0] ?? hub;
  return {
    ...{ interfaceName: tunnel?.interfaceName, isIpv6: isIPv6(outside.host), sockets: new Map() },
    ...{ counters: undefined, model: openTunnelModel, fresh: noBytes, total: noBytes },
  };
}

/** What is new in the sockets of a line. */
function readSockets({ sockets }: Line): Counted {
  let { bytes, messages } = nothingCounted;
  for (const [socket, before] of sockets) {
    const written = { up: socket.bytesWritten, down: socket.bytesRead };
    // A message of which nothing has gone out yet counts with its bytes.
    const told = {
      up: written.up === before.bytes.up ? before.messages.up : socket.messagesWritten,
      down: socket.messagesRead,
    };
    bytes = addBytes(bytes, lessBytes(written, before.bytes));
    messages = addBytes(messages, lessBytes(told, before.messages));
    if (socket.destroyed) sockets.delete(socket);
    else sockets.set(socket, { bytes: written, messages: told });
  }
  return { bytes, messages };
}

function lessBytes(one: WireBytes, other: WireBytes): WireBytes {
  return { up: one.up - other.up, down: one.down - other.down };
}
