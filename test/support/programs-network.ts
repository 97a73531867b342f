import { join } from 'node:path';
import { type RunningHub, startHub } from '../../central-hub/composition.js';
import { readEdgeSettings } from '../../config/edge-settings.js';
import { readHubSettings } from '../../config/hub-settings.js';
import { createLogger } from '../../config/running/logger.js';
import { type RunningEdge, startEdge } from '../../edge-agent/composition.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { AuthorityPair } from '../../provisioning/certificates/issuing-authority.js';
import { callControl } from '../../provisioning/control/client.js';
import { TcpRelay } from '../../provisioning/demo/relay/tcp-relay.js';
import { join as joinHub } from '../../provisioning/enrolment/join.js';
import { readTextIfThere } from '../../provisioning/folder/atomic-file.js';
import { createHub } from '../../provisioning/hub/create-hub.js';
import type { InvitedSite } from '../../provisioning/verbs/site-verbs.js';
import { builtThreads } from './built-threads.js';
import { freePortRun } from './free-port.js';
import { stockKeyPairs } from './stock-key-pairs.js';
import { temporaryFolder } from './temporary-folder.js';
import { withoutSecondFactor } from './without-second-factor.js';

type Teardown = { teardown(stop: () => unknown): unknown };

const anyPort = { host: '127.0.0.1', port: 0 };
const silent = createLogger('test', process.env['CARNET_TEST_LOG'] ?? 'silent');

export interface TestLink {
  readonly name: string;
  readonly kind: string;
  readonly metered: boolean;
  /** Bytes a month. */
  readonly budgetBytes?: number;
}

/** The links that a site of a test has where it does not say so itself: the preferred one first. */
export const testLinks: readonly TestLink[] = [
  { name: 'fibre', kind: 'fibre', metered: false },
  { name: 'geo', kind: 'geo', metered: true },
];

export interface EnrolledSite {
  readonly code: SiteCode;
  readonly dir: string;
  /** The line of each link, by its name. */
  readonly relays: ReadonlyMap<string, TcpRelay>;
}

export interface NetworkSite extends EnrolledSite {
  /** The running program; absent while it is stopped. */
  edge: RunningEdge;
  restart(): Promise<void>;
}

export interface Network {
  hub: RunningHub;
  readonly folder: string;
  readonly hubDir: string;
  readonly sites: readonly NetworkSite[];
  /** Of the hub, as a technician carries it. */
  readonly root: AuthorityPair;
  /** Stops the hub and starts it again, on the same ports. @param meanwhile done while it is stopped */
  restartHub(meanwhile?: () => unknown): Promise<void>;
}

/** A hub and sites on this machine: real enrolment, mutual TLS, broker and encrypted databases, relayed links. */
export async function startNetwork(
  t: Teardown,
  siteNames: readonly string[],
  links: readonly TestLink[] = testLinks,
  hubSettings: Readonly<Record<string, unknown>> = {},
  hubNow: () => number = Date.now,
  prepareHub?: (hubDir: string) => Promise<void>,
): Promise<Network> {
  const folder = temporaryFolder(t);
  const hubDir = join(folder, 'hub');
  // Not ports of the system's choice: while the hub is away these go to outgoing connections, its own sites' among them.
  const httpsPort = await freePortRun(3);
  const [mqttPort, probePort] = [httpsPort + 1, httpsPort + 2];
  const at = (port: number) => ({ host: '127.0.0.1', port });
  let root: AuthorityPair = { certificatePem: '', keyPem: '' };
  await createHub({
    ...{ dir: hubDir, name: 'Test', hosts: ['127.0.0.1'], nowMilliseconds: hubNow() },
    ...{ https: at(httpsPort), mqtt: at(mqttPort), http: anyPort, makeKeyPair: stockKeyPairs },
    keepRoot: (made) => {
      root = made;
    },
  });
  withoutSecondFactor(hubDir);
  await prepareHub?.(hubDir);
  const start = () => runHub(hubDir, probePort, hubSettings, hubNow);
  const network: Network = {
    hub: await start(),
    folder,
    hubDir,
    root,
    sites: [],
    restartHub: async (meanwhile) => {
      await network.hub.stop();
      await meanwhile?.();
      network.hub = await start();
    },
  };
  t.teardown(() => network.hub.stop());
  const sites: NetworkSite[] = [];
  for (const name of siteNames) sites.push(await startSite(t, network, join(folder, name), name, links));
  return Object.assign(network, { sites });
}

function runHub(
  dir: string,
  probePort: number,
  more: Readonly<Record<string, unknown>>,
  now: () => number,
): Promise<RunningHub> {
  const file = { revocationCheckMilliseconds: 100, probePort, ...more };
  const settings = readHubSettings({ file, environment: {} });
  return startHub({ dir, settings, logger: silent, now, ...builtThreads, onFatal: fail });
}

/** Registers a site at the hub and joins it over real enrolment; no program runs in its folder yet. */
export async function enrolSite(
  t: Teardown,
  network: Pick<Network, 'hub' | 'hubDir'>,
  dir: string,
  name: string,
  links: readonly TestLink[] = testLinks,
): Promise<EnrolledSite> {
  const { hub, hubDir } = network;
  const invited = (await callControl(hubDir, 'site-add', { name, region: 'Nord', links })) as InvitedSite;
  const relays = new Map<string, TcpRelay>();
  for (const link of links) {
    const target = { host: '127.0.0.1', port: hub.mqttPort };
    const datagramTarget = { host: '127.0.0.1', port: hub.probePort };
    const shape = { delayMilliseconds: 0, bytesPerSecond: Number.POSITIVE_INFINITY };
    const relay = new TcpRelay({ listen: anyPort, target, datagramTarget, shape });
    await relay.start();
    t.teardown(() => relay.stop());
    relays.set(link.name, relay);
  }
  const linkAddresses = new Map([...relays].map(([link, { port }]) => [link, relayedAt(port)]));
  const hubUrl = `https://127.0.0.1:${hub.httpsPort}`;
  const options = { dir, code: invited.oneTimeCode, hubUrl, https: anyPort, http: anyPort, extraHosts: [] };
  await joinHub({ ...options, linkAddresses, makeKeyPair: stockKeyPairs });
  withoutSecondFactor(dir);
  return { code: invited.site.code, dir, relays };
}

/** A relay passes on what comes to its port, TCP and UDP. */
export function relayedAt(port: number) {
  const at = { host: '127.0.0.1', port };
  return { ...at, probe: at };
}

async function startSite(
  t: Teardown,
  network: Network,
  dir: string,
  name: string,
  links: readonly TestLink[],
): Promise<NetworkSite> {
  const site: NetworkSite = {
    ...(await enrolSite(t, network, dir, name, links)),
    edge: await runEdge(dir),
    restart: async () => {
      await site.edge.stop();
      site.edge = await runEdge(dir);
    },
  };
  t.teardown(() => site.edge.stop());
  return site;
}

/** Starts the program of a site in this process, with the settings of its folder. */
export function runEdge(
  dir: string,
  more: Readonly<Record<string, unknown>> = {},
  now: () => number = Date.now,
): Promise<RunningEdge> {
  const given = JSON.parse(readTextIfThere(join(dir, 'settings.json')) ?? '{}') as object;
  const settings = readEdgeSettings({ file: { connectMillisecondsMax: 2_000, ...given, ...more }, environment: {} });
  return startEdge({ dir, settings, logger: silent, now, onFatal: fail });
}

function fail(error: unknown): never {
  throw error;
}
