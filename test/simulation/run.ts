import { helpText, readArguments, type Wish } from './arguments.js';
import { plants } from './fault-kinds.js';
import { linkPlants } from './links/link-fault-kinds.js';
import { runLinkSeed } from './links/run-link-seed.js';
import { runSeeds } from './many-seeds.js';
import { ProgressFile } from './progress-file.js';
import { hasPassed, tell } from './report.js';
import { runSeed } from './run-seed.js';
import { cheapFolder, Templates } from './templates.js';

/** `npm run simulate -- …`, see `--help`: exit 1 when a promise was broken, 2 for wrong usage. */
async function main(given: readonly string[]): Promise<number> {
  const wish = readArguments(given);
  if ('text' in wish) {
    process.stdout.write(helpText);
    return 0;
  }
  const problem = 'problem' in wish ? wish.problem : whatHinders(wish);
  if ('problem' in wish || problem !== undefined) {
    process.stderr.write(`${problem}\n`);
    return 2;
  }
  const passed = wish.seed === undefined ? await runMany(wish) : await runOne(wish.seed, wish);
  return passed ? 0 : 1;
}

/** Known before a seed is run; in words. */
function whatHinders({ progress, ...settings }: Wish): string | undefined {
  try {
    // A planted mistake is looked for without.
    if (progress !== undefined && settings.plant === undefined) new ProgressFile(progress).read(settings);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** One seed, as a failure says how to repeat it. */
async function runOne(seed: number, { kind, plant, disasters, trace }: Wish): Promise<boolean> {
  const templates = new Templates(await cheapFolder());
  const print = trace ? { print: (line: string) => void process.stdout.write(`${line}\n`) } : {};
  const result =
    kind === 'links'
      ? await runLinkSeed(seed, templates, { plant: linkPlants.find((each) => each === plant), ...print })
      : await runSeed(seed, templates, { plant: plants.find((each) => each === plant), disasters, ...print });
  templates.remove();
  console.log(JSON.stringify(result, undefined, 2));
  return result.broken.length === 0;
}

async function runMany({ from, seeds, kind, plant, disasters, workers, json, ...wish }: Wish): Promise<boolean> {
  // A planted mistake ends a run as soon as it is found.
  const progress = plant === undefined ? wish.progress : undefined;
  const of = workers === undefined ? {} : { workers };
  const report = await runSeeds({ from, to: from + seeds, kind, plant, disasters, progress, ...of });
  tell(report, json);
  return hasPassed(report);
}

process.exitCode = await main(process.argv.slice(2));
