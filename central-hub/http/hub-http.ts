import { randomBytes } from 'node:crypto';
import type { HubSettings } from '../../config/hub-settings.js';
import { addHealthRoutes } from '../../config/running/health-routes.js';
import { createHttpFaces, type HttpFaces } from '../../config/running/http-faces.js';
import type { LiveStream } from '../../config/running/live-stream.js';
import type { Logger } from '../../config/running/logger.js';
import type { PackageLayout } from '../../config/running/package-layout.js';
import { servePages } from '../../config/running/pages.js';
import { countBrokenRequests } from '../../config/running/request-limits.js';
import { mayReadMetrics } from '../../fhir-api/access/decide.js';
import { type Gated, RouteGate } from '../../fhir-api/access/route-gate.js';
import { addCardKeySet } from '../../fhir-api/card-key-set.js';
import { addOpenApi } from '../../fhir-api/openapi/plugin.js';
import { addPeopleApis } from '../../fhir-api/people-apis.js';
import { fhirApi } from '../../fhir-api/plugin.js';
import { Sessions } from '../../fhir-api/session/sessions.js';
import type { SubscriptionsOptions } from '../../fhir-api/subscriptions/serve-subscriptions.js';
import type { AuditEntry } from '../../journal/record-store.js';
import { AccountLedger } from '../../provisioning/accounts/account-ledger.js';
import type { EnrolmentDeskOptions } from '../../provisioning/enrolment/enrolment-desk.js';
import { enrolmentApi } from '../../provisioning/enrolment/hub-routes.js';
import { keyShareApi } from '../../provisioning/key-share/share-routes.js';
import { authorityOf } from '../../provisioning/node-folder.js';
import { renewalApi } from '../../provisioning/renewal/renewal-routes.js';
import { ratePassword } from '../../provisioning/secrets/judge-password.js';
import { checkPassword, hashPassword } from '../../provisioning/secrets/password.js';
import { hashSecret, newSecret } from '../../provisioning/secrets/secret.js';
import { trustApi } from '../../provisioning/trust/trust-routes.js';
import type { AlertDesk } from '../alerts/alert-desk.js';
import { addAlertRoutes } from '../alerts/alert-routes.js';
import type { HubMetrics } from '../hub-metrics.js';
import type { OpenHub } from '../open-hub.js';
import type { OrderDesk } from '../orders/order-desk.js';
import { addOrderRoutes } from '../orders/order-routes.js';
import { addHistoryRoutes } from '../telemetry/history-routes.js';
import { demoApi, hubApi } from './api/hub-api.js';
import { addDemoRoutes } from './demo-routes.js';
import type { FleetView } from './fleet-view.js';
import { addOpsRoutes } from './ops-routes.js';

export interface HubHttpOptions {
  /** The folder of the node. */
  readonly dir: string;
  readonly hub: OpenHub;
  readonly metrics: HubMetrics;
  readonly live: LiveStream;
  readonly layout: PackageLayout;
  readonly logger: Logger;
  readonly readFleet: () => Promise<FleetView>;
  readonly enrolment: EnrolmentDeskOptions;
  readonly askAttachment: (hash: string) => Promise<void>;
  readonly settings: Pick<HubSettings, 'idleLockSeconds'>;
  readonly alerts: AlertDesk;
  readonly orders: OrderDesk;
  /** Where subscriptions may send to, and who hears of it. */
  readonly notifications: Pick<SubscriptionsOptions, 'networks' | 'authorities' | 'onCommit' | 'onOutcome'>;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** The hub's HTTP: enrolment, the FHIR API over all records, the ops console. */
export async function createHubHttp(options: HubHttpOptions): Promise<HttpFaces & Gated> {
  const { hub, metrics, live, layout, logger, readFleet, now, onError } = options;
  const { node, identity, journal, attachments } = hub;
  const { records, people, machineTokens } = journal;
  const onBroken = countBrokenRequests(metrics.metrics);
  const faces = createHttpFaces({ ...identity, https: node.https, http: node.http, logger, onError, onBroken });
  const { app } = faces;
  const audit = (entries: readonly AuditEntry[]) => records.audit(entries);
  const sessions = new Sessions({
    ...journal,
    ...{ audit, now },
    keyNames: { names: node.hosts, httpsPort: node.https.port },
    isSecondFactorMandatory: node.demo === undefined,
    idleLockMillisecondsMax: options.settings.idleLockSeconds * 1000,
    ...{ keeper: new AccountLedger(options.dir), ratePassword },
    ...{ siteId: node.code, name: node.name, checkPassword, hashPassword, randomBytes, newSecret, hashSecret },
  });
  const gate = new RouteGate(sessions.actorOf, audit);
  gate.guard(app);
  const { actorOf } = gate;
  await app.register(enrolmentApi, options.enrolment);
  const authority = authorityOf(identity);
  const { everTrusted, bundlesAfter } = hub.trust;
  const proving = {
    fleet: journal.fleet,
    certificates: journal.certificates,
    authority,
    everTrusted,
    now,
    randomBytes,
  };
  await app.register(renewalApi, proving);
  await app.register(trustApi, { bundlesAfter, now });
  await app.register(keyShareApi, { ...proving, shares: journal.keyShares });
  await addPeopleApis(app, { ...journal, sessions, records, audit });
  const software = { name: 'Carnet hub', version: layout.version };
  await app.register(fhirApi, {
    ...{ prefix: '/fhir', store: records, care: journal.care, actorOf, software, now },
    ...{ exportJobs: journal.exportJobs, auditEntries: journal.auditEntries },
    subscriptions: { ...options.notifications, store: journal.subscriptions, people, machineTokens },
    profiles: () => hub.profiles.book,
    attachments: { store: attachments, ask: options.askAttachment },
  });
  addOpsRoutes(app, { live, isStillIn: sessions.isStillIn, readFleet });
  addAlertRoutes(app, { actorOf, desk: options.alerts });
  addOrderRoutes(app, { actorOf, desk: options.orders });
  addHistoryRoutes(app, { fleet: journal.fleet, history: hub.history, now });
  if (node.demo?.relaySocket !== undefined) addDemoRoutes(app, { relaySocket: node.demo.relaySocket });
  addOpenApi(app, { gate, software, descriptions: { ...hubApi, ...demoApi } });
  addCardKeySet(app, { readKeys: () => hub.cardKeys.read(), now });
  addHealthRoutes(app, {
    metrics: metrics.metrics,
    isReady: async () => (await journal.sync.identity()).site === node.code,
    mayReadMetrics: async (request) => mayReadMetrics(await actorOf(request), 'ops'),
  });
  await servePages(app, layout.pagesFolder('ops'));
  return { ...faces, gate };
}
