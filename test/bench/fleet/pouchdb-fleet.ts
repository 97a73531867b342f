import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeConsultations } from '../bench-data.js';
import type { BenchSize } from '../measurement.js';
import { installPeer, PeerProcess } from '../peer-process.js';

/** What the peer's hub came to with one size of batch. */
export interface PeerFleet {
  readonly batch: number;
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

/** Visits whose resources are repeated under other ids. */
const visits = 500;
/** Documents that are made ready for a second of sending: more than the peer was ever seen to take. */
const readyPerSecond = 5_000;

/**
 * The peer under the conditions of the fleet: as many sites, each a PouchDB of its own, replicate at once to one hub with
 * the same past. For each size of batch the sites are new ones; the hub goes on with what it has.
 */
export async function replicatePouchdbFleet(
  { sites, seconds, preload }: Pick<BenchSize, 'sites' | 'seconds' | 'preload'>,
  batches: readonly number[],
): Promise<readonly PeerFleet[]> {
  await installPeer();
  const dir = mkdtempSync(join(tmpdir(), 'carnet-bench-pouchdb-'));
  const file = join(dir, 'resources.ndjson');
  const lines = makeConsultations(visits)
    .flat()
    .map((resource) => JSON.stringify(resource));
  writeFileSync(file, lines.join('\n'));
  mkdirSync(join(dir, 'server'));
  const server = new PeerProcess(dir, 'server.mjs', [join(dir, 'server'), file, preload]);
  try {
    const { port, preloadSeconds } = (await server.hear()) as { port: number; preloadSeconds: number };
    const found: PeerFleet[] = [];
    for (const batch of batches) {
      const folder = join(dir, `sites-${batch}`);
      mkdirSync(folder);
      const each = Math.ceil((readyPerSecond * seconds) / sites);
      const address = `http://127.0.0.1:${port}/records`;
      const driver = new PeerProcess(dir, 'fleet.mjs', [folder, file, address, sites, each, batch, seconds]);
      try {
        found.push({ batch, preloadSeconds, ...(await measure(server, driver)) });
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

async function measure(server: PeerProcess, driver: PeerProcess): Promise<Omit<PeerFleet, 'batch' | 'preloadSeconds'>> {
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
