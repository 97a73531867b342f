import { runTool } from '../support/command-line.js';
import { access } from './access.bench.js';
import { readArguments, type Wish } from './arguments.js';
import { bootstrap } from './bootstrap.bench.js';
import { digest } from './digest.bench.js';
import { encryption } from './encryption.bench.js';
import { fetchSummary } from './fetch.bench.js';
import { fhir } from './fhir.bench.js';
import { buildIfStale } from './fresh-build.js';
import { type Bench, describe } from './measurement.js';
import { memory } from './memory.bench.js';
import { outages } from './outages.bench.js';
import { reconnect } from './reconnect.bench.js';
import { restore } from './restore.bench.js';
import { revoke } from './revoke.bench.js';
import { search } from './search.bench.js';
import { start } from './start.bench.js';
import { storm } from './storm.bench.js';
import { subscription } from './subscription.bench.js';
import { sync } from './sync.bench.js';
import { validation } from './validation.bench.js';
import { wire } from './wire.bench.js';
import { write } from './write.bench.js';

const benches: readonly Bench[] = [
  write,
  encryption,
  search,
  fhir,
  access,
  validation,
  subscription,
  sync,
  storm,
  reconnect,
  revoke,
  wire,
  fetchSummary,
  bootstrap,
  memory,
  digest,
  outages,
  restore,
  start,
];

/** Whether all could be run. */
async function run(wish: Wish): Promise<boolean> {
  buildIfStale();
  let failed = 0;
  for (const bench of wish.benches) {
    if (!(await runOne(bench, wish))) failed += 1;
  }
  return failed === 0;
}

async function runOne(bench: Bench, { size, json }: Wish): Promise<boolean> {
  if (!json) process.stdout.write(`\n${bench.title}\n`);
  try {
    for (const measurement of await bench.run(size)) {
      process.stdout.write(`${json ? JSON.stringify(measurement) : describe(measurement)}\n`);
    }
    return true;
  } catch (cause) {
    process.stderr.write(`${bench.name}: ${cause instanceof Error ? cause.stack : String(cause)}\n`);
    return false;
  }
}

/** `npm run bench -- …`, see `--help`: exit 1 when a bench cannot be run, 2 for wrong usage. */
process.exitCode = await runTool(readArguments(process.argv.slice(2), benches), { run });
