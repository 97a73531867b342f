import { createPrivateKey } from 'node:crypto';
import type { HubSettings } from '../config/hub-settings.js';
import { Calm } from '../config/running/calm.js';
import { loadDictionaries } from '../config/running/dictionaries.js';
import { LiveStream } from '../config/running/live-stream.js';
import type { Logger } from '../config/running/logger.js';
import { notificationGround } from '../config/running/notification-ground.js';
import type { OrderedStop, StopReport } from '../config/running/ordered-stop.js';
import { readPackageLayout } from '../config/running/package-layout.js';
import type { ShownLogLine } from '../config/running/recent-log.js';
import { type StartingProgram, startProgram } from '../config/running/start-program.js';
import type { Gated } from '../fhir-api/access/route-gate.js';
import type { Journal } from '../journal/open.js';
import type { StartIndexThread } from '../journal/search-file/index-thread.js';
import type { ErasureOrder } from '../protocol/erasures/erasure-order.js';
import { createSystemUuidGenerator } from '../protocol/ids.js';
import { AuthoritySeals } from '../protocol/session/feed-seal.js';
import { anchorSealOf } from '../provisioning/audit/anchor-seal.js';
import { openNodeClock } from '../provisioning/clock/open-node-clock.js';
import type { Unlocking } from '../provisioning/custody/open-slot.js';
import { orderSealer } from '../provisioning/custody/orders/order-seal.js';
import { EnrolmentDesk, type EnrolmentDeskOptions } from '../provisioning/enrolment/enrolment-desk.js';
import { erasureSealer, isErasureSealed } from '../provisioning/erasure/erasure-seal.js';
import { readFeedSealKey } from '../provisioning/hub/feed-seal-key.js';
import { enrolmentOptionsOf } from '../provisioning/hub/open-enrolment.js';
import { RetentionSweeper } from '../provisioning/retention/retention-sweeper.js';
import { noticeRestore } from './after-restore.js';
import { type HubAlerts, makeAlerts } from './alerts/start-alerts.js';
import { openShelf } from './backup/open-shelf.js';
import { startBackups } from './backup/start-backups.js';
import { AedesTransport } from './broker/aedes-transport.js';
import { startAlive } from './http/alive-listener.js';
import { FleetReader } from './http/fleet-reader.js';
import type { FleetView } from './http/fleet-view.js';
import { createHubHttp } from './http/hub-http.js';
import { addFleetGauges, createHubMetrics, type HubMetrics } from './hub-metrics.js';
import { ReadingThread, type StartReadingThread, startReadingThread } from './intake/reading/reading-thread.js';
import { type OpenHub, openHub } from './open-hub.js';
import { startProbes } from './probes/start-probes.js';
import { boxReader } from './running-box.js';
import { SessionGuard } from './session/session-guard.js';
import { type ControlParts, startControl } from './start-control.js';
import { SyncEngine } from './sync-engine.js';
import type { FleetStandings } from './telemetry/fleet-standings.js';
import { startTelemetry } from './telemetry/start-telemetry.js';
import { addTelemetryMetrics } from './telemetry/telemetry-metrics.js';
import { type RunningTunnels, startTunnels } from './tunnels/start-tunnels.js';

export interface HubOptions {
  readonly dir: string;
  readonly settings: HubSettings;
  readonly logger: Logger;
  readonly now?: () => number;
  /** What a person typed to open the data key; without, it opens unattended. */
  readonly unlocking?: Unlocking;
  readonly startIndexThread?: StartIndexThread;
  readonly startReadingThread?: StartReadingThread;
  /** The latest lines of the log, for who helps from afar. */
  readonly readLog?: () => readonly ShownLogLine[];
  /** After this the program must end: what the disk holds is not certain any more. */
  readonly onFatal: (error: unknown) => void;
}

export interface RunningHub extends Gated {
  readonly httpsPort: number;
  readonly httpPort: number | undefined;
  readonly mqttPort: number;
  /** UDP. */
  readonly probePort: number;
  readonly journal: Journal;
  readonly metrics: HubMetrics;
  /** What ops sees. */
  readonly readFleet: () => Promise<FleetView>;
  stop(): Promise<StopReport>;
}

/** How often at most the ops console is told that something changed. */
const fleetEventMilliseconds = 500;

/** Starts the hub of a folder; whatever was started is stopped again when something fails. */
export function startHub(options: HubOptions): Promise<RunningHub> {
  return startProgram(options, (starting) => startParts(options, starting));
}

async function startParts(options: HubOptions, { stop, onError }: StartingProgram): Promise<RunningHub> {
  const { dir, settings, logger, onFatal } = options;
  const clock = openNodeClock(dir, options.now ?? Date.now, onError);
  const { now } = clock;
  const hub = await openHub({ ...options, stop, clock });
  await noticeRestore({ dir, hub, logger, now, onError }, stop);
  const layout = readPackageLayout();
  const metrics = createHubMetrics();
  const live = new LiveStream(settings.liveHeartbeatSeconds);
  const onFleetChanged = fleetTeller(live, stop);
  const { node, identity, journal, attachments, profiles } = hub;
  const probes = await startProbes({ hub, settings, metrics, logger, onError }, stop);
  const telemetry = startTelemetry({ hub, metrics, logger, now, onFleetChanged }, stop);
  const engine = new SyncEngine({
    ...{ journal, attachments, probes, telemetry, settings, metrics, logger, now, onError, onFleetChanged },
    onOrders: (site) => live.tell({ event: 'orders', data: { site } }),
    ...{ newId: createSystemUuidGenerator(now), ...wordOf(hub) },
    openTransport: (parts) =>
      new AedesTransport({ ...node.mqtt, ...identity, packetBytesMax: settings.packetBytesMax, now, ...parts }),
    shelf: openShelf(dir, identity, settings),
    seals: new AuthoritySeals(readFeedSealKey(dir, identity.authorityKeyPem)),
    guard: (transport) => new SessionGuard(transport, createPrivateKey(identity.keyPem)),
    ...readingOf(layout.dictionaryFolder, onError, options.startReadingThread),
  });
  const alerts: HubAlerts = makeAlerts({
    ...{ dir, hub, settings, metrics, live, logger, now, onFleetChanged, onError },
    readFleet: () => readFleet(),
  });
  const fleet = new FleetReader({ hub, engine, alerts: alerts.desk, standings: telemetry.standings, now });
  const readFleet = () => fleet.read();
  addGauges(metrics, readFleet, engine, telemetry.standings);
  await engine.start(stop);
  await alerts.start(stop);
  live.start();
  stop.add('live', () => live.stop());
  const tunnels = startTunnels(dir, hub, settings, logger, stop);
  const notifications = notificationGround(settings, logger, metrics.metrics, journal);
  const enrolment = enrolmentOf(hub, engine.transport.port, tunnels, now);
  const http = await createHubHttp({
    ...{ hub, metrics, live, layout, logger, readFleet, enrolment, now, onError, alerts: alerts.desk },
    ...{ dir, settings, orders: engine.orders, notifications, askAttachment: (hash) => engine.attachments.ask(hash) },
  });
  stop.add('http', () => http.close());
  const ports = { ...(await http.listen()), gate: http.gate, mqttPort: engine.transport.port };
  await startAlive(node.mqtt.host, settings.alivePort, logger, stop);
  const tellSafe = () => engine.tellSafe();
  const backups = startBackups({ dir, hub, settings, logger, now, tellSafe, onFleetChanged, onError }, stop);
  const onReplayed = () => void engine.tellMended().catch(onError);
  new RetentionSweeper({ store: journal.retention, clock, logger, onError }).start(stop);
  journal.poison.replayAfterUpgrade(layout.version).then((report) => report && onReplayed(), onError);
  const onRevoked = () => {
    engine.checkCertificates();
    probes.review();
    tunnels.onChanged();
  };
  const box = boxReader(journal, layout.version, options.readLog);
  const heard = { onRevoked, onReplayed, testAlerts: alerts.testAlerts, ...answersOf(enrolment), onFatal, onError };
  await startControl({ dir, node, journal, attachments, profiles, now, backups, box, engine, ...heard }, stop);
  return { ...ports, probePort: probes.port, journal, metrics, readFleet, stop: () => stop.stop() };
}

/** What the hub's authority gives its word for; an erasure that comes back counts by what is trusted now (rule S97). */
function wordOf({ erasures, identity }: OpenHub) {
  const isSealed = (order: ErasureOrder) => isErasureSealed(identity.authorityPem, order);
  const erasing = { node: erasures, seal: erasureSealer(identity), isSealed };
  return { sealOrder: orderSealer(identity), anchorSeal: anchorSealOf(identity), erasing };
}

/** The dictionaries of this version, and who reads with them what sites send. */
function readingOf(
  dictionaryFolder: string,
  onError: (error: unknown) => void,
  start: StartReadingThread = startReadingThread,
) {
  const dictionaries = loadDictionaries(dictionaryFolder);
  return { dictionaries, reader: new ReadingThread({ dictionaries, onError, start: () => start(dictionaries) }) };
}

function enrolmentOf(hub: OpenHub, mqttPort: number, tunnels: RunningTunnels, now: () => number): EnrolmentDeskOptions {
  const { node, identity, journal } = hub;
  const { told, onChanged } = tunnels;
  return enrolmentOptionsOf({
    node,
    identity,
    fleet: journal.fleet,
    mqttPort,
    tunnels: told,
    onTunnels: onChanged,
    now,
  });
}

function answersOf(enrolment: EnrolmentDeskOptions): Pick<ControlParts, 'answerKit'> {
  const desk = new EnrolmentDesk(enrolment);
  return { answerKit: (request, hubUrl) => desk.answerKit(request, hubUrl) };
}

/** Tells the ops console that something changed. */
function fleetTeller(live: LiveStream, stop: OrderedStop): () => void {
  const events = new Calm(() => live.tell({ event: 'sync', data: {} }), fleetEventMilliseconds);
  stop.add('fleet events', () => events.stop());
  return () => events.ask();
}

function addGauges(
  { metrics }: HubMetrics,
  readFleet: () => Promise<FleetView>,
  engine: SyncEngine<AedesTransport>,
  standings: FleetStandings,
): void {
  const fleetAtScrape = metrics.oncePerScrape(readFleet);
  addFleetGauges(metrics, fleetAtScrape, () => engine.index);
  addTelemetryMetrics(metrics, fleetAtScrape, standings);
}
