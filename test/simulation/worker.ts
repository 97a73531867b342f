import { plants } from './fault-kinds.js';
import { linkPlants } from './links/link-fault-kinds.js';
import { runLinkSeed } from './links/run-link-seed.js';
import type { Chunk } from './many-seeds.js';
import { runSeed, type SeedResult } from './run-seed.js';
import { cheapFolder, Templates } from './templates.js';

/** A process of `npm run simulate`: runs the seeds that it is told, and says what came of them. */
const templates = new Templates(await cheapFolder());

function runOne(seed: number, { kind, plant, disasters }: Chunk): Promise<SeedResult> {
  if (kind === 'links') return runLinkSeed(seed, templates, { plant: linkPlants.find((known) => known === plant) });
  return runSeed(seed, templates, { plant: plants.find((known) => known === plant), disasters });
}

async function run(chunk: Chunk): Promise<readonly SeedResult[]> {
  const { from, to, plant } = chunk;
  const results: SeedResult[] = [];
  for (let seed = from; seed < to; seed += 1) {
    const result = await runOne(seed, chunk);
    results.push(result);
    if (plant !== undefined && result.broken.length > 0) break;
  }
  return results;
}

process.on('message', (chunk) => {
  run(chunk as Chunk).then(
    (results) => process.send?.(results),
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
