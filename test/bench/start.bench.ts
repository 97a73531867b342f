import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { NodeProcess } from '../../provisioning/demo/node-process.js';
import { BenchStack } from './bench-stack.js';
import { loadAverage, usageOf } from './fleet/process-usage.js';
import { type Bench, type Measurement, percentile, round } from './measurement.js';

const times = 9;
const command = fileURLToPath(new URL('../../bin/carnet.js', import.meta.url));
/** What a process of Node used of the processor, on its standard error. */
const tellUsage = `data:text/javascript,${[
  'import { writeSync } from "node:fs"',
  'process.on("exit", () => { const { user, system } = process.cpuUsage(); writeSync(2, "\\n" + (user + system)) })',
].join(';')}`;

interface Started {
  readonly cpuSeconds: number;
  readonly seconds: number;
  readonly megabytes: number;
}

/** From the order to start until the program listens and says so: half of the starts took less. */
export const start: Bench = {
  name: 'start',
  title:
    'Start of a site, of the hub and of the command: the time of a processor, the time until it listens, the memory then',
  run: async () => {
    const stack = await BenchStack.create();
    try {
      await stack.hub.stop();
      return [
        ...figures('edge-agent', await startOften(stack.site)),
        ...figures('central-hub', await startOften(stack.hub)),
        ...figures('carnet', await askOften(['status', '--dir', stack.site.dir])),
      ];
    } finally {
      await stack.destroy();
    }
  },
};

async function startOften(node: NodeProcess): Promise<readonly Started[]> {
  const starts: Started[] = [];
  for (let count = 0; count < times; count += 1) {
    const began = performance.now();
    await node.start();
    const seconds = (performance.now() - began) / 1000;
    const { cpuSeconds, residentMegabytes } = usageOf(node.pid);
    starts.push({ cpuSeconds, seconds, megabytes: residentMegabytes });
    await node.stop();
  }
  return starts;
}

/** The whole of a command that asks a folder whose program does not run. */
async function askOften(parameters: readonly string[]): Promise<readonly Started[]> {
  const asked: Started[] = [];
  for (let count = 0; count < times; count += 1) {
    const began = performance.now();
    const { stderr } = await promisify(execFile)(process.execPath, ['--import', tellUsage, command, ...parameters], {
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    const cpuSeconds = Number(stderr.split('\n').at(-1)) / 1e6;
    asked.push({ cpuSeconds, seconds: (performance.now() - began) / 1000, megabytes: Number.NaN });
  }
  return asked;
}

function figures(process: string, starts: readonly Started[]): readonly Measurement[] {
  const conditions = { process, times, median: true, loadBefore: loadAverage() };
  const median = (metric: string, unit: string, read: (started: Started) => number): Measurement => {
    return { bench: 'start', metric, value: round(percentile(starts.map(read), 0.5)), unit, conditions };
  };
  const taken = [
    median('cpu-seconds', 's', ({ cpuSeconds }) => cpuSeconds),
    median('until-ready-seconds', 's', ({ seconds }) => seconds),
  ];
  if (starts.some(({ megabytes }) => Number.isNaN(megabytes))) return taken;
  return [...taken, median('rss', 'MB', ({ megabytes }) => megabytes)];
}
