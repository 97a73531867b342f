import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeConsultations } from '../bench-data.js';
import type { BenchSize } from '../measurement.js';
import { noCertificates, type PeerForm, writeCertificates } from '../peer-form.js';
import { installPeer, PeerProcess } from '../peer-process.js';

/** What the peer's hub came to in one form. */
export interface PeerFleet {
  readonly form: PeerForm;
  /** Documents that the hub counted more, by its own clock. */
  readonly perSecond: number;
  readonly seconds: number;
  readonly documents: number;
  /** Documents at the hub before. */
  readonly documentsBefore: number;
  readonly preloadSeconds: number;
  readonly hubCpuMicrosecondsEach: number;
  readonly sitesCpuMicrosecondsEach: number;
  /** Sites that had sent all they had before the time was over. */
  readonly finishedSites: number;
  readonly hubMegabytes: number;
  /** What went wrong at the sites, and how often. */
  readonly problems: Readonly<Record<string, number>>;
}

/** What the process of the sites says at the end. */
interface SitesResult {
  readonly finished: number;
  readonly cpuSeconds: number;
  readonly problems: PeerFleet['problems'];
}

interface HubCount {
  readonly documents: number;
  readonly atSeconds: number;
  readonly cpuSeconds: number;
  readonly megabytes: number;
}

type FleetSize = Pick<BenchSize, 'sites' | 'seconds' | 'preload'>;

/** Visits whose resources are repeated under other ids. */
const visits = 500;
/** Documents that are made ready for a second of sending: more than the peer was ever seen to take. */
const readyPerSecond = 5_000;

/**
 * The peer under the conditions of the fleet: as many sites, each a PouchDB of its own, replicate at once to one hub with
 * the same past. For each form the sites are new ones; a hub goes on with what it has, as shipped or secured.
 */
export async function replicatePouchdbFleet(
  size: FleetSize,
  forms: readonly PeerForm[],
): Promise<readonly PeerFleet[]> {
  await installPeer('pouchdb');
  const found: PeerFleet[] = [];
  for (const secured of [false, true]) {
    const alike = forms.filter((form) => form.secured === secured);
    if (alike.length > 0) found.push(...(await toOneHub(size, alike, secured)));
  }
  return found;
}

async function toOneHub(
  { sites, seconds, preload }: FleetSize,
  forms: readonly PeerForm[],
  secured: boolean,
): Promise<readonly PeerFleet[]> {
  const dir = mkdtempSync(join(tmpdir(), 'carnet-bench-pouchdb-'));
  const file = join(dir, 'resources.ndjson');
  writeFileSync(file, visitLines().join('\n'));
  mkdirSync(join(dir, 'server'));
  const certificates = secured ? await writeCertificates(dir) : noCertificates;
  const server = new PeerProcess('pouchdb', dir, 'server.mjs', [join(dir, 'server'), certificates, file, preload]);
  try {
    const { port, preloadSeconds } = (await server.hear()) as { port: number; preloadSeconds: number };
    const address = `${secured ? 'https' : 'http'}://127.0.0.1:${port}/records`;
    const each = Math.ceil((readyPerSecond * seconds) / sites);
    const found: PeerFleet[] = [];
    for (const form of forms) {
      const folder = join(dir, `sites-${form.batch}`);
      mkdirSync(folder);
      const given = [folder, certificates, file, address, sites, each, form.batch, seconds];
      const driver = new PeerProcess('pouchdb', dir, 'fleet.mjs', given);
      try {
        found.push({ form, preloadSeconds, ...(await measure(server, driver)) });
      } finally {
        await driver.stop();
        rmSync(folder, { recursive: true, force: true });
      }
    }
    return found;
  } finally {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

function visitLines(): readonly string[] {
  return makeConsultations(visits)
    .flat()
    .map((resource) => JSON.stringify(resource));
}

async function measure(server: PeerProcess, driver: PeerProcess): Promise<Omit<PeerFleet, 'form' | 'preloadSeconds'>> {
  await driver.hear();
  const before = (await server.ask('count')) as HubCount;
  const { problems, finished: finishedSites, cpuSeconds } = (await driver.ask('send')) as SitesResult;
  const after = (await server.ask('count')) as HubCount;
  const documents = after.documents - before.documents;
  const seconds = after.atSeconds - before.atSeconds;
  return {
    ...{ perSecond: documents / seconds, seconds, documents, documentsBefore: before.documents, problems },
    hubCpuMicrosecondsEach: ((after.cpuSeconds - before.cpuSeconds) * 1e6) / documents,
    sitesCpuMicrosecondsEach: (cpuSeconds * 1e6) / documents,
    ...{ finishedSites, hubMegabytes: after.megabytes },
  };
}
