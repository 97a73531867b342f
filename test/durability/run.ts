import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from '../bench/fresh-build.js';
import { hindranceOf, runTool } from '../support/command-line.js';
import { findPackage } from '../support/system-package.js';
import { uncovered } from '../support/uncovered.js';
import { type PartName, readArguments, type Wish } from './arguments.js';
import { runIoErrors } from './faults/io-errors.js';
import { type ImagesReport, runManyImages } from './images/many-images.js';
import { type KillsReport, runKills } from './kills/run-kills.js';
import { ProgressFile } from './progress-file.js';
import { ProgressTeller } from './told-progress.js';

/** Whether no promise was broken. */
async function run(wish: Wish): Promise<boolean> {
  const report: Partial<Record<PartName, { readonly passed: boolean }>> = {};
  for (const name of wish.parts) report[name] = await parts[name](wish);
  const passed = Object.values(report).every((part) => part.passed);
  process.stdout.write(`${JSON.stringify({ ...report, passed }, undefined, wish.json ? undefined : 2)}\n`);
  return passed;
}

function hindrance({ parts: wanted, progress }: Wish): string | undefined {
  if (wanted.some((name) => name === 'images' || name === 'io-errors') && findPackage('gcc') === undefined) {
    return 'it needs gcc (sudo apt-get install gcc)';
  }
  return progress === undefined ? undefined : hindranceOf(() => new ProgressFile(progress).read());
}

const parts: Readonly<Record<PartName, (wish: Wish) => Promise<{ readonly passed: boolean }>>> = {
  images: ({ images, seed, plant, workers, progress }) => {
    const onProgress = tellerOf('images', images, (report: ImagesReport) => report.images);
    return runManyImages({ images, seed, plant, workers, onProgress, progress: fileOf(progress) });
  },
  kills: ({ kills, seed, workers: sites, progress }) => {
    buildIfStale();
    const onProgress = tellerOf('kills', kills, (report: KillsReport) => report.kills);
    return runKills({ kills, seed, sites, onProgress, progress: fileOf(progress), signal: interrupted() });
  },
  'disk-full': async () => runTests('disk-full'),
  'io-errors': async () => {
    const report = await runIoErrors();
    const http = runTests('failing-disk');
    return { ...report, http, passed: report.broken.length === 0 && http.passed };
  },
  corruption: async () => runTests('corruption'),
};

const fileOf = (path: string | undefined) => (path === undefined ? undefined : new ProgressFile(path));

/** Tells of reports, the first of which is of runs before this one. */
function tellerOf<Report extends { readonly broken: readonly unknown[] }>(
  what: string,
  wanted: number,
  doneOf: (report: Report) => number,
): (report: Report) => void {
  const print = (line: string) => void process.stderr.write(`${line}\n`);
  let teller: ProgressTeller | undefined;
  return (report) => {
    const done = doneOf(report);
    if (teller !== undefined) teller.tell(done, report.broken.length);
    else teller = new ProgressTeller({ what, wanted, doneBefore: done, print, now: () => performance.now() });
  };
}

/** Programs of sites must not outlive whoever started them. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  const end = (exitCode: number) => {
    controller.abort();
    process.exit(exitCode);
  };
  process.once('SIGINT', () => end(130));
  process.once('SIGTERM', () => end(143));
  return controller.signal;
}

/** Runs tests of faults that have a machine to themselves. */
function runTests(...files: readonly string[]): { readonly passed: boolean; readonly failed: readonly string[] } {
  buildIfStale();
  const failed = files.filter((file) => {
    const path = fileURLToPath(new URL(`./faults/${file}.test.ts`, import.meta.url));
    // With `CI`, what cannot run has failed, and says what it wants.
    const env = { ...process.env, ...uncovered, CI: 'true' };
    const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', path], { env, encoding: 'utf8' });
    if (status !== 0) process.stderr.write(stdout);
    return status !== 0;
  });
  return { passed: failed.length === 0, failed };
}

/** `npm run durability -- …`, see `--help`: exit 1 when a promise was broken, 2 for wrong usage. */
process.exitCode = await runTool(readArguments(process.argv.slice(2)), { hindrance, run });
