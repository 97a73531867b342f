// Fails when the tests of this run cover less, in percent, than coverage-floor.json asks for. Raise the floor, never lower it.
// What counts are our own files: a built program may have a library in one file with what uses it, and is then told with it.
// Usage: node scripts/check-coverage.js [SUMMARY], after a tap run with the json-summary report.
import { readFileSync } from 'node:fs';

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const { total: _, ...files } = read(process.argv[2] ?? '../.tap/report/coverage-summary.json');
const floor = read('./coverage-floor.json');
const own = Object.entries(files).filter(([path]) => !path.includes('/node_modules/'));

for (const [kind, percentMin] of Object.entries(floor)) {
  const sum = (of) => own.reduce((so, [, file]) => so + file[kind][of], 0);
  const percent = Math.round((sum('covered') / sum('total')) * 10_000) / 100;
  const met = percent >= percentMin;
  console.log(
    `${met ? 'enough' : 'TOO LITTLE'}: ${percent} % of ${kind} are covered, at least ${percentMin} % asked for`,
  );
  if (!met) process.exitCode = 1;
}
