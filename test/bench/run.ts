import { buildIfStale } from './fresh-build.js';
import { type Bench, describe } from './measurement.js';
import { memory } from './memory.bench.js';
import { search } from './search.bench.js';
import { sync } from './sync.bench.js';
import { wire } from './wire.bench.js';
import { write } from './write.bench.js';

const benches: readonly Bench[] = [write, search, sync, wire, memory];

/** `npm run bench -- [NAME…] [--json]`: runs the benches named, or all; exit 1 when one of them cannot be run. */
async function main(given: readonly string[]): Promise<number> {
  const json = given.includes('--json');
  const names = given.filter((argument) => !argument.startsWith('--'));
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
      for (const measurement of await bench.run()) {
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
