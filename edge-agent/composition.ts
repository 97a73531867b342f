import { createPrivateKey, randomBytes } from 'node:crypto';
import type { EdgeSettings } from '../config/edge-settings.js';
import { Calm } from '../config/running/calm.js';
import { loadDictionaries } from '../config/running/dictionaries.js';
import { LiveStream } from '../config/running/live-stream.js';
import type { Logger } from '../config/running/logger.js';
import { notificationGround } from '../config/running/notification-ground.js';
import type { OrderedStop, StopReport } from '../config/running/ordered-stop.js';
import { type PackageLayout, readPackageLayout } from '../config/running/package-layout.js';
import { quietErrors } from '../config/running/quiet-errors.js';
import type { ShownLogLine } from '../config/running/recent-log.js';
import { type StartingProgram, startProgram } from '../config/running/start-program.js';
import { systemTimers } from '../config/running/timers.js';
import type { Gated } from '../fhir-api/access/route-gate.js';
import type { Journal } from '../journal/open.js';
import { createSystemUuidGenerator, type LinkName } from '../protocol/ids.js';
import type { ProblemCode } from '../protocol/problem.js';
import { ReceiptFile } from '../provisioning/audit/receipt-file.js';
import type { NodeClock } from '../provisioning/clock/node-clock.js';
import { openNodeClock } from '../provisioning/clock/open-node-clock.js';
import type { Unlocking } from '../provisioning/custody/open-slot.js';
import { nodePaths, type SiteNode } from '../provisioning/node-folder.js';
import { type OpenSiteBackups, openSiteBackups } from './backup/open-site-backups.js';
import { createEdgeMetrics } from './edge-metrics.js';
import { EpochKeeper } from './epochs/epoch-keeper.js';
import { LeaseFile } from './epochs/lease-file.js';
import { WitnessFile } from './epochs/witness-file.js';
import { erasureGround } from './erasures/erasure-ground.js';
import { type BoxReaders, systemReaders } from './facts/box-readers.js';
import { createEdgeHttp } from './http/edge-http.js';
import { recordEvent } from './http/site-routes.js';
import { syncView } from './http/sync-view.js';
import { LedgerFile } from './links/budgets/ledger-file.js';
import { KnownPlaces } from './links/captive/known-places.js';
import type { ConnectToHub } from './links/connection.js';
import { LearntFile } from './links/learnt/learnt-file.js';
import { LearntKeeper } from './links/learnt/learnt-keeper.js';
import { LinkSetup, type SetUpLink } from './links/link-setup.js';
import { type CountedSocket, LinkMeter } from './links/metering/link-meter.js';
import { noBytes } from './links/metering/wire-bytes.js';
import { MqttConnection } from './links/mqtt-connection.js';
import { openWitnesses } from './links/open-witnesses.js';
import { Prober } from './links/probing/prober.js';
import { Resumptions } from './links/resumptions.js';
import { SecureChannel } from './links/secure-channel.js';
import { type OpenSite, openSite } from './open-site.js';
import { SiteCustody } from './orders/custody/site-custody.js';
import { operationsView } from './orders/operations-view.js';
import { type OpenRenewal, openRenewal } from './renewal/open-renewal.js';
import { startControl } from './start-control.js';
import { SyncEngine } from './sync-engine.js';
import { linksView } from './telemetry/links-view.js';
import { SiteTelemetry } from './telemetry/site-telemetry.js';
import { openUpkeep, type Upkeep } from './upkeep/open-upkeep.js';

export interface EdgeOptions {
  readonly dir: string;
  readonly settings: EdgeSettings;
  readonly logger: Logger;
  /** What the box's own clock says, milliseconds since 1970; the system's when left out. */
  readonly now?: () => number;
  readonly random?: () => number;
  /** The latest lines of the log, for diagnostics. */
  readonly readLog?: () => readonly ShownLogLine[];
  /** What a person typed to open the data key; without, it opens unattended. */
  readonly unlocking?: Unlocking;
  /** A box that worked provisionally was enrolled: the folder is another one, and the program has to begin anew. */
  readonly onEnrolled?: () => void;
  /** After this the program must end: what the disk holds is not certain any more. */
  readonly onFatal: (error: unknown) => void;
}

export interface RunningEdge extends Gated {
  readonly httpsPort: number;
  readonly httpPort: number | undefined;
  readonly journal: Journal;
  readonly engine: SyncEngine;
  readonly telemetry: SiteTelemetry;
  readonly upkeep: Upkeep;
  /** What the site knows of time. */
  readonly clock: Pick<NodeClock, 'now' | 'state'>;
  stop(): Promise<StopReport>;
}

/** How often at most the browsers are told that the sync went on. */
const syncEventMilliseconds = 100;

/** Starts the site of a folder; whatever was started is stopped again when something fails. */
export function startEdge(options: EdgeOptions): Promise<RunningEdge> {
  return startProgram(options, (starting) => startParts(options, starting));
}

async function startParts(options: EdgeOptions, { stop, onError }: StartingProgram): Promise<RunningEdge> {
  const { dir, settings, logger, readLog, onFatal } = options;
  const clock = openNodeClock(dir, options.now ?? Date.now, onError);
  const { now } = clock;
  const site = await openSite({ ...options, stop, clock });
  const { node, identity, journal, attachments, linkFaults } = site;
  const renewal = openRenewal({ node, clock, options, onError });
  const layout = readPackageLayout();
  const epochs = createEpochKeeper(site, options, clock, onError);
  await epochs.start();
  const telemetryError = quietErrors(logger, 'telemetry', now);
  const live = new LiveStream(settings.liveHeartbeatSeconds);
  const meter = new LinkMeter({ links: node.links });
  const telemetry: SiteTelemetry = openTelemetry(site, meter, () => engine, now, telemetryError);
  const own = openSiteBackups({ ...options, site, readIdentity: () => renewal.certificates.read(), now, onError });
  const setup = new LinkSetup({ links: node.links, written: linkFaults, probes: () => engine.probes });
  const showLinks = () => setup.show(engine.links.show());
  const readLinkFaults = () => setup.faults(engine.links.show());
  const { certificates } = renewal;
  const facts = () => engine.facts;
  const upkeep = await openUpkeep({ dir, site, settings, certificates, clock, facts, logger, onError });
  const engine: SyncEngine = new SyncEngine({
    ...{ node, identity, certificates, journal, epochs, attachments, telemetry, settings, logger, now, onError },
    dictionaries: loadDictionaries(layout.dictionaryFolder),
    openChannel: (scope, keyPem) => new SecureChannel({ ...scope, privateKey: createPrivateKey(keyPem) }),
    ...readersOf(options, renewal, own, layout, { ...upkeep.readers, readLinkFaults }),
    ...{ wall: clock.wall, random: options.random ?? Math.random, erasing: erasureGround(site, certificates) },
    custody: openCustody(site, certificates, now, () => http.close(), onFatal),
    connect: connector(node, meter, clock),
    openProber: (onEvent) => new Prober({ onEvent, onDatagram: (...of) => meter.noteProbe(...of) }),
    ...{ meter, ledgers: new LedgerFile(nodePaths(dir).budgets), receipts: receiptsOf(site, renewal, dir) },
    learnt: new LearntKeeper({ store: new LearntFile(nodePaths(dir).learntLinks), logger }),
    openWitnesses: openWitnesses({ links: node.links, settings, logger, onError }),
    onRemote: (event) => live.tell(event),
    onLinks: () => live.tell({ event: 'link', data: showLinks() }),
  });
  const hubRefusal = () => renewal.refusal() ?? epochs.refusal;
  const readSync = syncReader(site, engine, hubRefusal, showLinks);
  tellCommits({ ...journal, now }, live, readSync, stop, onError);
  const metrics = createEdgeMetrics(readSync, engine, { meter, budgets: engine.budgets, telemetry, site: node.code });
  const http = await createEdgeHttp({
    ...{ dir, site, live, layout, logger, readSync, clock, onError, asker: upkeep.asker, metrics, settings },
    readLinks: linksReader(site, telemetry, showLinks, telemetryError),
    ...{ remoteDesk: engine.remote, notifications: notificationGround(settings, logger, metrics, journal) },
    askAttachment: (hash) => engine.attachments.ask(hash),
  });
  stop.add('http', () => http.close());
  const ports = await http.listen();
  engine.start(stop);
  await upkeep.start(stop, ports.httpsPort);
  own.start(stop);
  renewal.start(stop, (pair) => {
    engine.links.move();
    http.show(pair);
  });
  journal.poison.replayAfterUpgrade(layout.version).catch(onError);
  const shown = { links: showLinks, hubRefusal, ...own.verbParts };
  await startControl({ dir, site, engine, now, ...shown, version: layout.version, readLog, onFatal, onError }, stop);
  return { ...ports, gate: http.gate, journal, engine, telemetry, upkeep, clock, stop: () => stop.stop() };
}

function openCustody(
  { node, keys, journal, attachments }: OpenSite,
  certificates: OpenRenewal['certificates'],
  now: () => number,
  stopServing: () => Promise<unknown>,
  end: (error: unknown) => void,
): SiteCustody {
  return new SiteCustody({
    ...{ site: node.code, keys, sync: journal.sync, attachments, now, end },
    readTrust: () => certificates.read().authorityPem,
    joinedMilliseconds: node.joinedMilliseconds ?? 0,
    stopServing: async () => void (await stopServing()),
  });
}

function linksReader(
  { node, history }: OpenSite,
  telemetry: SiteTelemetry,
  shown: () => readonly SetUpLink[],
  onError: (error: unknown) => void,
) {
  const source = { site: node.code, links: node.links, telemetry, history, onError };
  return () => linksView({ ...source, shown });
}

function openTelemetry(
  { node, history }: OpenSite,
  meter: LinkMeter,
  engine: () => SyncEngine,
  now: () => number,
  onError: (error: unknown) => void,
): SiteTelemetry {
  return new SiteTelemetry({
    ...{ site: node.code, links: node.links, history, now, onError },
    bytes: (link) => meter.totals().get(link) ?? noBytes,
    budgetOf: (link) => engine().budgets.show().get(link),
    signalOf: (link) => engine().witnesses?.signalOf(link),
  });
}

function receiptsOf({ node }: OpenSite, { certificates }: OpenRenewal, dir: string): ReceiptFile {
  return new ReceiptFile(nodePaths(dir).auditReceipts, node.code, () => certificates.read().authorityPem);
}

/** Where the box, and what its program logged, is read. */
function readersOf(
  { dir, readLog }: EdgeOptions,
  { certificates }: OpenRenewal,
  { offers, readFacts }: OpenSiteBackups,
  { root: programFolder, version }: PackageLayout,
  told: Pick<BoxReaders, 'readLinkFaults' | 'readSelfTest' | 'readAvailability'>,
) {
  const readCertificate = () => certificates.read().certificatePem;
  const readTrust = () => certificates.read().authorityPem;
  return {
    box: systemReaders({ dir, version, programFolder, readCertificate, readTrust, readBackups: readFacts, ...told }),
    ...(readLog && { readLog }),
    ...(offers && { offers }),
  };
}

/** How a link's connection is made; what one has learnt, the next one knows. */
function connector(node: SiteNode, meter: LinkMeter, { now, moment }: NodeClock): ConnectToHub {
  const places = new KnownPlaces();
  const resumptions = new Resumptions(now, systemTimers.elapsedMilliseconds);
  const shownOver = new Map<LinkName, string>();
  return (connection, events) => {
    // A key that another certificate has led to would begin the connection in the name of that one.
    if (shownOver.get(connection.link) !== connection.certificatePem) resumptions.drop(connection.link);
    shownOver.set(connection.link, connection.certificatePem);
    const onSocket = (socket: CountedSocket) => meter.watch(connection.link, socket);
    const shared = { onSocket, places, resumptions, moment };
    return new MqttConnection({ ...connection, ...bindingOf(node, connection.link), ...shared }, events);
  };
}

/** A link's sockets are bound to its own address, so that the system sends them through its tunnel (rule L23). */
function bindingOf(node: SiteNode, name: LinkName): { readonly localAddress?: string } {
  const localAddress = node.links.find((link) => link.name === name)?.localAddress;
  return localAddress === undefined ? {} : { localAddress };
}

function createEpochKeeper(
  { journal, healthIds }: OpenSite,
  { dir, logger, random = Math.random }: EdgeOptions,
  clock: NodeClock,
  onError: (error: unknown) => void,
): EpochKeeper {
  const paths = nodePaths(dir);
  return new EpochKeeper({
    ...{ journal, logger, bootId: createSystemUuidGenerator(clock.now)() },
    onHubTime: (milliseconds) => clock.follow(milliseconds),
    onRefused: (code) => void (code === 'site-cloned' && healthIds.setApart(random).catch(onError)),
    onAdmitted: () => void healthIds.rejoin().catch(onError),
    witness: new WitnessFile({ path: paths.witness, readHeads: (log) => journal.sync.heads(log) }),
    lease: new LeaseFile(paths.lease, randomBytes),
  });
}

function syncReader(
  { node, journal }: OpenSite,
  engine: SyncEngine,
  hubRefusal: () => ProblemCode | undefined,
  showLinks: () => readonly SetUpLink[],
) {
  const { links, stopped, orders } = engine;
  return async () => {
    const { epoch } = await journal.sync.identity();
    const progress = await journal.sync.acknowledged({ direction: 'up', site: node.code, epoch });
    const bootstrap = await journal.sync.bootstrap();
    const hub = { reachable: links.active !== undefined, refused: hubRefusal() ?? null };
    const provedAt = (await journal.digests.proof(node.code))?.atMilliseconds ?? null;
    const operations = operationsView(orders.holds.holds, links.active?.link);
    const view = syncView({ site: node.code, progress, links: showLinks(), hub, bootstrap, operations }, (lane) =>
      stopped.codeOf(lane),
    );
    return { ...view, provedAt };
  };
}

/** Browsers learn of each record at once, and of the state of the sync a few times a second. */
function tellCommits(
  journal: Journal & { readonly now: () => number },
  live: LiveStream,
  readSync: ReturnType<typeof syncReader>,
  stop: OrderedStop,
  onError: (error: unknown) => void,
): void {
  const syncEvents = new Calm(() => {
    if (live.watching === 0) return;
    readSync().then((data) => live.tell({ event: 'sync', data }), onError);
  }, syncEventMilliseconds);
  const forget = journal.sync.onCommit(({ source, touched }) => {
    if (touched.length > 0 && live.watching > 0) {
      recordEvent(journal, { source, touched }).then((event) => live.tell(event), onError);
    }
    syncEvents.ask();
  });
  live.start();
  stop.add('live', () => live.stop());
  stop.add('sync events', () => syncEvents.stop());
  stop.add('commit listener of browsers', forget);
}
