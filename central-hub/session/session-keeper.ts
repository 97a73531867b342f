import { sharedDictionary } from '../../config/running/dictionaries.js';
import type { Logger } from '../../config/running/logger.js';
import { runChangesMax, SendLoop } from '../../config/running/send-loop.js';
import type { Timers } from '../../config/running/timers.js';
import type { FleetStore } from '../../journal/fleet-store.js';
import type { LogKey, SyncStore } from '../../journal/sync-store.js';
import { type Dictionaries, protocolVersion, schemaVersion } from '../../protocol/batch.js';
import { type ControlMessage, decodeControl, encodeControl } from '../../protocol/control/control.js';
import type { Hello } from '../../protocol/control/hello.js';
import type { Receipt } from '../../protocol/control/receipt.js';
import type { Report } from '../../protocol/control/report.js';
import { hubCode } from '../../protocol/ids.js';
import { limits } from '../../protocol/limits.js';
import { Problem, type ProblemCode } from '../../protocol/problem.js';
import type { HubAttachments } from '../attachments/hub-attachments.js';
import type { Refusals } from '../broker/refusals.js';
import type { SitePeer, SiteTransport } from '../broker/site-transport.js';
import type { BootstrapDesk } from '../fanout/bootstrap-desk.js';
import { creditBytesOf } from '../intake/credit.js';
import type { DigestDesk } from '../proof/digest-desk.js';
import type { OnPoison } from '../proof/poison-alarm.js';
import type { ReceiptTeller } from '../proof/receipt-teller.js';
import type { RemoteDesk } from '../remote/remote-desk.js';
import { feedCursorsOf, refusalOfHello } from './judge-hello.js';
import type { Session, Sessions } from './session.js';

export interface SessionKeeperOptions {
  readonly transport: SiteTransport;
  readonly sessions: Sessions;
  readonly sync: SyncStore;
  readonly fleet: FleetStore;
  readonly bootstraps: Pick<BootstrapDesk, 'hear' | 'tell'>;
  readonly remote: Pick<RemoteDesk, 'hear'>;
  readonly teller: ReceiptTeller;
  readonly digests: Pick<DigestDesk, 'hear'>;
  /** A site could not apply something of its feed. */
  readonly onPoison: OnPoison;
  readonly attachments: Pick<HubAttachments, 'open' | 'hear'>;
  readonly dictionaries: Dictionaries;
  readonly refusals: Refusals;
  readonly logger: Logger;
  readonly now: () => number;
  readonly timers?: Timers;
  readonly onError: (error: unknown) => void;
  /** A site came, went, or said how far it is. */
  readonly onChanged: () => void;
}

/** Opens sessions with hello and welcome, and hears the receipts of the sites (rules S2, S7). */
export class SessionKeeper {
  readonly #options: SessionKeeperOptions;

  constructor(options: SessionKeeperOptions) {
    this.#options = options;
  }

  /** Handles a control message of a site. */
  hear(peer: SitePeer, payload: Uint8Array): void {
    let message: ControlMessage;
    try {
      message = decodeControl(payload);
    } catch (error) {
      this.#refuse(peer, error instanceof Problem ? error.code : 'batch-malformed');
      return;
    }
    this.#answer(peer, message).catch(this.#options.onError);
  }

  async #answer(peer: SitePeer, message: ControlMessage): Promise<void> {
    switch (message.kind) {
      case 'hello':
        return this.#open(peer, message);
      case 'receipt':
        return this.#noteReceipt(peer, message);
      case 'report':
        return this.#noteReport(peer, message);
      case 'refusal':
        this.#options.refusals.note('batch', message.code, `${peer.site}@${peer.link} (downlink)`);
        this.#options.sessions.of(peer)?.downlink.noteRefusal(message);
        return;
      case 'fetch':
        // Only a session proves whose question it is.
        if (this.#options.sessions.of(peer) === undefined) return this.#refuse(peer, 'epoch-unknown');
        return this.#options.remote.hear(peer, message);
      case 'ask':
        return this.#options.teller.answer(this.#options.sessions.of(peer), message.lane);
      case 'chunk-want':
      case 'chunk':
      case 'chunk-done':
        this.#options.attachments.hear(peer, message);
        return;
      case 'digest':
      case 'digest-detail':
        return this.#options.sessions.of(peer) && this.#options.digests.hear(peer, message);
      case 'confirmed':
        return this.#options.teller.hearConfirmed(this.#options.sessions.of(peer), message);
      case 'welcome':
      case 'fetched':
      case 'bootstrap':
        this.#refuse(peer, 'batch-malformed');
    }
  }

  async #open(peer: SitePeer, hello: Hello): Promise<void> {
    const { fleet, sync, sessions, transport, dictionaries, now, logger } = this.#options;
    const code = refusalOfHello(hello, peer.site, await fleet.findSite(peer.site));
    if (code !== undefined) {
      this.#refuse(peer, code);
      return;
    }
    const { hubEpoch } = await sync.identity();
    const ups = await sync.received({ direction: 'up', site: peer.site, epoch: hello.epoch });
    await this.#options.bootstraps.hear(peer, hello, hubEpoch, ups);
    // A hello again on the same connection: batches under way still belong to the session that it replaces.
    await sessions.of(peer)?.downlink.stop();
    const session = { peer, epoch: hello.epoch, downlink: this.#downlink(peer, hello, hubEpoch), gapToldAt: new Map() };
    const welcome = encodeControl({
      kind: 'welcome',
      protocol: protocolVersion,
      schema: schemaVersion,
      hubEpoch,
      epoch: hello.epoch,
      hubMilliseconds: now(),
      dictionaries: [...dictionaries.keys()],
      ups: ups.map((up) => ({ ...up, creditBytes: creditBytesOf(up.lane, sessions.all().length + 1) })),
    });
    if (!transport.peers().includes(peer)) return;
    sessions.open(session);
    await transport.publish(peer, 'ctl', welcome);
    session.downlink.wake();
    await this.#options.teller.tellUntold(session);
    await this.#options.bootstraps.tell(peer.site);
    this.#options.attachments.open(peer);
    await fleet.noteSeen(peer.site, peer.link, now());
    await fleet.noteHeads(peer.site, hello.heads);
    logger.info({ site: peer.site, link: peer.link }, 'session open');
    this.#options.onChanged();
  }

  #downlink(peer: SitePeer, hello: Hello, hubEpoch: number): SendLoop {
    const { sync, transport, dictionaries, timers, logger, onError } = this.#options;
    const log: LogKey = { direction: 'dn', site: peer.site, epoch: hubEpoch };
    return new SendLoop({
      origin: hubCode,
      epoch: hubEpoch,
      durabilities: feedCursorsOf(hello, hubEpoch),
      dictionary: sharedDictionary(hello.dictionaries, dictionaries),
      dictionaries,
      batchBytesMax: limits.batchBytesMax,
      readHeads: () => sync.heads(log),
      readRun: (lane, after, bytesMax) => sync.since({ log, lane, after, changesMax: runChangesMax, bytesMax }),
      publish: (lane, batch) => transport.publish(peer, lane, batch),
      ask: (lane) => transport.publish(peer, 'ctl', encodeControl({ kind: 'ask', lane })),
      ...(timers && { timers }),
      onLaneStopped: (lane, code) => logger.error({ site: peer.site, link: peer.link, lane, code }, 'downlink stopped'),
      onError,
    });
  }

  async #noteReceipt(peer: SitePeer, receipt: Receipt): Promise<void> {
    const { sync, sessions } = this.#options;
    const session: Session | undefined = sessions.of(peer);
    const { hubEpoch } = await sync.identity();
    if (session === undefined || receipt.epoch !== hubEpoch || receipt.hubEpoch !== hubEpoch) {
      this.#refuse(peer, 'epoch-unknown');
      return;
    }
    if (receipt.node !== peer.site) {
      this.#refuse(peer, 'scope-forged');
      return;
    }
    session.downlink.noteReceipt(receipt);
    await sync.acknowledge({ direction: 'dn', site: peer.site, epoch: hubEpoch }, receipt);
    for (const { code } of receipt.rejects.slice(0, 1)) this.#options.onPoison(peer.site, receipt.lane, code);
    await this.#options.teller.confirm(peer, receipt);
    this.#options.onChanged();
  }

  async #noteReport(peer: SitePeer, { lanes }: Report): Promise<void> {
    const { fleet, sessions, now } = this.#options;
    // Only a session proves the epoch that the site counts in.
    if (sessions.of(peer) === undefined) {
      this.#refuse(peer, 'epoch-unknown');
      return;
    }
    await fleet.noteReport({ site: peer.site, link: peer.link, lanes, atMilliseconds: now() });
    this.#options.onChanged();
  }

  #refuse(peer: SitePeer, code: ProblemCode): void {
    const { refusals, transport, onError } = this.#options;
    refusals.note('hello', code, `${peer.site}@${peer.link}`);
    transport.publish(peer, 'ctl', encodeControl({ kind: 'refusal', code })).catch(onError);
  }
}
