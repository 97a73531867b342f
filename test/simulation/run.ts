import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Plant, plants } from './fault-kinds.js';
import { addReport, emptyReport, type Report, tell } from './report.js';
import { runSeed } from './run-seed.js';
import { cheapFolder, Templates } from './templates.js';

/** So many seeds a worker is given at a time. */
const chunkSeeds = 20;

/** What a worker is told to run; `undefined` ends it. */
export interface Chunk {
  readonly from: number;
  readonly to: number;
  readonly plant: Plant | undefined;
  /** Forced; absent: as each seed draws. */
  readonly disasters?: boolean | undefined;
}

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    plant: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
    disasters: { type: 'boolean' },
    json: { type: 'boolean', default: false },
  },
});

const plant = plants.find((known) => known === values.plant);
if (values.plant !== undefined && plant === undefined) throw new Error(`--plant is one of ${plants.join(', ')}`);
if (values.seed === undefined) await runMany();
else await runOne(Number(values.seed));

/** One seed, as a failure says how to repeat it. */
async function runOne(seed: number): Promise<void> {
  const templates = new Templates(await cheapFolder());
  const print = values.trace ? { print: (line: string) => void process.stdout.write(`${line}\n`) } : {};
  const result = await runSeed(seed, templates, { plant, disasters: values.disasters, ...print });
  templates.remove();
  console.log(JSON.stringify(result, undefined, 2));
  if (result.broken.length > 0) process.exitCode = 1;
}

async function runMany(): Promise<void> {
  const started = performance.now();
  const from = Number(values.from);
  const { disasters } = values;
  const chunks: Chunk[] = [];
  for (let seed = from; seed < from + Number(values.seeds); seed += chunkSeeds) {
    chunks.push({ from: seed, to: Math.min(seed + chunkSeeds, from + Number(values.seeds)), plant, disasters });
  }
  const report = emptyReport(plant, disasters);
  await Promise.all(Array.from({ length: Number(values.workers) }, () => work(chunks, report)));
  report.seconds = Math.round((performance.now() - started) / 1000);
  tell(report, values.json);
  if (!report.passed) process.exitCode = 1;
}

/** One worker process: it takes the next chunk until none is left; with a planted bug, until it is found. */
async function work(chunks: Chunk[], report: Report): Promise<void> {
  const worker = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] });
  await new Promise<void>((resolve, reject) => {
    const next = () => {
      const isFound = report.plant !== undefined && report.failed.length > 0;
      const chunk = isFound ? undefined : chunks.shift();
      if (chunk === undefined) worker.disconnect();
      else worker.send(chunk);
    };
    worker.on('message', (results) => {
      addReport(report, results as Parameters<typeof addReport>[1]);
      next();
    });
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))));
    next();
  });
}
