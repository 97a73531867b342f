// Fails when the tests of this run cover less, in percent, than coverage-floor.json asks for. Raise the floor, never lower it.
// Usage: node scripts/check-coverage.js [SUMMARY], after a tap run with the json-summary report.
import { readFileSync } from 'node:fs';

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const { total } = read(process.argv[2] ?? '../.tap/report/coverage-summary.json');
const floor = read('./coverage-floor.json');

for (const [kind, percentMin] of Object.entries(floor)) {
  const { pct } = total[kind];
  const met = typeof pct === 'number' && pct >= percentMin;
  console.log(`${met ? 'enough' : 'TOO LITTLE'}: ${pct} % of ${kind} are covered, at least ${percentMin} % asked for`);
  if (!met) process.exitCode = 1;
}
