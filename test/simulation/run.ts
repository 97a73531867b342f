import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { plants } from './fault-kinds.js';
import { linkPlants } from './links/link-fault-kinds.js';
import { runLinkSeed } from './links/run-link-seed.js';
import { runSeeds } from './many-seeds.js';
import { tell } from './report.js';
import { runSeed } from './run-seed.js';
import { cheapFolder, Templates } from './templates.js';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    /** What fails: `all` that can within programs and between them, or `links`. */
    kind: { type: 'string', default: 'all' },
    plant: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
    disasters: { type: 'boolean' },
    json: { type: 'boolean', default: false },
    /** A file that says after each chunk how many seeds were run and which broke something. */
    progress: { type: 'string' },
  },
});

const { disasters } = values;
const kind = values.kind === 'links' ? 'links' : 'all';
const known: readonly string[] = kind === 'links' ? linkPlants : plants;
const { plant } = values;
if (plant !== undefined && !known.includes(plant)) throw new Error(`--plant is one of ${known.join(', ')}`);
if (values.seed === undefined) await runMany();
else await runOne(Number(values.seed));

/** One seed, as a failure says how to repeat it. */
async function runOne(seed: number): Promise<void> {
  const templates = new Templates(await cheapFolder());
  const print = values.trace ? { print: (line: string) => void process.stdout.write(`${line}\n`) } : {};
  const result =
    kind === 'links'
      ? await runLinkSeed(seed, templates, { plant: linkPlants.find((each) => each === plant), ...print })
      : await runSeed(seed, templates, { plant: plants.find((each) => each === plant), disasters, ...print });
  templates.remove();
  console.log(JSON.stringify(result, undefined, 2));
  if (result.broken.length > 0) process.exitCode = 1;
}

async function runMany(): Promise<void> {
  const [from, workers] = [Number(values.from), Number(values.workers)];
  const { progress } = values;
  const report = await runSeeds({
    ...{ from, to: from + Number(values.seeds), kind, plant, disasters, workers },
    ...(progress !== undefined && {
      onProgress: ({ seeds, seconds, writes, failed }) =>
        writeFileSync(
          progress,
          `${JSON.stringify({ seeds, green: seeds - failed.length, seconds, writes, failed })}\n`,
        ),
    }),
  });
  tell(report, values.json);
  if (!report.passed) process.exitCode = 1;
}
