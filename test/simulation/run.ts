import { hindranceOf, runTool } from '../support/command-line.js';
import { readArguments, type Wish } from './arguments.js';
import { plants } from './fault-kinds.js';
import { linkPlants } from './links/link-fault-kinds.js';
import { runLinkSeed } from './links/run-link-seed.js';
import { runSeeds } from './many-seeds.js';
import { ProgressFile } from './progress-file.js';
import { hasPassed } from './report.js';
import { runSeed } from './run-seed.js';
import { tell } from './tell.js';
import { cheapFolder, Templates } from './templates.js';

/** Whether no promise was broken. */
const run = (wish: Wish) => (wish.seed === undefined ? runMany(wish) : runOne(wish.seed, wish));

function hindrance({ progress, ...settings }: Wish): string | undefined {
  // A planted mistake is looked for without.
  if (progress === undefined || settings.plant !== undefined) return undefined;
  return hindranceOf(() => new ProgressFile(progress).read(settings));
}

/** One seed, as a failure says how to repeat it. */
async function runOne(seed: number, { kind, plant, disasters, siteCount, trace }: Wish): Promise<boolean> {
  const templates = new Templates(await cheapFolder());
  const print = trace ? { print: (line: string) => void process.stdout.write(`${line}\n`) } : {};
  const result =
    kind === 'links'
      ? await runLinkSeed(seed, templates, { plant: linkPlants.find((each) => each === plant), ...print })
      : await runSeed(seed, templates, {
          plant: plants.find((each) => each === plant),
          disasters,
          siteCount,
          ...print,
        });
  templates.remove();
  console.log(JSON.stringify(result, undefined, 2));
  return result.broken.length === 0;
}

async function runMany({
  from,
  seeds,
  kind,
  plant,
  disasters,
  siteCount,
  workers,
  manner,
  ...wish
}: Wish): Promise<boolean> {
  // A planted mistake ends a run as soon as it is found.
  const progress = plant === undefined ? wish.progress : undefined;
  const of = workers === undefined ? {} : { workers };
  const settings = { kind, plant, disasters, siteCount };
  const report = await runSeeds({ from, to: from + seeds, ...settings, progress, ...of });
  tell(report, manner);
  return hasPassed(report);
}

/** `npm run simulate -- …`, see `--help`: exit 1 when a promise was broken, 2 for wrong usage. */
process.exitCode = await runTool(readArguments(process.argv.slice(2)), { hindrance, run });
