import type { Channel, SitePeer, SiteTransport, SiteTransportEvents } from '../../central-hub/broker/site-transport.js';
import type { TransportParts } from '../../central-hub/sync-engine.js';
import type { HubConnection, HubConnectionEvents, HubConnectionOptions } from '../../edge-agent/links/connection.js';
import type { LinkCause } from '../../edge-agent/links/link-cause.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { Cable, Flow, Network } from './network.js';
import { anyPublicKey } from './plain-sessions.js';
import type { VirtualTime } from './virtual-time.js';

export interface SwitchboardOptions {
  readonly time: VirtualTime;
  readonly network: Network;
  readonly nowMilliseconds: () => number;
  /** A node hands a control message to the network. */
  readonly onSaid: (speaker: Speaker, site: SiteCode, payload: Uint8Array, peer?: SitePeer) => void;
  /** The hub hears a control message. */
  readonly onHeard: (peer: SitePeer, payload: Uint8Array) => void;
}

/** A running program of a box, as the network knows it. */
export interface Speaker {
  readonly isAlive: () => boolean;
}

/** A box that asks for a connection. */
export interface Caller extends Speaker {
  /** Of its box: two copies of a site have the same code. */
  readonly name: string;
  readonly fingerprint: string;
  readonly cableOf: (link: string) => Cable;
}

/** Connections between the boxes and the hub that runs at the moment. */
export class Switchboard {
  readonly options: SwitchboardOptions;
  readonly #connections = new Set<SimulatedConnection>();
  readonly #byPeer = new Map<SitePeer, SimulatedConnection>();
  #hub: SimulatedTransport | undefined;

  constructor(options: SwitchboardOptions) {
    this.options = options;
  }

  get hub(): SimulatedTransport | undefined {
    return this.#hub;
  }

  connect(caller: Caller, options: HubConnectionOptions, events: HubConnectionEvents): HubConnection {
    const connection = new SimulatedConnection(this, caller, options, events);
    this.#connections.add(connection);
    return connection;
  }

  openTransport(speaker: Speaker, parts: TransportParts): SimulatedTransport {
    return new SimulatedTransport(this, speaker, parts);
  }

  hubStarted(hub: SimulatedTransport): void {
    this.#hub = hub;
  }

  /** The hub died: its connections end, as far as a site hears of it. */
  hubDied(): void {
    this.#hub = undefined;
    this.#endAll(() => true, 'hub-down');
  }

  boxDied(caller: Caller): void {
    for (const connection of this.#of(caller)) connection.abandon();
  }

  /** A cable was cut so that both ends are told. */
  cableCut(cable: Cable): void {
    this.#endAll((connection) => connection.cable === cable, 'link-down');
  }

  connectionOf(peer: SitePeer): SimulatedConnection | undefined {
    return this.#byPeer.get(peer);
  }

  entered(connection: SimulatedConnection, peer: SitePeer): void {
    // A second connection of the same client id ends nothing: which run may speak is the lease's to judge (rule E12).
    this.#byPeer.set(peer, connection);
  }

  forget(connection: SimulatedConnection): void {
    this.#connections.delete(connection);
    if (connection.peer !== undefined) this.#byPeer.delete(connection.peer);
  }

  #of(caller: Caller): SimulatedConnection[] {
    return [...this.#connections].filter((connection) => connection.caller === caller);
  }

  #endAll(which: (connection: SimulatedConnection) => boolean, cause: LinkCause): void {
    const { network } = this.options;
    for (const connection of [...this.#connections].filter(which)) {
      network.farewell(connection.cable, () => connection.close(cause));
    }
  }
}

/** A site's end of one connection. */
export class SimulatedConnection implements HubConnection {
  readonly caller: Caller;
  readonly site;
  readonly link;
  readonly cable: Cable;
  readonly hubKey = anyPublicKey;
  peer: SitePeer | undefined;
  readonly #board: Switchboard;
  readonly #options: HubConnectionOptions;
  readonly #events: HubConnectionEvents;
  readonly #up: Flow;
  readonly #down: Flow;
  #closed = false;

  constructor(board: Switchboard, caller: Caller, options: HubConnectionOptions, events: HubConnectionEvents) {
    this.#board = board;
    this.caller = caller;
    this.#options = options;
    this.#events = events;
    this.site = options.site;
    this.link = options.link;
    this.cable = caller.cableOf(options.link);
    const name = `${caller.name}@${options.link}`;
    const flow = { cable: this.cable, isOver: () => this.#closed, lastArrivalMilliseconds: 0 };
    this.#up = { ...flow, name: `${name} up`, isUp: true };
    this.#down = { ...flow, name: `${name} dn`, isUp: false };
  }

  start(): void {
    const { time, network } = this.#board.options;
    const attempt = network.attempt(this.cable, this.#options);
    time.after(attempt.milliseconds, () => {
      if (this.#closed) return;
      const { hub } = this.#board;
      const cause = attempt.cause();
      if (cause !== undefined) this.close(cause);
      else if (hub === undefined) this.close('hub-down');
      else void this.#enter(hub);
    });
  }

  async publish(channel: Channel, payload: Uint8Array): Promise<void> {
    const { peer } = this;
    const hub = this.#board.hub;
    if (this.#closed || peer === undefined || hub === undefined) return;
    if (channel === 'ctl') this.#board.options.onSaid(this.caller, this.site, payload);
    const deliverLate = (bytes: Uint8Array) => hub.hear(peer, channel, bytes);
    const deliver = (bytes: Uint8Array) => hub.peers().includes(peer) && hub.hear(peer, channel, bytes);
    this.#board.options.network.carry(this.#up, channel, payload, deliver, deliverLate);
  }

  /** What the hub says over this connection. */
  hear(channel: Channel, payload: Uint8Array): void {
    this.#board.options.network.carry(this.#down, channel, payload, (bytes) => {
      if (!this.#closed && this.caller.isAlive()) this.#events.onMessage(channel, bytes);
    });
  }

  close(cause: LinkCause = 'none'): void {
    if (this.#closed) return;
    this.abandon();
    if (this.caller.isAlive()) this.#events.onClosed(cause);
  }

  /** The connection ends at this end; the hub hears of it, sooner or later. */
  abandon(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#board.forget(this);
    const { peer } = this;
    const { network } = this.#board.options;
    if (peer !== undefined) network.farewell(this.cable, () => this.#board.hub?.drop(peer));
  }

  async #enter(hub: SimulatedTransport): Promise<void> {
    const listed = await hub.siteOf(this.caller.fingerprint);
    if (this.#closed) return;
    if (listed !== this.site) return this.close('certificate');
    const { site, link } = this;
    const { partition } = this.#options;
    const connectedMilliseconds = this.#board.options.nowMilliseconds();
    const { fingerprint } = this.caller;
    const peer = { site, link, partition, fingerprint, publicKey: anyPublicKey, connectedMilliseconds };
    this.peer = peer;
    this.#board.entered(this, peer);
    hub.admit(peer);
    this.#events.onReady();
    const { network } = this.#board.options;
    network.keepAlive(
      this.cable,
      () => this.#closed,
      () => this.close('blackhole'),
    );
  }
}

/** The hub's end of all connections: the port that in the program is an MQTT broker. */
export class SimulatedTransport implements SiteTransport {
  readonly #board: Switchboard;
  readonly #speaker: Speaker;
  readonly #parts: TransportParts;
  readonly #peers = new Set<SitePeer>();
  #events: SiteTransportEvents | undefined;

  constructor(board: Switchboard, speaker: Speaker, parts: TransportParts) {
    this.#board = board;
    this.#speaker = speaker;
    this.#parts = parts;
  }

  async start(events: SiteTransportEvents): Promise<void> {
    this.#events = events;
    this.#board.hubStarted(this);
  }

  async stop(): Promise<void> {
    this.#events = undefined;
  }

  async siteOf(fingerprint: string): Promise<string | undefined> {
    return this.#speaker.isAlive() ? this.#parts.siteOfCertificate(fingerprint) : undefined;
  }

  admit(peer: SitePeer): void {
    this.#peers.add(peer);
    this.#events?.onConnect(peer);
  }

  hear(peer: SitePeer, channel: Channel, payload: Uint8Array): void {
    if (!this.#speaker.isAlive()) return;
    if (channel === 'ctl') this.#board.options.onHeard(peer, payload);
    this.#events?.onMessage(peer, channel, payload);
  }

  /** A connection ended. */
  drop(peer: SitePeer): void {
    if (this.#peers.delete(peer) && this.#speaker.isAlive()) this.#events?.onDisconnect(peer);
  }

  async publish(peer: SitePeer, channel: Channel, payload: Uint8Array): Promise<void> {
    if (!this.#peers.has(peer) || !this.#speaker.isAlive()) return;
    if (channel === 'ctl') this.#board.options.onSaid(this.#speaker, peer.site, payload, peer);
    this.#board.connectionOf(peer)?.hear(channel, payload);
  }

  disconnect(peer: SitePeer): void {
    const { time, network } = this.#board.options;
    const connection = this.#board.connectionOf(peer);
    this.drop(peer);
    if (connection === undefined) time.after(network.latencyMilliseconds, () => {});
    else network.farewell(connection.cable, () => connection.close('link-down'));
  }

  peers(): readonly SitePeer[] {
    return [...this.#peers];
  }
}
