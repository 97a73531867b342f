import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { plants } from './fault-kinds.js';
import { linkPlants } from './links/link-fault-kinds.js';
import { runLinkSeed } from './links/run-link-seed.js';
import { runSeeds } from './many-seeds.js';
import { hasPassed, tell } from './report.js';
import { runSeed } from './run-seed.js';
import { cheapFolder, Templates } from './templates.js';

const { values } = parseArgs({
  allowNegative: true,
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    kind: { type: 'string', default: 'all' },
    plant: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
    disasters: { type: 'boolean' },
    json: { type: 'boolean', default: false },
    progress: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const help = `npm run simulate -- [options]
  --seeds N        how many seeds (200)
  --from N         the first of them (1)
  --kind KIND      what fails: \`all\` that can within programs and between them (default), or \`links\`
  --seed N         this one only; with --trace everything that happens
  --plant NAME     a planted mistake, which must be found: ${plants.join(', ')};
                   with --kind links: ${linkPlants.join(', ')}
  --disasters, --no-disasters
                   all boxes are put back and copied, or none; otherwise as each seed draws
  --workers N      processes (one for each processor)
  --json           the report as one JSON object
  --progress FILE  one JSON line for each 500 seeds that were run: commit, sums, what was broken, digest. The same command
                   again goes on where it was cut, and reports on all
A seed is the same run everywhere. The report ends with 1 when a promise was broken or a kind of fault never happened.`;

if (values.help) {
  console.log(help);
  process.exit(0);
}
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
  // A planted mistake ends a run as soon as it is found.
  const progress = plant === undefined ? values.progress : undefined;
  const report = await runSeeds({
    ...{ from, to: from + Number(values.seeds), kind, plant, disasters, workers, progress },
  });
  tell(report, values.json);
  if (!hasPassed(report)) process.exitCode = 1;
}
