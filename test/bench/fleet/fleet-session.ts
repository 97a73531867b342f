import { createPrivateKey, randomBytes } from 'node:crypto';
import { MqttConnection } from '../../../edge-agent/links/mqtt-connection.js';
import { SecureChannel } from '../../../edge-agent/links/secure-channel.js';
import { decodeBatch, protocolVersion, schemaVersion } from '../../../protocol/batch.js';
import { equalBytes } from '../../../protocol/bytes.js';
import { type Cursor, cursorStart } from '../../../protocol/change.js';
import { type ControlMessage, decodeControl, encodeControl } from '../../../protocol/control/control.js';
import { claimOfAll } from '../../../protocol/control/lane-claim.js';
import type { Receipt } from '../../../protocol/control/receipt.js';
import { parseLinkName, parseSiteCode } from '../../../protocol/ids.js';
import { type Lane, lanes } from '../../../protocol/lane.js';
import { limits } from '../../../protocol/limits.js';
import {
  noteGap,
  noteHead,
  noteReceipt,
  noteSent,
  openSender,
  planSend,
  type SenderState,
} from '../../../protocol/sender.js';
import { isSignedKind } from '../../../protocol/session/handshake.js';
import { anyMoment, type FleetPlan, type FleetSiteIdentity } from './fleet-plan.js';
import type { ReadyBatch } from './site-log.js';

export interface FleetSessionEvents {
  /** So many changes more of a lane are durable at the hub, and proved to be the ones that were sent. */
  onDurable(lane: Lane, changes: number): void;
  /** So many changes came from the hub. */
  onFed(changes: number): void;
  /** Something that must not happen in a bench: it would make the figures worthless. */
  onFailure(what: string): void;
}

const link = parseLinkName('fibre');

/** One site's session: the real transport and the real sender, over batches that are ready. */
export class FleetSession {
  readonly #identity: FleetSiteIdentity;
  readonly #events: FleetSessionEvents;
  readonly #connection: MqttConnection;
  readonly #channel: SecureChannel;
  readonly #batches = new Map<Lane, ReadyBatch[]>();
  readonly #byFirst = new Map<string, ReadyBatch>();
  readonly #byLast = new Map<string, ReadyBatch>();
  readonly #durable = new Map<Lane, number>();
  #state: SenderState = openSender([], new Map());
  #onWelcome: (() => void) | undefined;
  #pumping = false;
  #stopped = true;

  constructor(
    plan: FleetPlan,
    identity: FleetSiteIdentity,
    batches: readonly ReadyBatch[],
    events: FleetSessionEvents,
  ) {
    this.#identity = identity;
    this.#events = events;
    for (const batch of batches) {
      const ofLane = this.#batches.get(batch.lane) ?? [];
      ofLane.push(batch);
      this.#byFirst.set(`${batch.lane} ${batch.from}`, batch);
      this.#byLast.set(`${batch.lane} ${batch.to.seq}`, batch);
      this.#batches.set(batch.lane, ofLane);
    }
    const { host, port, hubName, keyPem, authorityPem } = plan;
    const site = parseSiteCode(identity.code);
    this.#channel = new SecureChannel({ site, link, partition: 0, privateKey: createPrivateKey(keyPem) });
    const options = {
      ...{ host, port, hubName, keyPem, authorityPem, certificatePem: identity.certificatePem },
      ...{
        site,
        link,
        partition: 0,
        connectMillisecondsMax: 60_000,
        keepaliveSeconds: 60,
        moment: anyMoment,
      },
    };
    this.#connection = new MqttConnection(options, {
      onReady: () => this.#hello(),
      onMessage: (channel, message) => {
        if (channel === 'ctl') this.#hear(this.#open(message));
        else this.#acknowledge(this.#channel.open(channel, message));
      },
      onClosed: (cause) => {
        if (cause !== 'none') events.onFailure(`closed: ${cause}`);
      },
    });
  }

  /** Resolves when the hub has welcomed the site. */
  open(): Promise<void> {
    return new Promise((resolve) => {
      this.#onWelcome = resolve;
      this.#connection.start();
    });
  }

  send(): void {
    this.#stopped = false;
    this.#pump().catch((error) => this.#events.onFailure(String(error)));
  }

  /** Nothing more is sent. */
  pause(): void {
    this.#stopped = true;
  }

  close(): void {
    this.#connection.close();
  }

  #hello(): void {
    const site = parseSiteCode(this.#identity.code);
    const { epoch } = this.#identity;
    const heads = lanes.map((lane) => ({ lane, ...(this.#batches.get(lane)?.at(-1)?.to ?? this.#startOf(lane)) }));
    const hello = this.#channel.sealHello({
      ...{ kind: 'hello', protocol: protocolVersion, schema: schemaVersion, site, epoch, bootId: `bench-${site}` },
      ...{ dictionaries: [], heads, hubEpoch: 0, downs: [], acked: [], fork: undefined, earlierFeed: undefined },
      ...{ token: randomBytes(16), nextHash: randomBytes(32), sessionKey: this.#channel.sessionKey, claim: claimOfAll },
    });
    void this.#connection.publish('ctl', hello);
  }

  #open(message: Uint8Array): ControlMessage {
    if (isSignedKind(message)) return this.#channel.openWelcome(this.#connection.hubKey, message);
    return decodeControl(this.#state.lanes.size === 0 ? message : this.#channel.open('ctl', message));
  }

  #hear(message: ControlMessage): void {
    if (message.kind === 'welcome') {
      this.#state = openSender(message.ups, new Map(), {
        batchBytesMax: limits.batchBytesIdleMax,
        repeatIsDear: false,
      });
      for (const [lane, batches] of this.#batches) {
        this.#state = noteHead(this.#state, lane, batches.at(-1)?.to.seq ?? 0);
      }
      this.#onWelcome?.();
    } else if (message.kind === 'receipt') {
      this.#prove(message);
      this.#state = noteReceipt(this.#state, message, performance.now());
      if (!this.#stopped) this.send();
    } else if (message.kind === 'refusal') {
      if (message.code !== 'batch-gap' || message.lane === undefined)
        this.#events.onFailure(`refused: ${message.code}`);
      else this.#state = noteGap(this.#state, message.lane);
    }
  }

  /** What the hub feeds is taken, proved and acknowledged, though kept by nobody. */
  #acknowledge(payload: Uint8Array): void {
    const { header, changes } = decodeBatch(payload, new Map());
    this.#events.onFed(changes.length);
    const receipt = encodeControl({
      ...{ kind: 'receipt', node: parseSiteCode(this.#identity.code), hubEpoch: header.epoch, epoch: header.epoch },
      ...{ lane: header.lane, durable: { seq: header.to, chain: header.chainAfter }, safeSeq: 0 },
      ...{ creditBytes: limits.creditBytesMax, rejects: [], mended: [] },
    });
    void this.#connection.publish('ctl', this.#channel.close('ctl', receipt));
  }

  /** A receipt counts only when its chain is the one of the changes that were sent (rule S4). */
  #prove({ lane, durable, rejects }: Receipt): void {
    if (rejects.length > 0) this.#events.onFailure('rejected changes');
    const sent = durable.seq === 0 ? this.#startOf(lane) : this.#byLast.get(`${lane} ${durable.seq}`)?.to;
    if (sent === undefined || !equalBytes(sent.chain, durable.chain)) {
      this.#events.onFailure(`a receipt of another log: lane ${lane}, up to ${durable.seq}`);
      return;
    }
    // What a backup made safe is told beside the receipts of intake, and may come after a later one.
    const before = this.#durable.get(lane) ?? 0;
    if (durable.seq <= before) return;
    this.#durable.set(lane, durable.seq);
    this.#events.onDurable(lane, durable.seq - before);
  }

  #startOf(lane: Lane): Cursor {
    const { code, epoch } = this.#identity;
    return cursorStart({ direction: 'up', site: parseSiteCode(code), epoch, lane });
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      for (let plan = this.#plan(); plan !== undefined; plan = this.#plan()) {
        const { lane, after } = plan;
        const batch = this.#byFirst.get(`${lane} ${after.seq + 1}`);
        if (batch === undefined) throw new Error('no batch there');
        this.#state = noteSent(this.#state, lane, batch.to, batch.bytes.length, performance.now());
        await this.#connection.publish(lane, this.#channel.close(lane, batch.bytes));
      }
    } finally {
      this.#pumping = false;
    }
  }

  #plan() {
    return this.#stopped ? undefined : planSend(this.#state, performance.now());
  }
}
