import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BenchStack } from './bench-stack.js';
import { compareRows, type PeerMeasured } from './fhir/compare.js';
import { type Measured, measureServer, type Row } from './fhir/measure.js';
import { type Population, readPopulation, writePopulation } from './fhir/population.js';
import { type Workload, workloadsOver } from './fhir/workloads.js';
import type { Bench } from './measurement.js';
import { installPeer, PeerProcess } from './peer-process.js';
import { preloadFlow } from './preload.js';

/**
 * What programs that speak FHIR with a site feel. Ours is a whole site: TLS, a token, the audit, validation, encrypted, on
 * the disk before it answers. The peer is a FHIR router from npm over its own repository in memory: none of these.
 */
export const fhir: Bench = {
  name: 'fhir',
  title: 'FHIR API of a site over a large journal, beside a FHIR server in memory',
  run: async ({ resources }) => {
    const dir = mkdtempSync(join(tmpdir(), 'carnet-bench-fhir-'));
    try {
      const population = writePopulation(join(dir, 'resources.ndjson'), resources);
      const workloads = workloadsOver(population);
      const ours = await measureSite(population, workloads);
      const peer = await measurePeer(dir, population, workloads);
      const own = { resources: population.resources, encrypted: true, tls: true, fsync: true };
      return compareRows(ours, peer, { ...own, peerEncrypted: false, peerTls: false, peerFsync: false });
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  },
};

async function measureSite({ file }: Population, workloads: readonly Workload[]): Promise<readonly Row[]> {
  const stack = await BenchStack.create();
  try {
    // Without a link: what is measured is the API, not the uplink that works beside it.
    await stack.hub.stop();
    const journal = await stack.openJournal();
    await preloadFlow(journal, readPopulation(file));
    journal.close();
    await stack.site.start();
    return (await measureServer(await stack.fhirTarget(), workloads, true)).rows;
  } finally {
    await stack.destroy();
  }
}

/** The peer begins anew after a question that it is still at: what follows is measured, too. */
async function measurePeer(dir: string, population: Population, workloads: readonly Workload[]): Promise<PeerMeasured> {
  await installPeer('medplum');
  const [rows, unanswered]: [Row[], string[]] = [[], []];
  for (let left = workloads; left.length > 0; ) {
    const measured = await measurePeerOnce(dir, population, left);
    rows.push(...measured.rows);
    if (measured.unanswered === undefined) break;
    unanswered.push(measured.unanswered);
    left = left.slice(left.findIndex(({ name }) => name === measured.unanswered) + 1);
  }
  return { rows, unanswered };
}

async function measurePeerOnce(
  dir: string,
  { file, resources }: Population,
  workloads: readonly Workload[],
): Promise<Measured> {
  const server = new PeerProcess('medplum', dir, 'server.mjs', [file]);
  try {
    const told = (await server.hear()) as { readonly port: number; readonly resources: number };
    if (told.resources !== resources) throw new Error(`the peer has ${told.resources} resources`);
    return await measureServer({ base: `http://127.0.0.1:${told.port}` }, workloads, false);
  } finally {
    await server.stop();
  }
}
