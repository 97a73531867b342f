import type { SiteLink } from '../../journal/fleet-store.js';
import { parseLinkName } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import type { LinkShape } from './relay/shaped-pipe.js';

/** Everything of a demo listens on loopback only: its accounts are printed on a screen. */
export const demoHost = '127.0.0.1';

export const demoSitesMax = 10;

/** The ports of the contract, counted from the base port. */
export interface HubPorts {
  readonly https: number;
  readonly mqtt: number;
  readonly probe: number;
  readonly http: number;
}

export interface SitePorts {
  readonly https: number;
  readonly http: number;
  /** Where the relays of the links listen. */
  readonly relays: Readonly<Record<DemoLinkName, number>>;
}

export const demoLinkNames = ['fibre', 'satellite'] as const;
export type DemoLinkName = (typeof demoLinkNames)[number];

export interface DemoLink {
  readonly link: SiteLink & { readonly kind: 'fibre' | 'geo' };
  readonly shape: LinkShape;
}

/** The two lines of each hospital: a fast one, and a slow and far one that costs money. */
export const demoLinks: Readonly<Record<DemoLinkName, DemoLink>> = {
  fibre: {
    link: { name: parseLinkName('fibre'), kind: 'fibre', metered: false },
    shape: { delayMilliseconds: 0, bytesPerSecond: Number.POSITIVE_INFINITY },
  },
  satellite: {
    link: { name: parseLinkName('satellite'), kind: 'geo', metered: true, budgetBytes: 5e9 },
    shape: { delayMilliseconds: 300, bytesPerSecond: 64_000 },
  },
};

export interface PlannedSite {
  /** The folder's name under the demo's. */
  readonly folder: string;
  readonly name: string;
  readonly region: string;
}

const towns: readonly (readonly [town: string, region: string])[] = [
  ['Douala', 'Littoral'],
  ['Garoua', 'Nord'],
  ['Maroua', 'Extrême-Nord'],
  ['Bamenda', 'Nord-Ouest'],
  ['Bafoussam', 'Ouest'],
  ['Bertoua', 'Est'],
  ['Ebolowa', 'Sud'],
  ['Ngaoundéré', 'Adamaoua'],
  ['Buea', 'Sud-Ouest'],
  ['Yaoundé', 'Centre'],
];

/** The hospitals of a demo, the first ones the same however many there are. */
export function planSites(count: number): readonly PlannedSite[] {
  return towns.slice(0, count).map(([town, region], index) => ({
    folder: `site-${index + 1}`,
    name: `Hôpital de ${town} (démo)`,
    region,
  }));
}

export function hubPorts(basePort: number): HubPorts {
  return { https: basePort, mqtt: basePort + 1, probe: basePort + 2, http: basePort + 5 };
}

/** `number` counts hospitals from 1. */
export function sitePorts(basePort: number, number: number): SitePorts {
  const https = basePort + 10 * number;
  return { https, http: https + 5, relays: { fibre: https + 1, satellite: https + 2 } };
}

/** Every TCP port that a demo of this size takes. */
export function portsOf(basePort: number, sites: number): readonly number[] {
  const { https, mqtt, http } = hubPorts(basePort);
  const ports = [https, mqtt, http];
  for (let number = 1; number <= sites; number += 1) {
    const site = sitePorts(basePort, number);
    ports.push(site.https, site.http, site.relays.fibre, site.relays.satellite);
  }
  return ports;
}

/** @throws Problem `usage-wrong` */
export function parseSiteCount(text: string): number {
  const count = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > demoSitesMax) throw new Problem('usage-wrong', `--sites: 1–${demoSitesMax}`);
  return count;
}

/** @throws Problem `usage-wrong` */
export function parseBasePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  const portMax = 65_535 - 10 * (demoSitesMax + 1);
  if (port < 1024 || port > portMax) throw new Problem('usage-wrong', `--base-port: 1024–${portMax}`);
  return port;
}
