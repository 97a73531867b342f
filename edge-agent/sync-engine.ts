import { inOrderFor } from '../config/running/dictionaries.js';
import type { OrderedStop } from '../config/running/ordered-stop.js';
import { encodeControl } from '../protocol/control/control.js';
import type { Receipt } from '../protocol/control/receipt.js';
import { lane as laneNumbers } from '../protocol/lane.js';
import type { NodeLink } from '../provisioning/node-folder.js';
import { openSiteAttachments } from './attachments/open-site-attachments.js';
import type { SiteAttachments } from './attachments/site-attachments.js';
import type { CheckpointTeller } from './audit/checkpoint-teller.js';
import { openCheckpoints } from './audit/open-checkpoints.js';
import { Downlink } from './downlink/downlink.js';
import { FeedReturner } from './epochs/feed-returner.js';
import { SiteErasures } from './erasures/site-erasures.js';
import type { FactsTeller } from './facts/facts-teller.js';
import { openFacts } from './facts/open-facts.js';
import type { LinkBudgets } from './links/budgets/link-budgets.js';
import { openBudgets } from './links/budgets/open-budgets.js';
import { planOfLink } from './links/decision/plan-of-link.js';
import { LaneMover } from './links/lane-mover.js';
import type { LinkCause } from './links/link-cause.js';
import { connectionOf } from './links/link-connection.js';
import { LinkSupervisor } from './links/link-supervisor.js';
import type { LinkWitnesses } from './links/link-witnesses.js';
import { LinkWorker } from './links/link-worker.js';
import type { LinkMeter } from './links/metering/link-meter.js';
import type { OpenSession } from './links/open-session.js';
import { LinkProbes } from './links/probing/link-probes.js';
import { SessionAsker } from './links/session-asker.js';
import { StoppedLanes } from './links/stopped-lanes.js';
import { holdingBulk } from './orders/bulk-hold.js';
import { diagnosing } from './orders/diagnose.js';
import { type Orders, openOrders } from './orders/open-orders.js';
import { Prover } from './proof/prover.js';
import { RefusedChanges } from './proof/refused-changes.js';
import { RemoteDesk } from './remote/remote-desk.js';
import type { SyncEngineOptions } from './sync-engine-options.js';
import { openUrgentWatch } from './uplink/open-urgent-watch.js';
import { Reporter } from './uplink/reporter.js';
import type { SentTally } from './uplink/sent-tally.js';
import { Uplink } from './uplink/uplink.js';
import type { UrgentWatch } from './uplink/urgent-watch.js';

/** Everything at a site between its links and the journal, wired together; it runs after `start`. */
export class SyncEngine {
  readonly links: LinkSupervisor;
  /** Lanes of this site's own log that the hub refused. */
  readonly stopped: StoppedLanes;
  readonly attachments: SiteAttachments;
  /** What regional operations order, and a person at the box. */
  readonly orders: Orders;
  /** Questions to the hub about patients whom this site does not hold. */
  readonly remote: RemoteDesk;
  readonly #options: SyncEngineOptions;
  /** The months of the links that are paid by the byte. */
  readonly budgets: LinkBudgets;
  /** Proves that this site and the hub hold the same. */
  readonly prover: Prover;
  readonly #refused: RefusedChanges;
  /** Says what the box is like. */
  readonly facts: FactsTeller | undefined;
  readonly probes: LinkProbes;
  readonly #asker: SessionAsker;
  /** What the links' equipment says. */
  readonly witnesses: LinkWitnesses | undefined;
  readonly #checkpoints: CheckpointTeller;
  readonly #erasures: SiteErasures;
  readonly #lanes: LaneMover;
  readonly #uplink: Uplink;
  readonly #stoppedDown: StoppedLanes;
  readonly #reporter: Reporter;
  readonly #downlink: Downlink;
  readonly #returner: FeedReturner;
  /** Absent where no link sleeps: nobody else asks. */
  readonly #urgent: UrgentWatch | undefined;

  constructor(options: SyncEngineOptions) {
    const { node, journal, epochs, dictionaries, logger, now, random, onLinks, onError } = options;
    const timing = options.timers && { timers: options.timers };
    this.#options = options;
    const shared = { sync: journal.sync, site: node.code, dictionaries, logger, now, ...timing, onError };
    const renewal = { renew: ({ link }: OpenSession) => this.links.renew(link), random, ...timing, onChanged: onLinks };
    this.stopped = new StoppedLanes(renewal);
    this.#stoppedDown = new StoppedLanes(renewal);
    const failSession = (session: OpenSession, cause: LinkCause) => this.links.fail(session, cause);
    this.#lanes = new LaneMover({ ...shared, renew: (link) => this.links.renew(link) });
    this.budgets = openBudgets(options, (link, exhausted) => this.links.note({ kind: 'budget', link, exhausted }));
    this.#refused = new RefusedChanges(node.code, journal.sync, journal.poison);
    const { digests } = journal;
    this.prover = new Prover({ digests, site: node.code, now, random, ...timing, onChanged: onLinks, onError });
    this.#checkpoints = openCheckpoints(options);
    this.#erasures = new SiteErasures({ erasures: journal.erasures, ground: options.erasing, logger, onError });
    this.facts = openFacts(options, () => this.orders.holds.known);
    this.orders = openOrders({
      ...{ ...shared, links: node.links, taken: journal.takenOrders },
      ...diagnosing(options, this.facts, () => this.links.show()),
      force: (link) => this.links.force(link),
      probe: (link) => this.probes.prober?.send(link),
      onHolds: () => this.#onHolds(),
    });
    const isHeld = () => this.orders.holds.isBulkHeld;
    this.#uplink = new Uplink({
      ...{ ...shared, stops: this.stopped, failSession, renew: renewal.renew },
      budgets: holdingBulk(this.budgets, isHeld),
      onReceiptLate: (link) => this.links.note({ kind: 'receipt-late', link }),
      hasMeteredLink: node.links.some(({ metered }) => metered),
      beforePublish: (log, lane, to) => epochs.cover(log, lane, to),
    });
    this.#reporter = new Reporter({ sync: journal.sync, site: node.code, now, ...timing, onError });
    const returned = { epochs: journal.siteEpochs, onMore: renewal.renew };
    this.#returner = new FeedReturner({ ...returned, logger, ...timing, onError });
    this.#downlink = new Downlink({ ...shared, stops: this.#stoppedDown });
    this.attachments = openSiteAttachments({ ...options, isHeld });
    this.remote = new RemoteDesk({ remote: journal.remote, now, ...timing, tell: options.onRemote, onError });
    this.#urgent = openUrgentWatch(options, (waits) => this.links.note({ kind: 'urgent', waits }));
    this.#asker = new SessionAsker(onError);
    this.probes = this.#openProbes();
    this.links = this.#supervise();
    this.witnesses = options.openWitnesses?.((happening) => this.links.note(happening));
  }

  /** Counts what is on the wire; absent in the simulator. */
  get meter(): LinkMeter | undefined {
    return this.#options.meter;
  }

  /** What went to the hub, for the metrics. */
  get sent(): SentTally {
    return this.#uplink.sent;
  }

  start(stop: OrderedStop): void {
    const { journal, telemetry } = this.#options;
    telemetry?.noteLinks(this.links.show());
    telemetry?.start(stop);
    stop.add('downlink', () => this.#downlink.stop());
    stop.add('uplink', () => this.#uplink.stop());
    stop.add('stopped lanes', () => {
      this.stopped.stop();
      this.#stoppedDown.stop();
    });
    stop.add('feed returner', () => this.#returner.stop());
    stop.add('reporter', () => this.#reporter.stop());
    stop.add('attachments', () => this.attachments.stop());
    this.attachments.start();
    stop.add('prover', () => this.prover.stop());
    stop.add('erasures', () => this.#erasures.stop());
    stop.add('remote desk', () => this.remote.stop());
    this.remote.start();
    const forget = journal.sync.onCommit((commit) => {
      const { source } = commit;
      this.attachments.noteCommit(commit);
      if (source === 'local') this.#uplink.wake();
      if (source !== 'remote') this.#reporter.wake();
      this.#urgent?.wake();
    });
    stop.add('commit listener', forget);
    this.#uplink.start();
    this.#lanes.start();
    stop.add('lanes', () => this.#lanes.stop());
    stop.add('prober', () => this.probes.stop());
    this.links.start();
    stop.add('links', () => this.links.stop());
    this.witnesses?.start();
    stop.add('witnesses of the links', () => this.witnesses?.stop());
    stop.add('urgent watch', () => this.#urgent?.stop());
    this.#urgent?.start();
    stop.add('what was learnt of links', () => this.#options.learnt?.stop());
    this.#options.learnt?.start(() => this.links.learnt());
    stop.add('budgets', () => this.budgets.stop());
    this.budgets.start();
    stop.add('meter', () => this.#options.meter?.stop());
    this.#options.meter?.start((link, bytes) => this.budgets.note(link, bytes));
    this.orders.start(stop);
    this.#checkpoints.start(stop);
    this.facts?.start();
    stop.add('facts', () => this.facts?.stop());
  }

  #supervise(): LinkSupervisor {
    const { node, settings, logger, timers, now, telemetry, learnt, onLinks } = this.#options;
    const { prober: bare } = this.probes;
    const prober = bare && (telemetry?.noting(bare) ?? bare);
    return new LinkSupervisor({
      links: node.links.map((link) => ({ plan: planOfLink(link, settings), worker: this.#worker(link) })),
      ...{ ...(prober && { prober }), ...(timers && { timers }), now, ask: (session) => this.#asker.ask(session) },
      ...(learnt && { learnt: learnt.recall() }),
      onAssigned: (assignment) => {
        this.#lanes.assign(assignment);
        this.#uplink.assign(assignment);
        this.#stoppedDown.noteCarriers(assignment);
        const administrative = assignment.get(laneNumbers.administrative);
        this.#checkpoints.use(assignment.get(laneNumbers.control));
        this.#erasures.use(assignment.get(laneNumbers.control));
        this.orders.site.use(administrative);
        this.facts?.use(administrative);
        telemetry?.assign(assignment);
      },
      onActive: (session) => {
        this.#reporter.use(session);
        this.#returner.use(session);
        this.attachments.use(session);
        this.remote.use(session);
        this.prover.use(session);
      },
      onDecision: (decision) => {
        logger.info({ decision }, 'lanes go to another link');
        telemetry?.noteDecision(decision);
      },
      onChanged: () => {
        telemetry?.noteLinks(this.links.show());
        logger.info({ links: this.links.show() }, 'links');
        this.witnesses?.see(this.links.show());
        this.facts?.noteLinks();
        onLinks();
      },
    });
  }

  #onHolds(): void {
    this.facts?.wake();
    this.#uplink.wake();
    this.attachments.wake();
    this.#options.onLinks();
  }

  #worker(link: NodeLink): LinkWorker {
    const { journal, connect, epochs, dictionaries, logger, random, timers, onError } = this.#options;
    return new LinkWorker({
      ...connectionOf(link, this.#options),
      ...{ connect, metered: link.metered, kind: link.kind, random, ...(timers && { timers }), onError },
      readHello: (sessionKey) => {
        const claim = this.#lanes.claimAtHello(link.name, this.links.lanesAllowed(link.name));
        return epochs.hello(sessionKey, inOrderFor(link, dictionaries), claim);
      },
      admit: (welcome, saidEpoch) => {
        this.budgets.noteHubTime(welcome.hubMilliseconds);
        return epochs.admit(welcome, saidEpoch);
      },
      onUp: (session, probeKey) => {
        this.#options.certificates?.noteUsed(session);
        this.facts?.noteHubTime(session);
        this.probes.open(link, session, probeKey);
        const { answerMilliseconds } = session;
        this.links.note({ kind: 'session-up', link: link.name, answerMilliseconds });
        this.#refused.tellUntold(session).catch(onError);
      },
      onDown: (cause) => this.links.note({ kind: 'session-down', link: link.name, cause }),
      onCertificateRefused: () => this.#options.certificates?.noteRefused(epochs.refusal),
      onHeard: () => this.links.note({ kind: 'heard', link: link.name }),
      onRefusedHello: ({ code }) => {
        logger.warn({ link: link.name, code }, 'the hub refused the hello');
        epochs.noteRefused(code);
      },
      onLeaseCheck: ({ bootId }) =>
        bootId === epochs.bootId ? encodeControl({ kind: 'lease-held', bootId }) : undefined,
      onReturned: (session, answer) => this.#returner.hear(session, answer),
      onBatch: (session, lane, payload) => {
        this.#urgent?.noteComing(lane);
        this.#downlink.take(session, lane, payload);
      },
      onBootstrap: (bootstrap) => journal.sync.noteBootstrap(bootstrap).catch(onError),
      onFetched: (fetched) => this.remote.hear(fetched),
      onReceipt: (session, receipt) => this.#hearReceipt(session, receipt).catch(onError),
      onDigestAnswer: (session, answer) => this.prover.hear(session, answer).catch(onError),
      onConfirmed: (session, message) => this.#refused.hearConfirmed(session, message).catch(onError),
      onAttachment: (session, message) => this.attachments.hear(session, message),
      onAuditAnchored: (session, anchored) => this.#checkpoints.hear(session, anchored).catch(onError),
      onOrder: (order) => this.orders.site.hear(order),
      onErasure: (message) => this.#erasures.hear(message),
      onLinkSamplesKept: (session, kept) => this.#options.telemetry?.hearKept(session, kept),
      onUsed: (_session, { generation }) => this.#lanes.hear(generation),
      onAsk: (session, lane) => this.#downlink.answer(session, lane).catch(onError),
      onRefusal: (session, refusal) => this.#uplink.hearRefusal(session, refusal),
    });
  }

  #openProbes(): LinkProbes {
    const { node, openProber, telemetry } = this.#options;
    return new LinkProbes({
      ...{ links: node.links, openProber, note: (happening) => this.links.note(happening) },
      onEvent: (event) => {
        telemetry?.noteProbe(event);
        if (event.kind === 'answered') this.orders.tester.hear(event.link, event);
      },
    });
  }

  async #hearReceipt(session: OpenSession, receipt: Receipt): Promise<void> {
    const { isReply, isKnown } = this.#asker.hear(session, receipt);
    if (isReply) this.links.note({ kind: 'replied', link: session.link });
    if (isKnown) return;
    await this.#uplink.hearReceipt(session, receipt);
    await this.#refused.confirm(session, receipt);
  }
}
