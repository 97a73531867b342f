import { parseArgs } from 'node:util';
import { bootstrap } from './bootstrap.bench.js';
import { digest } from './digest.bench.js';
import { fetchSummary } from './fetch.bench.js';
import { buildIfStale } from './fresh-build.js';
import { type Bench, type BenchSize, describe } from './measurement.js';
import { memory } from './memory.bench.js';
import { outages } from './outages.bench.js';
import { reconnect } from './reconnect.bench.js';
import { search } from './search.bench.js';
import { storm } from './storm.bench.js';
import { sync } from './sync.bench.js';
import { wire } from './wire.bench.js';
import { write } from './write.bench.js';

const benches: readonly Bench[] = [
  write,
  search,
  sync,
  storm,
  reconnect,
  wire,
  fetchSummary,
  bootstrap,
  memory,
  digest,
  outages,
];

const options = {
  json: { type: 'boolean', default: false },
  sites: { type: 'string', default: '200' },
  seconds: { type: 'string', default: '60' },
  preload: { type: 'string', default: '1000000' },
  changes: { type: 'string', default: '5000' },
} as const;

/**
 * `npm run bench -- [NAME…] [--json] [--sites N] [--seconds N] [--preload N] [--changes N]`: runs the benches named, or
 * all; exit 1 when one of them cannot be run. The sizes are those of the benches of a whole fleet.
 */
async function main(given: readonly string[]): Promise<number> {
  const { values, positionals: names } = parseArgs({ args: [...given], options, allowPositionals: true });
  const { json } = values;
  const [sites, seconds, preload, changes] = [values.sites, values.seconds, values.preload, values.changes].map(Number);
  const size: BenchSize = { sites: sites ?? 0, seconds: seconds ?? 0, preload: preload ?? 0, changes: changes ?? 0 };
  const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
  if (unknown.length > 0) {
    process.stderr.write(`no bench ${unknown.join(', ')}; there are ${benches.map(({ name }) => name).join(', ')}\n`);
    return 2;
  }
  buildIfStale();
  let failed = 0;
  for (const bench of benches.filter(({ name }) => names.length === 0 || names.includes(name))) {
    if (!json) process.stdout.write(`\n${bench.title}\n`);
    try {
      for (const measurement of await bench.run(size)) {
        process.stdout.write(`${json ? JSON.stringify(measurement) : describe(measurement)}\n`);
      }
    } catch (cause) {
      failed += 1;
      process.stderr.write(`${bench.name}: ${cause instanceof Error ? cause.stack : String(cause)}\n`);
    }
  }
  return failed > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
