import { createPrivateKey, type X509Certificate } from 'node:crypto';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { MqttClient } from 'mqtt';
import { SecureChannel } from '../../edge-agent/links/secure-channel.js';
import { type Journal, openJournal } from '../../journal/open.js';
import { type BatchHeader, encodeBatch, protocolVersion, schemaVersion } from '../../protocol/batch.js';
import { type Change, type Cursor, cursorStart } from '../../protocol/change.js';
import { type ControlMessage, decodeControl } from '../../protocol/control/control.js';
import type { Hello } from '../../protocol/control/hello.js';
import type { Welcome } from '../../protocol/control/welcome.js';
import { createSystemUuidGenerator, type LinkName, parseLinkName, type SiteCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import type { ProbeKey } from '../../protocol/probe/probe-key.js';
import { downlinkFilter, formatTopic } from '../../protocol/topics.js';
import { unlockDataKey } from '../../provisioning/custody/key-slots.js';
import { type Identity, nodePaths } from '../../provisioning/node-folder.js';
import { eventually } from './programs-records.js';
import { plainHello } from './protocol-arbitraries.js';

const fibre = parseLinkName('fibre');

/** How a connection was answered: `open`, or refused with MQTT's return code or the code of TLS. */
export type ConnectAnswer = 'open' | { readonly refused: string };

export interface RawConnectOptions {
  readonly port: number;
  readonly clientId: string;
  readonly identity: Partial<Identity>;
  readonly tls?: ConnectionOptions;
}

/** An MQTT client that says whatever a test wants it to say: the site that the hub must not trust. */
export class RawClient {
  readonly received: { readonly topic: string; readonly payload: Buffer }[] = [];
  closed = false;
  readonly client: MqttClient;
  readonly keyPem: string | undefined;
  hubCertificate: X509Certificate | undefined;
  readonly #answer: Promise<ConnectAnswer>;

  constructor({ port, clientId, identity, tls }: RawConnectOptions) {
    const socketOptions = {
      ...{ host: '127.0.0.1', port, servername: 'hub.carnet.internal', minVersion: 'TLSv1.3' as const },
      ...(identity.keyPem !== undefined && { key: identity.keyPem, cert: identity.certificatePem }),
      ...{ ca: identity.authorityPem, ...tls },
    };
    this.keyPem = identity.keyPem;
    const openSocket = () => {
      const socket = connectTls(socketOptions);
      socket.on('secureConnect', () => {
        this.hubCertificate = socket.getPeerX509Certificate();
      });
      return socket as never;
    };
    this.client = new MqttClient(openSocket, {
      ...{ clientId, protocolVersion: 4, clean: true, reconnectPeriod: 0, keepalive: 60, queueQoSZero: false },
    });
    this.client.on('message', (topic, payload) => this.received.push({ topic, payload }));
    this.#answer = new Promise((resolve) => {
      this.client.on('connect', () => resolve('open'));
      this.client.on('error', (error) => resolve({ refused: String((error as { code?: unknown }).code) }));
      this.client.on('close', () => {
        this.closed = true;
        resolve({ refused: 'closed' });
      });
    });
  }

  answer(): Promise<ConnectAnswer> {
    return this.#answer;
  }

  end(): void {
    this.client.end(true);
  }
}

/** A site's folder, its real journal, and a connection that speaks the protocol by hand. */
export class RawSite {
  readonly site: SiteCode;
  readonly journal: Journal;
  readonly raw: RawClient;
  readonly link: LinkName = fibre;
  #secure: SecureChannel | undefined;
  welcome: Welcome | undefined;

  constructor(site: SiteCode, journal: Journal, raw: RawClient) {
    this.site = site;
    this.journal = journal;
    this.raw = raw;
  }

  get controls(): readonly ControlMessage[] {
    return this.raw.received
      .filter(({ topic }) => topic.endsWith('/ctl'))
      .map(({ payload }) => decodeControl(payload[0] === 2 ? this.#unsigned(payload) : this.#withoutCode(payload)));
  }

  /** A welcome is signed by the hub. */
  #unsigned(payload: Uint8Array): Uint8Array {
    const { modulusLength = 0 } = this.raw.hubCertificate?.publicKey.asymmetricKeyDetails ?? {};
    return payload.subarray(0, payload.length - modulusLength / 8);
  }

  /** Before the session there is no code at the end. */
  #withoutCode(payload: Uint8Array): Uint8Array {
    try {
      return this.#secure?.open('ctl', payload) ?? payload;
    } catch {
      return payload;
    }
  }

  /** Subscribes, says hello, and waits for the welcome. */
  async open(change: Partial<Hello> = {}): Promise<void> {
    await this.raw.answer();
    await this.raw.client.subscribeAsync(downlinkFilter(0, this.site, this.link));
    await this.sayHello(change);
    const answer = await eventually('welcome', () =>
      this.raw.received.find(({ topic, payload }) => topic.endsWith('/ctl') && payload[0] === 2),
    );
    if (this.raw.hubCertificate === undefined) throw new Error('no certificate');
    this.welcome = this.#secure?.openWelcome(this.raw.hubCertificate.publicKey, answer.payload);
  }

  /** What proves its probes, after the welcome. */
  get probeKey(): ProbeKey | undefined {
    return this.#secure?.probeKey;
  }

  /** Says hello, signed as a site does it. */
  async sayHello(change: Partial<Hello> = {}): Promise<void> {
    const privateKey = createPrivateKey(this.raw.keyPem ?? '');
    this.#secure = new SecureChannel({ site: this.site, link: this.link, partition: 0, privateKey });
    this.sendRaw('ctl', this.#secure.sealHello({ ...(await this.hello()), ...change }));
  }

  async hello(): Promise<Hello> {
    const { sync } = this.journal;
    const heads = await sync.heads({ direction: 'up', site: this.site, epoch: 1 });
    const kind = 'hello' as const;
    const version = { protocol: protocolVersion, schema: schemaVersion };
    const bootId = createSystemUuidGenerator()();
    return {
      ...{ kind, ...version, site: this.site, epoch: 1, bootId, dictionaries: [], heads, hubEpoch: 0, downs: [] },
      ...{ ...plainHello, sessionKey: this.#secure?.sessionKey ?? plainHello.sessionKey },
    };
  }

  /** Sends with the code of the session. */
  send(channel: Lane | 'ctl', payload: Uint8Array): void {
    if (this.#secure === undefined) throw new Error('no session');
    this.sendRaw(channel, this.#secure.close(channel, payload));
  }

  /** Sends the bytes as they are. */
  sendRaw(channel: Lane | 'ctl', payload: Uint8Array): void {
    const topic = formatTopic({ partition: 0, site: this.site, link: this.link, direction: 'up', channel });
    this.raw.client.publish(topic, Buffer.from(payload));
  }

  /** The log of one lane as batches of one change each. */
  async batches(lane: Lane): Promise<readonly { readonly header: BatchHeader; readonly changes: readonly Change[] }[]> {
    const log = { direction: 'up', site: this.site, epoch: 1 } as const;
    const batches: { header: BatchHeader; changes: readonly Change[] }[] = [];
    let after: Cursor = cursorStart({ ...log, lane });
    for (;;) {
      const run = await this.journal.sync.since({ log, lane, after, changesMax: 1, bytesMax: 1 });
      if (run === undefined || run === 'fork') return batches;
      const { from, to, chainBefore, chainAfter, changes } = run;
      const version = { protocol: protocolVersion, schema: schemaVersion, dictionary: 0 };
      batches.push({
        header: { ...version, origin: this.site, epoch: 1, lane, from, to, chainBefore, chainAfter },
        changes,
      });
      after = { seq: to, chain: chainAfter };
    }
  }

  /** How far the hub said that it is durable in a lane. */
  durableSeq(lane: Lane): number {
    const seqs = this.controls.map((message) =>
      message.kind === 'receipt' && message.lane === lane ? message.durable.seq : 0,
    );
    return Math.max(0, ...seqs);
  }

  /** The codes of all refusals so far. */
  refusals(): readonly string[] {
    return this.controls.flatMap((message) => (message.kind === 'refusal' ? [message.code] : []));
  }
}

export function encodePlain({ header, changes }: { header: BatchHeader; changes: readonly Change[] }): Uint8Array {
  return encodeBatch(header, changes, new Map());
}

/** Opens the journal of a site's folder in which no program runs. */
export async function openSiteJournal(dir: string, site: SiteCode): Promise<Journal> {
  return openJournal({ file: nodePaths(dir).journal, key: await unlockDataKey(dir), role: 'site', site, epoch: 1 });
}
