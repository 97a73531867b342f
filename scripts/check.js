// Format, rules and types of all sources, side by side: each of them keeps one processor busy.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

const checks = [
  ['tsc', '-p', 'test'],
  ['tsc', '-p', '.'],
  ['tsc', '-p', 'ui'],
  ['biome', 'check', '.'],
];

/** What a check prints is shown when it ends, not mixed with another's. */
function run([command, ...options]) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, options, { cwd: new URL('..', import.meta.url), stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
    child.once('error', reject);
    child.once('close', (status) => {
      process.stdout.write(said);
      console.log(`${status === 0 ? 'ok' : 'NOT OK'}: ${[command, ...options].join(' ')}`);
      resolve(status === 0);
    });
  });
}

async function work() {
  for (let check = checks.shift(); check !== undefined; check = checks.shift()) {
    if (!(await run(check))) process.exitCode = 1;
  }
}

await Promise.all(Array.from({ length: Math.min(availableParallelism(), checks.length) }, work));
