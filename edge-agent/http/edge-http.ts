import { randomBytes } from 'node:crypto';
import type { EdgeSettings } from '../../config/edge-settings.js';
import { addHealthRoutes } from '../../config/running/health-routes.js';
import { createHttpFaces, type HttpFaces } from '../../config/running/http-faces.js';
import type { LiveStream } from '../../config/running/live-stream.js';
import type { Logger } from '../../config/running/logger.js';
import type { Metrics } from '../../config/running/metrics.js';
import type { PackageLayout } from '../../config/running/package-layout.js';
import { servePages } from '../../config/running/pages.js';
import { countBrokenRequests } from '../../config/running/request-limits.js';
import { mayReadMetrics } from '../../fhir-api/access/decide.js';
import { type Gated, RouteGate } from '../../fhir-api/access/route-gate.js';
import { addCardKeySet } from '../../fhir-api/card-key-set.js';
import { careApi } from '../../fhir-api/care/plugin.js';
import { conflictApi } from '../../fhir-api/conflicts/plugin.js';
import { consoleApi } from '../../fhir-api/console/plugin.js';
import { deliveryApi } from '../../fhir-api/delivery.js';
import { addOpenApi } from '../../fhir-api/openapi/plugin.js';
import { addPeopleApis } from '../../fhir-api/people-apis.js';
import { fhirApi } from '../../fhir-api/plugin.js';
import { privacyApi } from '../../fhir-api/privacy/plugin.js';
import { Sessions } from '../../fhir-api/session/sessions.js';
import type { SubscriptionsOptions } from '../../fhir-api/subscriptions/serve-subscriptions.js';
import type { AuditEntry } from '../../journal/record-store.js';
import { AccountLedger } from '../../provisioning/accounts/account-ledger.js';
import type { NodeClock } from '../../provisioning/clock/node-clock.js';
import { lanDomainsOf } from '../../provisioning/lan/lan-names.js';
import { ratePassword } from '../../provisioning/secrets/judge-password.js';
import { checkPassword, hashPassword } from '../../provisioning/secrets/password.js';
import { hashSecret, newSecret } from '../../provisioning/secrets/secret.js';
import type { ProbeAsker } from '../availability/probe-asker.js';
import { SiteRecords } from '../availability/site-records.js';
import type { OpenSite } from '../open-site.js';
import type { RemoteDesk } from '../remote/remote-desk.js';
import { addRemoteRoutes } from '../remote/remote-routes.js';
import type { LinksView } from '../telemetry/links-view.js';
import { siteApi } from './api/site-api.js';
import { addSiteRoutes } from './site-routes.js';
import type { SyncView } from './sync-view.js';
import { withLan } from './with-lan.js';

export interface EdgeHttpOptions {
  /** The folder of the node. */
  readonly dir: string;
  readonly site: OpenSite;
  readonly metrics: Metrics;
  readonly live: LiveStream;
  readonly layout: PackageLayout;
  readonly logger: Logger;
  readonly remoteDesk: RemoteDesk;
  readonly askAttachment: (hash: string) => Promise<void>;
  readonly readSync: () => Promise<SyncView>;
  readonly readLinks: () => Promise<LinksView>;
  readonly clock: NodeClock;
  readonly settings: EdgeSettings;
  /** Who the program is when it asks itself. */
  readonly asker: ProbeAsker;
  /** Where subscriptions may send to, and who hears of it. */
  readonly notifications: Pick<SubscriptionsOptions, 'networks' | 'authorities' | 'onCommit' | 'onOutcome'>;
  readonly onError: (error: unknown) => void;
}

/** The hospital's HTTP: the FHIR API, the workstation's pages, and how far everything is. */
export async function createEdgeHttp(options: EdgeHttpOptions): Promise<HttpFaces & Gated> {
  const { site, metrics, live, layout, logger, readSync, clock, onError } = options;
  const { now } = clock;
  const { node, identity, journal, attachments, healthIds } = site;
  const { people, machineTokens } = journal;
  const contents = { store: attachments, ask: options.askAttachment };
  const records = new SiteRecords(journal.records, attachments);
  const onBroken = countBrokenRequests(metrics);
  const faces = createHttpFaces({ ...identity, https: node.https, http: node.http, logger, onError, onBroken });
  const { app } = faces;
  const audit = (entries: readonly AuditEntry[]) => records.audit(entries);
  const keeper = new AccountLedger(options.dir);
  const sessions = new Sessions({
    ...journal,
    ...{ audit, now },
    keyNames: { names: lanDomainsOf(node.code), httpsPort: node.https.port },
    isSecondFactorMandatory: node.demo === undefined,
    idleLockMillisecondsMax: options.settings.idleLockSeconds * 1000,
    ...{ keeper, ratePassword },
    ...{ siteId: node.code, name: node.name, checkPassword, hashPassword, randomBytes, newSecret, hashSecret },
    ...{ surelyPast: () => clock.floorMilliseconds, isClockSure: () => clock.state === 'sure' },
  });
  clock.onHealed((healing) => {
    void Promise.all([sessions.heal(healing), journal.exportJobs.move(healing)]).catch(onError);
  });
  const gate = new RouteGate(options.asker.knowing(sessions.actorOf), audit);
  gate.guard(app);
  const { actorOf } = gate;
  await addPeopleApis(app, { ...journal, sessions, records, audit });
  const software = { name: 'Carnet site', version: layout.version };
  await app.register(fhirApi, {
    ...{ prefix: '/fhir', store: records, care: journal.care, actorOf, software, now },
    ...{ exportJobs: journal.exportJobs, auditEntries: journal.auditEntries },
    subscriptions: { ...options.notifications, store: journal.subscriptions, people, machineTokens },
    profiles: () => site.profiles.book,
    attachments: contents,
  });
  await app.register(deliveryApi, { store: records, care: journal.care, actorOf, now });
  await app.register(conflictApi, { store: records, care: journal.care, actorOf, now });
  await app.register(careApi, { sessions, ...{ care: journal.care, glass: journal.glass, records, audit, now } });
  await app.register(privacyApi, {
    ...{ ...journal, node: { code: node.code, name: node.name }, hub: node.hub.name, sessions, records, audit, now },
    ...{ settings: options.settings, isSecondFactorMandatory: node.demo === undefined },
    contents,
  });
  await app.register(consoleApi, { ...journal, sessions, keeper, records, audit, now });
  const { isStillIn } = sessions;
  addSiteRoutes(app, { actorOf, isStillIn, healthIds, live, readSync, readLinks: options.readLinks });
  addRemoteRoutes(app, { actorOf, remote: journal.remote, records, desk: options.remoteDesk, now });
  addOpenApi(app, { gate, software, descriptions: siteApi });
  addCardKeySet(app, { readKeys: () => site.cardKeys.read(), now });
  addHealthRoutes(app, {
    metrics,
    isReady: async () => (await journal.sync.identity()).site === node.code,
    mayReadMetrics: async (request) => mayReadMetrics(await actorOf(request), 'admin'),
  });
  await servePages(app, layout.pagesFolder('workstation'));
  return { ...withLan(faces, { dir: options.dir, code: node.code, clock, logger, onError }), gate };
}
