import { plants } from './fault-kinds.js';
import { linkPlants } from './links/link-fault-kinds.js';
import { runLinkSeed } from './links/run-link-seed.js';
import type { Chunk, ChunkReport } from './many-seeds.js';
import { runSeed, type SeedResult } from './run-seed.js';
import { cheapFolder, Templates } from './templates.js';

/** A process of `npm run simulate`: runs the seeds that it is told, and says what came of them. */
const templates = new Templates(await cheapFolder());

function runOne(seed: number, { kind, plant, disasters, siteCount }: Chunk): Promise<SeedResult> {
  if (kind === 'links') return runLinkSeed(seed, templates, { plant: linkPlants.find((known) => known === plant) });
  return runSeed(seed, templates, { plant: plants.find((known) => known === plant), disasters, siteCount });
}

/** What the simulator itself could not carry through is told with its seed, and hinders no other one. */
async function runAnyway(seed: number, chunk: Chunk): Promise<SeedResult> {
  try {
    return await runOne(seed, chunk);
  } catch (error) {
    const broken = [`the run ended: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
    return { seed, broken, faults: {}, digest: '', sites: 0, writes: 0 };
  }
}

async function run(chunk: Chunk): Promise<ChunkReport> {
  const { from, to, plant } = chunk;
  const before = process.cpuUsage();
  const results: SeedResult[] = [];
  for (let seed = from; seed < to; seed += 1) {
    const result = await runAnyway(seed, chunk);
    results.push(result);
    if (plant !== undefined && result.broken.length > 0) break;
  }
  const { user, system } = process.cpuUsage(before);
  return { results, cpuSeconds: (user + system) / 1_000_000 };
}

process.on('message', (chunk) => {
  run(chunk as Chunk).then(
    (report) => process.send?.(report),
    (error: unknown) => {
      console.error(error);
      templates.remove();
      process.exit(1);
    },
  );
});
process.on('disconnect', () => {
  templates.remove();
  process.exit(0);
});
