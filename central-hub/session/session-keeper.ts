import { protocolVersion, schemaVersion } from '../../protocol/batch.js';
import { ownAbilities } from '../../protocol/control/abilities.js';
import { type ControlMessage, decodeControl, encodeControl } from '../../protocol/control/control.js';
import type { Hello } from '../../protocol/control/hello.js';
import type { Receipt } from '../../protocol/control/receipt.js';
import type { Report } from '../../protocol/control/report.js';
import type { SiteCode } from '../../protocol/ids.js';
import { Problem, type ProblemCode } from '../../protocol/problem.js';
import { siteOverlapMilliseconds } from '../../provisioning/certificates/profile.js';
import type { SitePeer } from '../broker/site-transport.js';
import { creditBytesOf } from '../intake/credit.js';
import { feedCursorsOf, isOvertaken, refusalOfHello } from './judge-hello.js';
import { cursorsOf, LaneDesk } from './lane-desk.js';
import { LeaseKeeper } from './lease-keeper.js';
import { openFeed } from './open-feed.js';
import type { Session } from './session.js';
import type { SessionKeeperOptions } from './session-keeper-options.js';

/** Opens sessions with hello and welcome, and hears the receipts of the sites (rules S2, S7). */
export class SessionKeeper {
  readonly #options: SessionKeeperOptions;
  readonly #leases: LeaseKeeper;
  readonly #beginning = new Map<SiteCode, Promise<void>>();
  /** Which session carries what. */
  readonly lanes: LaneDesk;

  constructor(options: SessionKeeperOptions) {
    this.#options = options;
    this.lanes = new LaneDesk(options);
    this.#leases = new LeaseKeeper(options);
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
      case 'receipt':
        return this.#noteReceipt(peer, message);
      case 'report':
        return this.#noteReport(peer, message);
      case 'refusal':
        this.#options.refusals.note('batch', message.code, `${peer.site}@${peer.link} (downlink)`);
        this.#options.sessions.of(peer)?.downlink.noteRefusal(message);
        return;
      case 'lease-held':
        this.#leases.hear(peer, message);
        return;
      // Only a session proves whose word it is.
      case 'fetch':
        return this.#inSession(peer, () => this.#options.remote.hear(peer, message));
      case 'node-facts':
        return this.#inSession(peer, () => this.#options.facts.hear(peer.site, message));
      case 'audit-checkpoint':
      case 'audit-heads':
        return this.#inSession(peer, (session) => this.#options.audits.hear(session, message));
      case 'order-done':
        return this.#unlessForeign(peer, () => this.#options.orders.hear(peer.site, message));
      case 'erased':
      case 'erasure':
        return this.#unlessForeign(peer, () => this.#options.erasures.hear(peer, message));
      case 'use':
        return this.#inSession(peer, (session) => {
          this.lanes.hear(session, message);
          this.#options.orders.tell(peer.site);
          this.#options.erasures.tell(peer.site);
          this.#options.onChanged();
        });
      case 'link-samples':
        return this.#inSession(peer, () => this.#options.telemetry?.hear(peer, message, this.#options.transport));
      case 'ask':
        return this.#options.teller.answer(this.#options.sessions.of(peer), message.lane);
      case 'chunk-want':
      case 'chunk':
      case 'chunk-done':
      case 'backup-offer':
        return this.#options.attachments.hear(peer, message);
      case 'digest':
      case 'digest-detail':
        return this.#options.sessions.of(peer) && this.#options.digests.hear(peer, message);
      case 'confirmed':
        return this.#options.teller.hearConfirmed(this.#options.sessions.of(peer), message);
      // What only a hub says, and what opens a session.
      default:
        this.#refuse(peer, 'batch-malformed');
    }
  }

  #inSession(peer: SitePeer, hear: (session: Session) => Promise<void> | void): Promise<void> | void {
    const session = this.#options.sessions.of(peer);
    return session === undefined ? this.#refuse(peer, 'epoch-unknown') : hear(session);
  }

  /** In a session; what it says of others is a forged scope (rule S12). */
  #unlessForeign(peer: SitePeer, hear: () => Promise<string>): Promise<void> | void {
    return this.#inSession(peer, async () => {
      if ((await hear()) === 'foreign') this.#refuse(peer, 'scope-forged');
    });
  }

  /** Handles the signed beginning of a session. */
  hearHello(peer: SitePeer, message: Uint8Array): void {
    let hello: Hello;
    try {
      hello = this.#options.transport.openHello(peer, message);
    } catch (error) {
      this.#refuse(peer, error instanceof Problem ? error.code : 'batch-malformed');
      return;
    }
    // One after the other: what the first hello of a run decides, the one over its next link must find decided.
    const before = this.#beginning.get(peer.site) ?? Promise.resolve();
    const begun = before.then(() => this.#begin(peer, message, hello)).catch(this.#options.onError);
    this.#beginning.set(peer.site, begun);
    void begun.then(() => this.#beginning.get(peer.site) === begun && this.#beginning.delete(peer.site));
  }

  /** Judges who speaks, and under which epoch, before anything else (rules E1, E12). */
  async #begin(peer: SitePeer, message: Uint8Array, hello: Hello): Promise<void> {
    const { fleet, epochs, sessions, onRestored, now, logger } = this.#options;
    const code = refusalOfHello(hello, peer.site, await fleet.findSite(peer.site));
    if (code !== undefined) return this.#refuse(peer, code);
    if (isOvertaken(hello, sessions.of(peer))) return;
    // What a copy that stays out has of an earlier feed says nothing about this hub.
    const isOut = await this.#leases.isOut(hello);
    if (!isOut && (await epochs.isRestored(hello))) return onRestored(hello);
    const lease = isOut ? 'clone' : await this.#leases.judge(hello);
    if (lease === 'clone') {
      await this.#leases.refuse(hello);
      this.#refuse(peer, 'site-cloned');
      this.#options.onChanged();
      return;
    }
    if (lease !== 'held') await this.#options.bootstraps.rewind(hello);
    const run = lease === 'held' ? 'same' : lease === 'earlier' ? 'earlier' : 'new';
    const verdict = await epochs.judgeEpoch(hello, run);
    if (verdict === 'renew') {
      await sessions.close(peer);
      return this.#welcome(peer, message, hello, true);
    }
    if (verdict === 'move') {
      // One that has nothing of its feed either has lost everything, and gets it in a better order than that of its log.
      const { hubEpoch } = await this.#options.sync.identity();
      const lostLog = hello.earlierFeed === undefined && hello.fork?.cursors.length === 0;
      const lost = await this.#options.bootstraps.hear(peer, hello, hubEpoch, lostLog);
      const { fedBack } = await epochs.moveSite(hello, !lost, now());
      logger.warn({ site: peer.site, epoch: hello.epoch, fedBack }, 'the site goes on under a new epoch');
      for (const other of sessions.all()) {
        if (other.peer.site === peer.site && other.peer !== peer) this.#options.transport.disconnect(other.peer);
      }
    }
    if (lease !== 'held') await this.#leases.grant(hello);
    await this.#open(peer, message, hello, lease !== 'held');
  }

  async #open(peer: SitePeer, message: Uint8Array, hello: Hello, isNewRun: boolean): Promise<void> {
    const { fleet, certificates, sync, sessions, transport, now, logger } = this.#options;
    const { hubEpoch } = await sync.identity();
    // A program that runs loses nothing: a hello that comes late or twice must not undo what was taken in since.
    if (isNewRun) await this.#options.bootstraps.hear(peer, hello, hubEpoch, false);
    // A hello again on the same connection: batches under way still belong to the session that it replaces.
    await sessions.of(peer)?.downlink.stop();
    if (!transport.peers().includes(peer)) return;
    const { epoch, bootId } = hello;
    const carried = this.lanes.begin(peer, bootId, hello.claim);
    const downlink = openFeed(this.#options, peer, hubEpoch, [], hello);
    const session: Session = { peer, bootId, epoch, hubEpoch, downlink, gapToldAt: new Map() };
    this.#endForerunners(session);
    sessions.open(session);
    await this.#welcome(peer, message, hello, false);
    this.#options.probes?.register(session, transport.probeKey(peer));
    // Not before: what comes ahead of the welcome belongs to no session at the site, and is lost.
    downlink.take(cursorsOf(feedCursorsOf(hello, hubEpoch), this.lanes.carriedBy(peer)));
    await this.#options.teller.tellUntold(session);
    await this.#options.bootstraps.tell(peer.site);
    this.lanes.openAttachments(peer, carried);
    this.#options.orders.tell(peer.site);
    this.#options.erasures.open(peer, hello);
    await certificates.noteUsed(peer.fingerprint, now(), now() + siteOverlapMilliseconds);
    await fleet.noteSeen(peer.site, peer.link, now());
    await fleet.noteHeads(peer.site, hello.heads);
    logger.info({ site: peer.site, link: peer.link }, 'session open');
    this.#options.onChanged();
  }

  /** A run that comes again over the same link has lost its earlier connection, also where no end of it was seen. */
  #endForerunners({ peer, bootId }: Session): void {
    const { sessions, transport } = this.#options;
    for (const other of sessions.all()) {
      const isSame = other.peer.site === peer.site && other.peer.link === peer.link && other.bootId === bootId;
      if (isSame && other.peer !== peer) transport.disconnect(other.peer);
    }
  }

  /** Says how far the hub holds the site's log; the site may have to take a new epoch before it gets a session. */
  async #welcome(peer: SitePeer, message: Uint8Array, hello: Hello, renewEpoch: boolean): Promise<void> {
    const { fleet, sync, sessions, transport, dictionaries, now } = this.#options;
    const epoch = (await fleet.findSite(peer.site))?.epoch ?? hello.epoch;
    const { hubEpoch } = await sync.identity();
    const received = await sync.received({ direction: 'up', site: peer.site, epoch });
    const ups = received.map((up) => ({ ...up, creditBytes: creditBytesOf(up.lane, sessions.all().length) }));
    await transport.welcome(peer, message, hello.sessionKey, {
      ...{ kind: 'welcome', protocol: protocolVersion, schema: schemaVersion, hubEpoch, epoch },
      ...{ hubMilliseconds: now(), dictionaries: [...dictionaries.keys()], ups, renewEpoch },
      marks: await this.#options.epochs.feedMarks(hello),
      sessionKey: transport.sessionKey(peer),
      ...{ probePort: this.#options.probes?.port ?? 0, abilities: ownAbilities },
      auditSerial: await this.#options.audits.serialOf(peer.site),
      untoldLanes: await this.#options.teller.untoldLanes({ direction: 'up', site: peer.site, epoch }),
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
    const { fleet, sessions, pace, now } = this.#options;
    // Only a session proves the epoch that the site counts in.
    if (sessions.of(peer) === undefined) {
      this.#refuse(peer, 'epoch-unknown');
      return;
    }
    await fleet.noteReport({ site: peer.site, link: peer.link, lanes, atMilliseconds: now() });
    pace.note(peer.site, 0, now());
    this.#options.onChanged();
  }

  #refuse(peer: SitePeer, code: ProblemCode): void {
    const { refusals, transport, onError } = this.#options;
    refusals.note('hello', code, `${peer.site}@${peer.link}`);
    transport.publish(peer, 'ctl', encodeControl({ kind: 'refusal', code })).catch(onError);
  }
}
