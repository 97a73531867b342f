import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { bundledProgram } from '../../support/bundled-program.js';
import { commitHere } from '../../support/commit-here.js';
import { uncovered } from '../../support/uncovered.js';
import { type ImagesLine, type ProgressFile, seedsLeft } from '../progress-file.js';
import type { Plant } from './planted-driver.js';
import type { ImagesResult } from './run-images.js';

export interface ManyImages {
  /** At least so many; a workload is looked at whole. */
  readonly images: number;
  /** The first; each workload takes the next one. */
  readonly seed: number;
  readonly plant?: Plant | undefined;
  /** Processes; absent: one for each processor. */
  readonly workers?: number | undefined;
  /** Says what was looked at: that is counted and not looked at again. */
  readonly progress?: ProgressFile | undefined;
  /** At the beginning and after each workload. */
  readonly onProgress?: (report: ImagesReport) => void;
}

export interface ImagesReport {
  readonly seed: number;
  readonly plant: Plant | undefined;
  /** Behind all that were run. */
  nextSeed: number;
  workloads: number;
  operations: number;
  acknowledged: number;
  images: number;
  /** How long this run took; what a file of progress had already is not in it. */
  seconds: number;
  /** How many images on which commit. */
  readonly commits: Record<string, number>;
  /** With a planted mistake: after how many images of its workload it showed, and in which. */
  foundAfter: number | undefined;
  readonly broken: { readonly seed: number; readonly words: readonly string[] }[];
  /** Nothing was broken; with a planted mistake: it was found. */
  passed: boolean;
}

/** Looks at images of power cuts, in processes of their own; with a planted mistake, until it is found. */
export async function runManyImages(options: ManyImages): Promise<ImagesReport> {
  const { images, seed, plant, workers, progress, onProgress } = options;
  const started = performance.now();
  const report: ImagesReport = {
    ...{ seed, plant, nextSeed: seed, workloads: 0, operations: 0, acknowledged: 0, images: 0, seconds: 0 },
    ...{ commits: {}, foundAfter: undefined, broken: [], passed: false },
  };
  const done = progress?.read().images ?? [];
  for (const line of done) addLine(report, line);
  onProgress?.(report);
  const seeds = seedsLeft(seed, done);
  const next = (): number | undefined => {
    const isOver = report.images >= images || (plant !== undefined && report.broken.length > 0);
    return isOver ? undefined : seeds.next().value;
  };
  const commit = commitHere();
  const add = ({ foundAfter, ...result }: ImagesResult) => {
    if (result.broken.length > 0) report.foundAfter ??= report.images + (foundAfter ?? result.images);
    const line = { part: 'images', commit, ...result, broken: result.broken.slice(0, 6) } as const;
    addLine(report, line);
    progress?.add(line);
    report.seconds = Math.round((performance.now() - started) / 1000);
    onProgress?.(report);
  };
  const count = plant === undefined ? (workers ?? availableParallelism()) : 1;
  if (report.images < images) {
    const program = await bundledProgram('test/durability/images/worker.ts');
    const workload = await bundledProgram('test/durability/images/workload-program.ts');
    const told = { plant, program: workload };
    await Promise.all(Array.from({ length: count }, () => work(program, next, add, told)));
  }
  report.passed = report.broken.length > 0 === (plant !== undefined);
  return report;
}

function addLine(report: ImagesReport, { seed, commit, operations, acknowledged, images, broken }: ImagesLine): void {
  if (broken.length > 0) report.broken.push({ seed, words: broken });
  report.nextSeed = Math.max(report.nextSeed, seed + 1);
  report.workloads += 1;
  report.operations += operations;
  report.acknowledged += acknowledged;
  report.images += images;
  report.commits[commit] = (report.commits[commit] ?? 0) + images;
}

/** Of V8: what an image leaves behind is dead when the next one begins, and helping threads only cost where all processors are busy. */
const cheapImages = ['--max-semi-space-size=64', '--single-threaded', '--no-flush-bytecode'];

/** What a process is told to look at. */
export interface ImagesOrder {
  readonly seed: number;
  readonly plant: Plant | undefined;
  /** The workload's, which is recorded. */
  readonly program: string;
}

/** One process: it takes the next seed until there is none. */
async function work(
  program: string,
  next: () => number | undefined,
  add: (result: ImagesResult) => void,
  told: Omit<ImagesOrder, 'seed'>,
): Promise<void> {
  const worker = fork(program, { execArgv: cheapImages, env: { ...process.env, ...uncovered } });
  await new Promise<void>((resolve, reject) => {
    const give = () => {
      const seed = next();
      if (seed === undefined) worker.disconnect();
      else worker.send({ seed, ...told } satisfies ImagesOrder);
    };
    worker.on('message', (result) => {
      add(result as ImagesResult);
      give();
    });
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a process ended with ${code}`))));
    give();
  });
}
