import { constants, X509Certificate } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import type { SiteCode } from '../../protocol/ids.js';
import { formatTopic } from '../../protocol/topics.js';
import { limitPackets } from './packet-limit.js';
import type { Refusals } from './refusals.js';
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
}

/** `MQTT 3.1.1 §3.2.2.3`: not authorised. */
const notAuthorised = 5;

/**
 * The MQTT broker behind mutual TLS 1.3, in this process. It carries bytes between the hub and one site at a time: sites
 * never hear each other, nothing is retained, and no message waits for a site that is away, for the log is the queue.
 */
export class AedesTransport implements SiteTransport {
  readonly #options: BrokerOptions;
  readonly #peers = new Map<Client, SitePeer>();
  readonly #clients = new Map<SitePeer, Client>();
  #connections = 0;
  #broker: Aedes | undefined;
  #server: Server | undefined;

  constructor(options: BrokerOptions) {
    this.#options = options;
  }

  async start(events: SiteTransportEvents): Promise<void> {
    const broker = await Aedes.createBroker({ heartbeatInterval: 3_600_000, concurrency: 1_000 });
    this.#broker = broker;
    this.#authorise(broker, events);
    const server = createServer(tlsOptionsOf(this.#options), (socket) => this.#accept(broker, socket));
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

  #accept(broker: Aedes, socket: TLSSocket): void {
    socket.on('error', () => socket.destroy());
    if (!socket.authorized || socket.isSessionReused()) {
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
    const certificate = socket.getPeerCertificate();
    const fingerprint = (certificate.fingerprint256 ?? '').replaceAll(':', '').toLowerCase();
    const listedSite = fingerprint === '' ? undefined : await siteOfCertificate(fingerprint);
    const commonName: unknown = certificate.subject?.CN;
    const verdict = judgeConnect({
      commonName: typeof commonName === 'string' ? commonName : undefined,
      clientId: client.id,
      listedSite,
    });
    if (verdict.kind === 'refuse') {
      refusals.note('connect', verdict.code, listedSite ?? 'unproven');
      return false;
    }
    const { site, link } = verdict;
    const { publicKey } = new X509Certificate(certificate.raw);
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
    rejectUnauthorized: true,
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
    // A resumed session would skip the certificate, and with it revocation and expiry.
    secureOptions: constants.SSL_OP_NO_TICKET,
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
