import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../bench/fresh-build.js';
import { uncovered } from '../support/uncovered.js';
import { runIoErrors } from './faults/io-errors.js';
import { runManyImages } from './images/many-images.js';
import { plants } from './images/planted-driver.js';
import { runKills } from './kills/run-kills.js';

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '20000' },
    kills: { type: 'string', default: '200' },
    /** The first; a report of images says where the next run goes on. */
    seed: { type: 'string', default: '1' },
    plant: { type: 'string' },
    only: { type: 'string' },
    /** Processes; without, one for each processor. */
    workers: { type: 'string' },
    json: { type: 'boolean', default: false },
    /** A file that always holds the report of the part that runs. */
    progress: { type: 'string' },
  },
});

const names = ['images', 'kills', 'disk-full', 'io-errors', 'corruption'] as const;
type Part = (typeof names)[number];

const plant = plants.find((name) => name === values.plant);
if (values.plant !== plant) throw new Error(`--plant is one of ${plants.join(', ')}`);
const only = names.find((name) => name === values.only);
if (values.only !== only) throw new Error(`--only is one of ${names.join(', ')}`);

const seed = Number(values.seed);
const onProgress = (report: unknown) => {
  if (values.progress !== undefined) writeFileSync(values.progress, `${JSON.stringify(report)}\n`);
};

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

const parts: Readonly<Record<Part, () => Promise<{ readonly passed: boolean }>>> = {
  images: () => {
    const workers = values.workers === undefined ? {} : { workers: Number(values.workers) };
    return runManyImages({ images: Number(values.images), seed, plant, onProgress, ...workers });
  },
  kills: () => {
    buildIfStale();
    const sites = values.workers === undefined ? {} : { sites: Number(values.workers) };
    return runKills({ kills: Number(values.kills), seed, onProgress, ...sites });
  },
  'disk-full': async () => runTests('disk-full'),
  'io-errors': async () => {
    const report = await runIoErrors();
    const http = runTests('failing-disk');
    return { ...report, http, passed: report.broken.length === 0 && http.passed };
  },
  corruption: async () => runTests('corruption'),
};

// A mistake is planted where it is found.
const wanted = plant !== undefined ? ['images' as const] : only !== undefined ? [only] : names;
const report: Partial<Record<Part, { readonly passed: boolean }>> = {};
for (const name of wanted) report[name] = await parts[name]();
const passed = Object.values(report).every((part) => part.passed);
process.stdout.write(`${JSON.stringify({ ...report, passed }, undefined, values.json ? undefined : 2)}\n`);
if (!passed) process.exitCode = 1;
