import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { bundledProgram } from '../support/bundled-program.js';
import { commitHere } from '../support/commit-here.js';
import { uncovered } from '../support/uncovered.js';
import { ProgressFile } from './progress-file.js';
import { addStretch, digestOf, emptyReport, type Report } from './report.js';
import type { SeedResult } from './run-seed.js';
import { type Stretch, type StretchReport, stretchesLeft } from './stretches.js';
import { addResult, emptyTally, type SeedSettings } from './tally.js';

/** So many seeds a worker is given at a time. */
const chunkSeeds = 20;

/**
 * Of V8: what a run leaves behind is mostly dead when the next one begins, so that a large nursery spares most of the
 * collecting; all processors are busy with seeds, and threads that help to collect and to compile only cost; and each run
 * needs again what the last one needed.
 */
const cheapRuns = ['--max-semi-space-size=64', '--single-threaded', '--no-flush-bytecode'];

/** What a worker is told to run. */
export interface Chunk extends Stretch, SeedSettings {}

/** What a worker says of a chunk. */
export interface ChunkReport {
  readonly results: readonly SeedResult[];
  readonly cpuSeconds: number;
}

export interface ManySeeds extends Stretch, Partial<SeedSettings> {
  /** Processes; absent: one for each processor. */
  readonly workers?: number;
  /** A file that says what was run: what it has already is not run again. */
  readonly progress?: string | undefined;
}

/** Runs many seeds in processes of their own; with a planted bug, until it is found. */
export async function runSeeds({ from, to, workers, progress, ...given }: ManySeeds): Promise<Report> {
  const started = performance.now();
  const settings: SeedSettings = { ...given, kind: given.kind ?? 'all' };
  const file = progress === undefined ? undefined : new ProgressFile(progress);
  const done = file?.read(settings) ?? [];
  const report = emptyReport(settings);
  for (const stretch of done) addStretch(report, stretch);
  const commit = commitHere();
  const chunks = stretchesLeft({ from, to }, done).flatMap((stretch) =>
    chunksOf(new OpenStretch(stretch, settings, commit), settings),
  );
  const onEnd = (stretch: StretchReport) => {
    addStretch(report, stretch);
    file?.add(stretch);
  };
  const count = Math.min(workers ?? availableParallelism(), chunks.length);
  const program = count === 0 ? '' : await bundledProgram('test/simulation/worker.ts');
  await Promise.all(Array.from({ length: count }, () => work(program, chunks, onEnd)));
  report.seconds = Math.round((performance.now() - started) / 1000);
  return report;
}

interface Task {
  readonly chunk: Chunk;
  readonly stretch: OpenStretch;
}

function chunksOf(stretch: OpenStretch, settings: SeedSettings): readonly Task[] {
  const tasks: Task[] = [];
  const { to } = stretch.range;
  for (let seed = stretch.range.from; seed < to; seed += chunkSeeds) {
    tasks.push({ stretch, chunk: { ...settings, from: seed, to: Math.min(seed + chunkSeeds, to) } });
  }
  return tasks;
}

/** Seeds that are being run, and what came of those that were. */
class OpenStretch {
  readonly range: Stretch;
  readonly #settings: SeedSettings;
  readonly #commit: string;
  readonly #tally;
  readonly #digests: [number, string][] = [];
  #isOver = false;

  constructor(range: Stretch, settings: SeedSettings, commit: string) {
    this.range = range;
    this.#settings = settings;
    this.#commit = commit;
    this.#tally = emptyTally(settings.kind);
  }

  /** True once: when all seeds were run, or what was looked for is found. */
  isOver(isFound: boolean): boolean {
    if (this.#isOver) return false;
    this.#isOver = isFound || this.#tally.seeds === this.range.to - this.range.from;
    return this.#isOver;
  }

  add({ results, cpuSeconds }: ChunkReport): void {
    this.#tally.cpuSeconds += cpuSeconds;
    for (const result of results) {
      addResult(this.#tally, this.#settings, result);
      this.#digests.push([result.seed, result.digest]);
    }
  }

  report(): StretchReport {
    const digest = digestOf(this.#digests);
    return { ...this.#settings, ...this.range, ...this.#tally, commit: this.#commit, digest };
  }
}

/** One worker process: it takes the next chunk until none is left, or until a planted bug is found. */
async function work(program: string, tasks: Task[], onEnd: (stretch: StretchReport) => void): Promise<void> {
  const worker = fork(program, { execArgv: cheapRuns, env: { ...process.env, ...uncovered } });
  await new Promise<void>((resolve, reject) => {
    let task: Task | undefined;
    const next = () => {
      task = tasks.shift();
      if (task === undefined) worker.disconnect();
      else worker.send(task.chunk);
    };
    worker.on('message', (message) => {
      const report = message as ChunkReport;
      task?.stretch.add(report);
      const isFound = task?.chunk.plant !== undefined && report.results.some(({ broken }) => broken.length > 0);
      // The bug was looked for and is found: the rest of the seeds says nothing more.
      if (isFound) tasks.length = 0;
      if (task?.stretch.isOver(isFound)) onEnd(task.stretch.report());
      next();
    });
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))));
    next();
  });
}
