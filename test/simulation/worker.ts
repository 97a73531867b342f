import type { Chunk } from './many-seeds.js';
import { runSeed, type SeedResult } from './run-seed.js';
import { cheapFolder, Templates } from './templates.js';

/** A process of `npm run simulate`: runs the seeds that it is told, and says what came of them. */
const templates = new Templates(await cheapFolder());

async function run({ from, to, plant, disasters }: Chunk): Promise<readonly SeedResult[]> {
  const results: SeedResult[] = [];
  for (let seed = from; seed < to; seed += 1) {
    const result = await runSeed(seed, templates, { plant, disasters });
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
