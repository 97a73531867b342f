import { constants } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import { systemTimers } from '../../config/running/timers.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { ResumptionKey, ShownCertificate } from '../../protocol/session/resumption.js';
import { formatTopic } from '../../protocol/topics.js';
import { showsSite } from '../../provisioning/certificates/inspect.js';
import { limitPackets } from './packet-limit.js';
import type { Refusals } from './refusals.js';
import { Resumptions } from './resumptions.js';
import { channelOfPublish, judgeConnect, maySubscribe } from './scope.js';
import type { Channel, SitePeer, SiteTransport, SiteTransportEvents } from './site-transport.js';

export interface BrokerOptions {
  readonly host: string;
  readonly port: number;
  /** PEM: the hub's own key and certificate, and the authority that signs the sites. */
  readonly keyPem: string;
  readonly certificatePem: string;
  readonly authorityPem: string;
  readonly packetBytesMax: number;
  readonly partitionOf: (site: SiteCode) => number;
  /** The site that an active certificate names (rule E5). */
  readonly siteOfCertificate: (fingerprint: string) => Promise<SiteCode | undefined>;
  readonly refusals: Refusals;
  readonly now: () => number;
  /** A clock that nobody sets; the system's when left out. */
  readonly elapsedMilliseconds?: () => number;
}

/** `MQTT 3.1.1 §3.2.2.3`: not authorised. */
const notAuthorised = 5;

/**
 * The MQTT broker behind mutual TLS 1.3, in this process. It carries bytes between the hub and one site at a time: sites
 * never hear each other, nothing is retained, and no message waits for a site that is away, for the log is the queue.
 */
export class AedesTransport implements SiteTransport {
  readonly #options: BrokerOptions;
  readonly #elapsedMilliseconds: () => number;
  readonly #resumptions: Resumptions;
  /** Whose each connection is, by a certificate that it showed itself, or the one of the key that it began with. */
  readonly #shown = new WeakMap<object, ShownCertificate>();
  readonly #peers = new Map<Client, SitePeer>();
  readonly #clients = new Map<SitePeer, Client>();
  #connections = 0;
  #broker: Aedes | undefined;
  #server: Server | undefined;

  constructor(options: BrokerOptions) {
    this.#options = options;
    this.#elapsedMilliseconds = options.elapsedMilliseconds ?? systemTimers.elapsedMilliseconds;
    this.#resumptions = new Resumptions(options.now, this.#elapsedMilliseconds);
  }

  async start(events: SiteTransportEvents): Promise<void> {
    const broker = await Aedes.createBroker({ heartbeatInterval: 3_600_000, concurrency: 1_000 });
    this.#broker = broker;
    this.#authorise(broker, events);
    const pskCallback = (socket: TLSSocket, identity: string) => this.#begin(socket, identity);
    const server = createServer({ ...tlsOptionsOf(this.#options), pskCallback }, (socket) =>
      this.#accept(broker, socket),
    );
    server.on('tlsClientError', (_error, socket) => {
      this.#options.refusals.note('tls', 'certificate-refused', 'unproven');
      socket.destroy();
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#options.port, this.#options.host, () => {
        server.off('error', reject);
        resolve();
      });
    });
  }

  /** The port that it listens on; of use when 0 was asked for. */
  get port(): number {
    const address = this.#server?.address() as AddressInfo | null | undefined;
    return address?.port ?? 0;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    const closed = new Promise<void>((resolve) => {
      if (server === undefined) resolve();
      else server.close(() => resolve());
    });
    for (const client of this.#peers.keys()) client.conn.destroy();
    await new Promise<void>((resolve) => {
      if (this.#broker === undefined) resolve();
      else this.#broker.close(resolve);
    });
    await closed;
  }

  publish(peer: SitePeer, channel: Channel, payload: Uint8Array): Promise<void> {
    const client = this.#clients.get(peer);
    if (client === undefined) return Promise.resolve();
    const topic = formatTopic({ ...peer, direction: 'dn', channel });
    // Straight to the one connection: the broker's own routing would look for other listeners, and there are none.
    const packet = { cmd: 'publish', topic, payload: asBuffer(payload), qos: 0, retain: false, dup: false } as const;
    return new Promise((resolve) => client.publish(packet, () => resolve()));
  }

  disconnect(peer: SitePeer): void {
    this.#clients.get(peer)?.conn.destroy();
  }

  peers(): readonly SitePeer[] {
    return [...this.#peers.values()];
  }

  keepResumption(peer: SitePeer, key: ResumptionKey): void {
    const client = this.#clients.get(peer);
    const shown = client && this.#shown.get(client.conn);
    if (shown !== undefined) this.#resumptions.keep(peer.link, key, shown);
  }

  /** A key that is not known, or holds no more, is no reason to refuse: the site is asked for its certificate. */
  #begin(socket: TLSSocket, identity: string): Uint8Array | null {
    const kept = this.#resumptions.find(identity);
    if (kept === undefined) return null;
    this.#shown.set(socket, kept.shown);
    return kept.key;
  }

  #accept(broker: Aedes, socket: TLSSocket): void {
    socket.on('error', () => socket.destroy());
    if (!this.#noteShown(socket)) {
      this.#options.refusals.note('tls', 'certificate-refused', 'unproven');
      socket.destroy();
      return;
    }
    socket.setNoDelay(true);
    limitPackets(socket, this.#options.packetBytesMax, () =>
      this.#options.refusals.note('publish', 'too-large', 'unproven'),
    );
    broker.handle(socket);
  }

  /**
   * Whether the connection is of a site of this hub. Nothing is resumed but what began with a key that is kept here; tickets
   * are not (see `tlsOptionsOf`).
   */
  #noteShown(socket: TLSSocket): boolean {
    if (!socket.isSessionReused()) {
      const certificate = socket.getPeerX509Certificate();
      if (certificate === undefined || !showsSite(this.#options.authorityPem, certificate)) {
        this.#shown.delete(socket);
      } else this.#shown.set(socket, { certificate, shownAt: this.#elapsedMilliseconds() });
    }
    return this.#shown.has(socket);
  }

  #authorise(broker: Aedes, events: SiteTransportEvents): void {
    const { refusals } = this.#options;
    broker.authenticate = (client, _username, _password, done) => {
      this.#welcome(client, events).then(
        (welcome) => (welcome ? done(null, true) : done(refusedError(), false)),
        () => done(refusedError(), false),
      );
    };
    broker.authorizePublish = (client, packet, done) => {
      const peer = client === null ? undefined : this.#peers.get(client);
      if (peer !== undefined && channelOfPublish(peer, packet.topic) !== undefined) {
        packet.retain = false;
        return done(null);
      }
      refusals.note('publish', 'scope-forged', nameOf(peer));
      done(new Error('scope-forged'));
    };
    broker.authorizeSubscribe = (client, subscription, done) => {
      const peer = this.#peers.get(client);
      if (peer !== undefined && maySubscribe(peer, subscription.topic)) return done(null, subscription);
      refusals.note('subscribe', 'scope-forged', nameOf(peer));
      done(null, null);
    };
    broker.published = (packet, client, done) => {
      const peer = client === null ? undefined : this.#peers.get(client);
      const channel = peer === undefined ? undefined : channelOfPublish(peer, packet.topic);
      if (peer !== undefined && channel !== undefined) events.onMessage(peer, channel, asBuffer(packet.payload));
      done(null);
    };
    broker.on('clientReady', (client) => {
      const peer = this.#peers.get(client);
      if (peer !== undefined) events.onConnect(peer);
    });
  }

  async #welcome(client: Client, events: SiteTransportEvents): Promise<boolean> {
    const { refusals, siteOfCertificate, partitionOf, now } = this.#options;
    const socket = client.conn as TLSSocket;
    const certificate = this.#shown.get(socket)?.certificate;
    if (certificate === undefined) return false;
    const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
    // Asked of the list each time, however the connection began (rules E5, L57).
    const isOver = Date.parse(certificate.validTo) < now();
    const listedSite = isOver ? undefined : await siteOfCertificate(fingerprint);
    const commonName: unknown = certificate.toLegacyObject().subject?.CN;
    const verdict = judgeConnect({
      commonName: typeof commonName === 'string' ? commonName : undefined,
      clientId: client.id,
      listedSite,
    });
    if (verdict.kind === 'refuse') {
      refusals.note('connect', verdict.code, listedSite ?? 'unproven');
      if (listedSite === undefined) this.#resumptions.forget(certificate.fingerprint256);
      return false;
    }
    const { site, link } = verdict;
    const { publicKey } = certificate;
    const partition = partitionOf(site);
    const peer = { site, link, partition, fingerprint, publicKey, connectedMilliseconds: now() };
    // The broker ends a connection whose client id comes again. Which of two runs of a site may speak is the lease's to
    // judge (rule E12), and for that both must be able to speak.
    this.#connections += 1;
    client.id = `${client.id}#${this.#connections}`;
    this.#peers.set(client, peer);
    this.#clients.set(peer, client);
    // The socket's own end: the broker tells of none that ends before it is registered.
    socket.once('close', () => {
      this.#peers.delete(client);
      this.#clients.delete(peer);
      events.onDisconnect(peer);
    });
    return !socket.destroyed;
  }
}

function tlsOptionsOf(options: BrokerOptions) {
  return {
    key: options.keyPem,
    cert: options.certificatePem,
    ca: options.authorityPem,
    requestCert: true,
    // Judged by `showsSite` and by the hub's clock: OpenSSL would ask the machine's about the dates (rule T23).
    rejectUnauthorized: false,
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
    // A ticket would be taken without asking whether its certificate was revoked or is over, and holds the whole of it.
    secureOptions: constants.SSL_OP_NO_TICKET,
    // A key of ours goes with SHA-256 only (RFC 8446 §4.2.11).
    ciphers: 'TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384',
    handshakeTimeout: 10_000,
  } as const;
}

function refusedError(): AuthenticateError {
  return Object.assign(new Error('not authorised'), { returnCode: notAuthorised });
}

function nameOf(peer: SitePeer | undefined): string {
  return peer === undefined ? 'unproven' : `${peer.site}@${peer.link}`;
}

function asBuffer(payload: string | Uint8Array): Buffer {
  if (typeof payload === 'string') return Buffer.from(payload);
  return Buffer.isBuffer(payload) ? payload : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
}
