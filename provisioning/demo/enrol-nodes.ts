import { copyFileSync } from 'node:fs';
import { join as joinPath, resolve } from 'node:path';
import type { Site } from '../../journal/fleet-store.js';
import { Problem } from '../../protocol/problem.js';
import { callControl } from '../control/client.js';
import { join } from '../enrolment/join.js';
import { createHub } from '../hub/create-hub.js';
import {
  type HubNode,
  holdsNode,
  type NodeLink,
  nodePaths,
  readNode,
  type SiteNode,
  writeNode,
} from '../node-folder.js';
import { demoPaths } from './demo-folder.js';
import {
  type DemoLinkName,
  demoHost,
  demoLinkNames,
  demoLinks,
  hubPorts,
  type PlannedSite,
  sitePorts,
} from './demo-plan.js';

const at = (port: number) => ({ host: demoHost, port });
/** A relay passes on what comes to its port, TCP and UDP. */
const relayed = (port: number) => ({ ...at(port), probe: at(port) });

/** Makes the hub at the first start; at every start gives it this demo's ports and relay socket. */
export async function ensureHub(dir: string, basePort: number): Promise<HubNode> {
  const paths = demoPaths(dir);
  const ports = hubPorts(basePort);
  const addresses = { https: at(ports.https), mqtt: at(ports.mqtt), http: at(ports.http) };
  const first = holdsNode(paths.hub)
    ? readNode(paths.hub)
    : await createHub({
        dir: paths.hub,
        name: 'Hub Carnet (démo)',
        hosts: [demoHost],
        ...addresses,
        nowMilliseconds: Date.now(),
      });
  if (first.kind !== 'hub') throw new Problem('forbidden', `${paths.hub} is not a hub`);
  const node: HubNode = { ...first, ...addresses, demo: { relaySocket: resolve(paths.relaySocket) } };
  writeNode(paths.hub, node);
  copyFileSync(nodePaths(paths.hub).authority, paths.authority);
  return node;
}

/**
 * Enrols a hospital with the running hub at its first start, by a one-time code as on paper; at every start gives it
 * this demo's ports and the addresses of its relays.
 */
export async function ensureSite(dir: string, basePort: number, plan: PlannedSite, number: number): Promise<SiteNode> {
  const siteDir = joinPath(dir, plan.folder);
  const ports = sitePorts(basePort, number);
  const addresses = { https: at(ports.https), http: at(ports.http) };
  const first = holdsNode(siteDir)
    ? readNode(siteDir)
    : await join({
        dir: siteDir,
        code: await invite(demoPaths(dir).hub, plan),
        hubUrl: `https://${demoHost}:${hubPorts(basePort).https}`,
        ...addresses,
        extraHosts: [],
        linkAddresses: new Map(demoLinkNames.map((name) => [name, relayed(ports.relays[name])])),
      });
  if (first.kind !== 'site') throw new Problem('forbidden', `${siteDir} is not a site`);
  const node: SiteNode = {
    ...first,
    ...addresses,
    links: first.links.map((link) => relayedLink(link, relayPort(ports.relays, link.name))),
    hub: { ...first.hub, url: `https://${demoHost}:${hubPorts(basePort).https}` },
    demo: {},
  };
  writeNode(siteDir, node);
  return node;
}

function relayedLink(link: NodeLink, port: number): NodeLink {
  return { ...link, hub: at(port), probe: at(port) };
}

function relayPort(relays: Readonly<Record<DemoLinkName, number>>, name: string): number {
  return name === 'satellite' ? relays.satellite : relays.fibre;
}

/** A one-time code for the hospital; a new one when an interrupted start had registered it already. */
async function invite(hubDir: string, plan: PlannedSite): Promise<string> {
  const sites = (await callControl(hubDir, 'site-list', {})) as readonly Site[];
  const known = sites.find((site) => site.name === plan.name);
  const links = demoLinkNames.map((name) => demoLinks[name].link);
  const invited = (await (known === undefined
    ? callControl(hubDir, 'site-add', { name: plan.name, region: plan.region, links })
    : callControl(hubDir, 'site-invite', { code: known.code }))) as { oneTimeCode: string };
  return invited.oneTimeCode;
}
