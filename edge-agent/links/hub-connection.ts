import { isIP } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { MqttClient } from 'mqtt';
import type { LinkName, SiteCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import { downlinkFilter, formatClientId, formatTopic, parseTopic } from '../../protocol/topics.js';
import { causeOf, type LinkCause } from './link-cause.js';

export type Channel = Lane | 'ctl';

export interface HubConnectionOptions {
  readonly host: string;
  readonly port: number;
  /** The name that the hub's certificate must carry, whatever the address. */
  readonly hubName: string;
  readonly keyPem: string;
  readonly certificatePem: string;
  readonly authorityPem: string;
  readonly site: SiteCode;
  readonly link: LinkName;
  readonly partition: number;
  readonly connectMillisecondsMax: number;
  readonly keepaliveSeconds: number;
}

export interface HubConnectionEvents {
  onMessage(channel: Channel, payload: Uint8Array): void;
  /** The connection ended, once; also when it never came to be. */
  onClosed(cause: LinkCause): void;
  /** Connected, and subscribed to the hub's side of this link. */
  onReady(): void;
}

/** One MQTT connection over mutual TLS 1.3. It is made once and never comes back by itself: the link decides on that. */
export class HubConnection {
  readonly #options: HubConnectionOptions;
  readonly #events: HubConnectionEvents;
  #client: MqttClient | undefined;
  #timer: NodeJS.Timeout | undefined;
  #cause: LinkCause = 'link-down';
  #closed = false;
  /** A connection that ends calls back for none of these; the log sends again. */
  readonly #publishing = new Set<() => void>();

  constructor(options: HubConnectionOptions, events: HubConnectionEvents) {
    this.#options = options;
    this.#events = events;
  }

  start(): void {
    const { site, link, partition, keepaliveSeconds, connectMillisecondsMax } = this.#options;
    const client = new MqttClient(() => this.#openSocket() as never, {
      clientId: formatClientId(site, link),
      protocolVersion: 4,
      clean: true,
      keepalive: keepaliveSeconds,
      // Its own timers would hide what happens on the link: attempts and their pauses are decided outside.
      reconnectPeriod: 0,
      connectTimeout: connectMillisecondsMax * 2,
      queueQoSZero: false,
      resubscribe: false,
    });
    this.#client = client;
    this.#timer = setTimeout(() => this.#fail('blackhole'), connectMillisecondsMax);
    client.on('error', (error) => this.#fail(causeOf(error)));
    client.on('close', () => this.#fail(this.#cause));
    client.on('message', (topic, payload) => {
      const parsed = parseTopic(topic);
      if (parsed !== undefined && !this.#closed) this.#events.onMessage(parsed.channel, payload);
    });
    client.on('connect', () => {
      client.subscribe(downlinkFilter(partition, site, link), { qos: 0 }, (error) => {
        if (error !== null) return this.#fail('certificate');
        clearTimeout(this.#timer);
        if (!this.#closed) this.#events.onReady();
      });
    });
  }

  /** Resolves when the bytes were handed to the socket; says nothing about their arrival. */
  publish(channel: Channel, payload: Uint8Array): Promise<void> {
    const { site, link, partition } = this.#options;
    const topic = formatTopic({ partition, site, link, direction: 'up', channel });
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    return new Promise((resolve) => {
      if (this.#client === undefined || this.#closed) {
        resolve();
        return;
      }
      const done = () => {
        this.#publishing.delete(done);
        resolve();
      };
      this.#publishing.add(done);
      this.#client.publish(topic, bytes, { qos: 0 }, done);
    });
  }

  /** Ends it now, without a farewell that a dead link would never carry. */
  close(cause: LinkCause = 'none'): void {
    this.#fail(cause);
  }

  #openSocket(): TLSSocket {
    const { host, port, hubName, keyPem, certificatePem, authorityPem } = this.#options;
    const socket = connectTls({
      host,
      port,
      ...(isIP(hubName) === 0 && { servername: hubName }),
      key: keyPem,
      cert: certificatePem,
      ca: authorityPem,
      minVersion: 'TLSv1.3',
      rejectUnauthorized: true,
    });
    socket.setNoDelay(true);
    socket.on('error', (error) => {
      this.#cause = causeOf(error);
    });
    return socket;
  }

  #fail(cause: LinkCause): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#client?.on('error', () => {});
    this.#client?.end(true);
    for (const done of this.#publishing) done();
    this.#events.onClosed(cause);
  }
}
