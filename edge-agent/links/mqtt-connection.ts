import type { KeyObject } from 'node:crypto';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { MqttClient } from 'mqtt';
import { systemTimers } from '../../config/running/timers.js';
import type { KnownMoment } from '../../protocol/clock-floor.js';
import type { ResumptionKey, ShownCertificate } from '../../protocol/session/resumption.js';
import { downlinkFilter, formatClientId, formatTopic, parseTopic } from '../../protocol/topics.js';
import { showsHub } from '../../provisioning/certificates/inspect.js';
import type { KnownPlaces } from './captive/known-places.js';
import type { Channel, HubConnection, HubConnectionEvents, HubConnectionOptions } from './connection.js';
import { causeOf, type LinkCause } from './link-cause.js';
import type { CountedSocket } from './metering/link-meter.js';
import type { Resumptions } from './resumptions.js';

export interface MqttConnectionOptions extends HubConnectionOptions {
  /** What is known of time, for the end of the hub's certificate (rule T22). */
  readonly moment: () => KnownMoment;
  readonly places?: KnownPlaces;
  /** Where left out, both ends show their certificates each time. */
  readonly resumptions?: Resumptions;
}

/** One MQTT connection over mutual TLS 1.3. */
export class MqttConnection implements HubConnection {
  readonly #options: MqttConnectionOptions;
  readonly #events: HubConnectionEvents;
  #client: MqttClient | undefined;
  /** What the hub has shown, now or when the key was agreed on that this connection began with. */
  #shown: ShownCertificate | undefined;
  #timer: NodeJS.Timeout | undefined;
  #cause: LinkCause = 'link-down';
  /** What the hub's name led to. */
  #address = '';
  readonly #messages = { written: 0, read: 0 };
  /** The hub has answered our CONNECT. */
  #isAccepted = false;
  #closed = false;
  /** A connection that ends calls back for none of these; the log sends again. */
  readonly #publishing = new Set<() => void>();

  constructor(options: MqttConnectionOptions, events: HubConnectionEvents) {
    this.#options = options;
    this.#events = events;
  }

  start(): void {
    const { site, link, partition, keepaliveSeconds, connectMillisecondsMax, reachMillisecondsMax } = this.#options;
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
      // Would keep the bytes of all 65,536 numbers of packets, made at the first one: 8 MB, and time of a start.
      writeCache: false,
    });
    this.#client = client;
    client.on('packetsend', () => {
      this.#messages.written += 1;
    });
    client.on('packetreceive', () => {
      this.#messages.read += 1;
    });
    this.#giveUpAfter(reachMillisecondsMax ?? connectMillisecondsMax);
    client.on('error', (error) => this.#fail(this.#causeOfEnd(causeOf(error))));
    client.on('close', () => this.#fail(this.#causeOfEnd(this.#cause)));
    client.on('message', (topic, payload) => {
      const parsed = parseTopic(topic);
      if (parsed !== undefined && !this.#closed) this.#events.onMessage(parsed.channel, payload);
    });
    client.on('connect', () => {
      this.#isAccepted = true;
      client.subscribe(downlinkFilter(partition, site, link), { qos: 0 }, (error) => {
        if (error !== null) return this.#fail('certificate');
        clearTimeout(this.#timer);
        if (!this.#closed) this.#events.onReady();
      });
    });
  }

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

  /** The key of the certificate that the hub showed, which the authority signed. */
  get hubKey(): KeyObject | undefined {
    return this.#shown?.certificate.publicKey;
  }

  keepResumption(key: ResumptionKey): void {
    const { link, resumptions } = this.#options;
    if (this.#shown !== undefined) resumptions?.keep(link, { ...key, shown: this.#shown });
  }

  close(cause: LinkCause = 'none'): void {
    this.#fail(cause);
  }

  #openSocket(): TLSSocket {
    const { host, port, localAddress, hubName, keyPem, certificatePem, authorityPem, onSocket, places } = this.#options;
    const { link, resumptions } = this.#options;
    const kept = resumptions?.find(link);
    const wire = connectTcp({ host, port, ...(localAddress !== undefined && { localAddress }) });
    wire.setNoDelay(true);
    wire.once('lookup', (_error, address) => {
      if (isIP(String(address)) !== 0) this.#address = String(address);
    });
    onSocket?.(this.#counted(wire));
    const socket = connectTls({
      socket: wire,
      ...(isIP(hubName) === 0 && { servername: hubName }),
      key: keyPem,
      cert: certificatePem,
      ca: authorityPem,
      minVersion: 'TLSv1.3',
      // Judged below, before anything is sent: OpenSSL would ask the box's own clock about the dates (rule T22).
      rejectUnauthorized: false,
      ...(kept !== undefined && {
        pskCallback: () => {
          resumptions?.drop(link);
          return { psk: kept.key, identity: kept.identity };
        },
      }),
    });
    // Its answer shows that the link is alive: the rest may take what a long link needs.
    wire.once('connect', () => this.#giveUpAfter(this.#options.connectMillisecondsMax));
    // Asked for once: a second time Node has forgotten the certificate.
    socket.once('secureConnect', () => {
      const shown = socket.isSessionReused() ? kept?.shown : shownBy(socket);
      if (!showsHub(this.#options, shown?.certificate, this.#options.moment())) {
        socket.destroy();
        this.#fail('certificate');
        return;
      }
      this.#shown = shown;
      places?.noteProven(host, this.#address);
    });
    for (const each of [wire, socket]) {
      each.on('error', (error) => {
        this.#cause = causeOf(error);
      });
    }
    return socket;
  }

  /** What the meter counts: bytes below TLS, messages above it. */
  #counted(wire: Socket): CountedSocket {
    const messages = this.#messages;
    return {
      get bytesWritten() {
        return wire.bytesWritten;
      },
      get bytesRead() {
        return wire.bytesRead;
      },
      get messagesWritten() {
        return messages.written;
      },
      get messagesRead() {
        return messages.read;
      },
      get destroyed() {
        return wire.destroyed;
      },
    };
  }

  /** A hub that has proved itself and then hangs up without a word did not take our certificate: TLS 1.3 tells it late. */
  #causeOfEnd(cause: LinkCause): LinkCause {
    const { host, places } = this.#options;
    if (this.#shown === undefined) return places?.isPortal(host, this.#address) ? 'no-credit' : cause;
    const isRefused = !this.#isAccepted;
    return isRefused && cause === 'link-down' ? 'certificate' : cause;
  }

  /** Who asks a name server that is silent has asked nobody else yet. */
  get #silence(): LinkCause {
    return this.#address === '' && isIP(this.#options.host) === 0 ? 'dns' : 'blackhole';
  }

  #giveUpAfter(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => this.#fail(this.#causeOfEnd(this.#silence)), milliseconds);
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

function shownBy(socket: TLSSocket): ShownCertificate | undefined {
  const certificate = socket.getPeerX509Certificate();
  return certificate && { certificate, shownAt: systemTimers.elapsedMilliseconds() };
}
