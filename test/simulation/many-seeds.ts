import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { uncovered } from '../support/uncovered.js';
import { addReport, emptyReport, type Report, type SeedKind } from './report.js';

/** So many seeds a worker is given at a time. */
const chunkSeeds = 20;

/** What a worker is told to run. */
export interface Chunk {
  readonly from: number;
  readonly to: number;
  /** Absent: all. */
  readonly kind?: SeedKind | undefined;
  readonly plant?: string | undefined;
  /** Forced; absent: as each seed draws. */
  readonly disasters?: boolean | undefined;
}

export interface ManySeeds extends Chunk {
  /** Processes; absent: one for each processor. */
  readonly workers?: number;
  /** After each chunk. */
  readonly onProgress?: (report: Report) => void;
}

/** Runs many seeds in processes of their own; with a planted bug, until it is found. */
export async function runSeeds({ from, to, kind, plant, disasters, workers, onProgress }: ManySeeds): Promise<Report> {
  const started = performance.now();
  const chunks: Chunk[] = [];
  for (let seed = from; seed < to; seed += chunkSeeds) {
    chunks.push({ from: seed, to: Math.min(seed + chunkSeeds, to), kind, plant, disasters });
  }
  const report = emptyReport(kind ?? 'all', plant, disasters);
  const add = (results: Parameters<typeof addReport>[1]) => {
    addReport(report, results);
    report.seconds = Math.round((performance.now() - started) / 1000);
    onProgress?.(report);
  };
  await Promise.all(Array.from({ length: workers ?? availableParallelism() }, () => work(chunks, report, add)));
  return report;
}

/** One worker process: it takes the next chunk until none is left. */
async function work(chunks: Chunk[], report: Report, add: (results: Parameters<typeof addReport>[1]) => void) {
  const worker = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), {
    // What a run leaves behind is mostly dead when the next one begins: a large nursery spares most of the collecting.
    execArgv: ['--import', 'tsx', '--max-semi-space-size=64'],
    env: { ...process.env, ...uncovered },
  });
  await new Promise<void>((resolve, reject) => {
    const next = () => {
      const isFound = report.plant !== undefined && report.failed.length > 0;
      const chunk = isFound ? undefined : chunks.shift();
      if (chunk === undefined) worker.disconnect();
      else worker.send(chunk);
    };
    worker.on('message', (results) => {
      add(results as Parameters<typeof addReport>[1]);
      next();
    });
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))));
    next();
  });
}
