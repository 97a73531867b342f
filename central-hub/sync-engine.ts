import type { HubSettings } from '../config/hub-settings.js';
import type { Logger } from '../config/running/logger.js';
import type { OrderedStop } from '../config/running/ordered-stop.js';
import { systemTimers, type Timers } from '../config/running/timers.js';
import type { AttachmentStore } from '../journal/attachment-store.js';
import type { Journal } from '../journal/open.js';
import { type Dictionaries, originOfBatch } from '../protocol/batch.js';
import { encodeControl } from '../protocol/control/control.js';
import { hubCode, type SiteCode } from '../protocol/ids.js';
import { lane as laneNumbers } from '../protocol/lane.js';
import type { FeedSeals } from '../protocol/session/feed-seal.js';
import type { HubAttachments } from './attachments/hub-attachments.js';
import { openHubAttachments } from './attachments/open-hub-attachments.js';
import type { SiteBackupShelf } from './backup/site-backup-shelf.js';
import { Refusals } from './broker/refusals.js';
import type { Channel, SitePeer, SiteTransport, SiteTransportEvents } from './broker/site-transport.js';
import type { ErasureDesk } from './erasures/erasure-desk.js';
import type { FactsDesk } from './facts/facts-desk.js';
import type { BehindLoop } from './fanout/behind-loop.js';
import type { BootstrapDesk } from './fanout/bootstrap-desk.js';
import { makeFanoutLoop } from './fanout/fanout-loop.js';
import { makeIndexLoop } from './fanout/index-loop.js';
import { IndexProgress, type IndexState } from './fanout/index-progress.js';
import { Burst } from './fanout/turn.js';
import { FleetAlarm } from './fleet-alarm.js';
import { LinkLedger } from './http/link-ledger.js';
import type { HubMetrics } from './hub-metrics.js';
import type { Intake } from './intake/intake.js';
import { openIntake } from './intake/open-intake.js';
import type { BatchReader } from './intake/reading/read-batch.js';
import { ReturnedFeeds } from './intake/returned-feeds.js';
import { MergeLoop } from './merge/merge-loop.js';
import { type DeskGround, openDesks } from './open-desks.js';
import type { OrderDesk } from './orders/order-desk.js';
import type { HubProbes } from './probes/probe-responder.js';
import { poisonAlarm } from './proof/poison-alarm.js';
import type { ReceiptTeller } from './proof/receipt-teller.js';
import { Sessions } from './session/session.js';
import type { GuardedTransport } from './session/session-guard.js';
import { SessionKeeper } from './session/session-keeper.js';
import { SessionWatch } from './session/watch.js';
import { DrainPace } from './telemetry/drain-pace.js';
import type { TelemetryDesk } from './telemetry/telemetry-desk.js';

/** The partition that every site belongs to while one worker does all of the work. */
const onlyPartition = 0;

/** What the transport asks the engine about a connection. */
export interface TransportParts {
  readonly partitionOf: () => number;
  /** The site that an active certificate names (rule E5). */
  readonly siteOfCertificate: (fingerprint: string) => Promise<SiteCode | undefined>;
  readonly refusals: Refusals;
}

export interface SyncEngineOptions<Transport extends SiteTransport>
  extends Pick<DeskGround, 'newId' | 'onOrders' | 'sealOrder' | 'anchorSeal' | 'erasing'> {
  readonly journal: Journal;
  readonly attachments: AttachmentStore;
  /** Absent in the simulator. */
  readonly shelf?: SiteBackupShelf;
  /** The seals on the feeds. */
  readonly seals: FeedSeals;
  /** Puts the proofs of sessions between the transport and whoever speaks over it. */
  readonly guard: (transport: SiteTransport) => GuardedTransport;
  readonly openTransport: (parts: TransportParts) => Transport;
  readonly settings: HubSettings;
  /** Who answers the probes of sites; without, none are answered. */
  readonly probes?: HubProbes;
  /** Who hears of links; without, what sites tell is passed over. */
  readonly telemetry?: TelemetryDesk;
  readonly dictionaries: Dictionaries;
  readonly reader: BatchReader;
  readonly metrics: HubMetrics;
  readonly logger: Logger;
  readonly now: () => number;
  readonly timers?: Timers;
  /** Something that ops looks at changed. */
  readonly onFleetChanged: () => void;
  readonly onError: (error: unknown) => void;
}

/** Everything at the hub between the broker and the journal, wired together; it runs after `start`. */
export class SyncEngine<Transport extends SiteTransport> {
  readonly transport: Transport;
  readonly sessions = new Sessions();
  readonly ledger = new LinkLedger();
  readonly pace = new DrainPace();
  readonly attachments: HubAttachments;
  /** What operations order of sites. */
  readonly orders: OrderDesk;
  /** What was erased by order of law. */
  readonly erasures: ErasureDesk;
  /** What sites say of their boxes. */
  readonly facts: FactsDesk;
  readonly #options: SyncEngineOptions<Transport>;
  readonly #teller: ReceiptTeller;
  readonly #guard: GuardedTransport;
  readonly #refusals: Refusals;
  readonly #keeper: SessionKeeper;
  readonly #intake: Intake;
  readonly #returned: ReturnedFeeds;
  readonly #fanout: BehindLoop;
  readonly #index: BehindLoop;
  readonly #merges: MergeLoop;
  readonly #watch: SessionWatch;
  #indexWaitingChanges = 0;

  constructor(options: SyncEngineOptions<Transport>) {
    const { journal, settings, metrics, logger, now, onFleetChanged, onError, timers = systemTimers } = options;
    const { newId, onOrders, sealOrder, anchorSeal, erasing } = options;
    this.#options = options;
    const { fleet, sync } = journal;
    const alarm = new FleetAlarm({ fleet, now, onNoted: onFleetChanged, onError });
    const refusals = new Refusals(metrics.refusals, logger, (site, kind, place) => alarm.raise(site, kind, { place }));
    const siteOfCertificate = (fingerprint: string) => fleet.siteOfCertificate(fingerprint);
    this.transport = options.openTransport({ partitionOf: () => onlyPartition, siteOfCertificate, refusals });
    this.#guard = options.guard(this.transport);
    this.#refusals = refusals;
    const { sessions, pace } = this;
    const exchange = { transport: this.#guard, sessions, pace, sync, refusals, siteOfCertificate };
    const shared = { ...exchange, logger, now, timers, onError };
    this.attachments = openHubAttachments(options, this.#guard);
    const wakeFanOut = () => this.#fanout.wake();
    const onFed = (site: SiteCode) => this.#wakeDownlinks([site]);
    const desks = openDesks({
      ...{ ...shared, journal, plainTransport: this.transport, wakeFanOut, onFed, onFleetChanged },
      carrier: (site) => this.#keeper.lanes.carrier(site, laneNumbers.administrative),
      active: (site) => this.active(site),
      ...{ newId, onOrders, sealOrder, anchorSeal, erasing },
    });
    this.#teller = desks.teller;
    this.orders = desks.orders;
    this.erasures = desks.erasures;
    this.facts = desks.facts;
    this.#keeper = new SessionKeeper({
      ...{ ...shared, ...desks, attachments: this.attachments, fleet, dictionaries: options.dictionaries },
      ...{ epochs: journal.hubEpochs, certificates: journal.certificates, seals: options.seals },
      ...(options.probes && { probes: options.probes }),
      ...(options.telemetry && { telemetry: options.telemetry }),
      onPoison: poisonAlarm(alarm, metrics.rejects, 'site'),
      onChanged: onFleetChanged,
    });
    this.#returned = new ReturnedFeeds({
      ...{ ...shared, epochs: journal.hubEpochs, seals: options.seals },
      onApplied: wakeFanOut,
      onFed,
    });
    const burst = new Burst(() => timers.elapsedMilliseconds());
    this.#intake = openIntake({
      ...{ ...shared, reader: options.reader, metrics, settings, burst, alarm },
      indexLagMilliseconds: () => this.#index.lagMilliseconds,
      onApplied: (urgent) => {
        if (urgent) this.#fanout.wake(true);
        this.#merges.wake(urgent);
        onFleetChanged();
      },
    });
    this.#fanout = this.#fanoutLoop(burst, timers, desks.bootstraps);
    this.#index = this.#indexLoop(burst, timers);
    this.#merges = new MergeLoop({ merges: journal.merges, burst, now, timers, onError });
    const active = (site: SiteCode) => this.active(site);
    this.#watch = new SessionWatch({ ...shared, active, checkMilliseconds: settings.revocationCheckMilliseconds });
  }

  #fanoutLoop(burst: Burst, timers: Timers, bootstraps: BootstrapDesk): BehindLoop {
    const { journal, settings, now, onFleetChanged, onError } = this.#options;
    const { fanout } = journal;
    return makeFanoutLoop({
      ...{ fanout, burst, now, timers, partition: onlyPartition, changesMax: settings.fanOutChangesMax, onError },
      onBootstrap: (site) => void bootstraps.tell(site).catch(onError),
      onGrown: (sites) => {
        this.#wakeDownlinks(sites);
        onFleetChanged();
      },
    });
  }

  #indexLoop(burst: Burst, timers: Timers): BehindLoop {
    const { journal, settings, logger, now, onError } = this.#options;
    const progress = new IndexProgress(logger, now);
    return makeIndexLoop({
      ...{ fanout: journal.fanout, burst, now, timers, changesMax: settings.indexChangesMax, onError },
      onIndexed: (indexed) => {
        progress.note(indexed);
        this.#indexWaitingChanges = indexed.waitingChanges;
      },
    });
  }

  #wakeDownlinks(sites: readonly SiteCode[]): void {
    for (const session of this.sessions.all()) if (sites.includes(session.peer.site)) session.downlink.wake();
  }

  /** The connection that a site speaks over. */
  active(site: SiteCode): SitePeer | undefined {
    return this.#keeper.lanes.active(site);
  }

  /** How far the search index is behind. */
  get index(): IndexState {
    return { lagMilliseconds: this.#index.lagMilliseconds, waitingChanges: this.#indexWaitingChanges };
  }

  /** @throws Problem `port-in-use`, `permission-denied` */
  async start(stop: OrderedStop): Promise<void> {
    const { journal } = this.#options;
    stop.add('fan-out', () => this.#fanout.stop());
    stop.add('index thread', () => journal.stopIndex());
    stop.add('index', () => this.#index.stop());
    stop.add('merges', () => this.#merges.stop());
    this.attachments.start();
    stop.add('attachments', () => this.attachments.stop());
    const forget = journal.sync.onCommit((commit) => {
      const { source } = commit;
      // Fan-out and receipts put nothing into the log.
      if (source === 'fan-out' || source === 'receipt') return;
      this.attachments.noteCommit(commit);
      this.#merges.wake();
      this.#fanout.wake();
      this.#index.wake();
    });
    stop.add('commit listener', forget);
    stop.add('intake', () => this.#intake.stop());
    stop.add('returned feeds', () => this.#returned.stop());
    stop.add('sessions', async () => {
      for (const { peer } of this.sessions.all()) await this.sessions.close(peer);
    });
    await this.facts.start();
    this.orders.start();
    stop.add('orders', () => this.orders.stop());
    this.erasures.start();
    stop.add('erasures', () => this.erasures.stop());
    await this.transport.start(this.#events());
    stop.add('broker', () => this.transport.stop());
    this.#watch.start();
    stop.add('session watch', () => this.#watch.stop());
    // What was committed before a crash may not be fanned out yet.
    this.#fanout.wake();
    this.#index.wake();
    this.#merges.wake();
  }

  /** After a backup: what it covers is safe, and the sites that are connected hear of it. */
  tellSafe(): Promise<void> {
    return this.#teller.tellSafe();
  }

  /** After a replay: who wrote what was mended hears of it. */
  tellMended(): Promise<void> {
    return this.#teller.tellAllUntold();
  }

  /** A certificate left the list: end its connections now. */
  checkCertificates(): void {
    void this.#watch.lookAfresh();
  }

  #events(): SiteTransportEvents {
    const { journal, now, onFleetChanged, onError } = this.#options;
    return {
      onConnect: (peer) => this.ledger.note(peer, now()),
      onMessage: (peer, channel, payload) => {
        this.#hear(peer, channel, payload);
      },
      onDisconnect: (peer) => {
        this.ledger.note(peer, now());
        this.attachments.close(peer);
        this.sessions.close(peer).catch(onError);
        journal.fleet.noteSeen(peer.site, peer.link, now()).catch(onError);
        onFleetChanged();
      },
    };
  }

  /** What a session says is proven before anything of it is decoded (rule S15). */
  #hear(peer: SitePeer, channel: Channel, message: Uint8Array): void {
    if (this.#guard.isHello(channel, message)) {
      this.#keeper.hearHello(peer, message);
      return;
    }
    let payload: Uint8Array;
    try {
      payload = this.#guard.open(peer, channel, message);
    } catch {
      this.#refusals.note(channel === 'ctl' ? 'hello' : 'batch', 'scope-forged', `${peer.site}@${peer.link}`);
      const refusal = { kind: 'refusal', code: 'scope-forged', ...(channel !== 'ctl' && { lane: channel }) } as const;
      this.#guard.publish(peer, 'ctl', encodeControl(refusal)).catch(this.#options.onError);
      return;
    }
    if (channel === 'ctl') this.#keeper.hear(peer, payload);
    else if (originOfBatch(payload) === hubCode) this.#returned.take(peer, channel, payload);
    else this.#intake.take(peer, channel, payload);
  }
}
