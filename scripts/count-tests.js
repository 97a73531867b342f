// Counts the tests of a TAP report (version 14) and prints 'N passed, N failed' alone on the last line.
// Usage: node scripts/count-tests.js REPORT STATUS — STATUS is the exit code of the run that wrote the report.
import { readFileSync } from 'node:fs';

const [reportPath = '', runStatus = '1'] = process.argv.slice(2);

/** A point of the report: its depth (0 a file, 1 a test of it), whether it passed, and what it is called. */
function readPoints(report) {
  const points = [];
  for (const line of report.split('\n')) {
    const match = /^( *)(not )?ok \d+(?: - )?(.*?)(?: \{)?$/.exec(line);
    if (match === null) continue;
    const [, indent, not, title] = match;
    points.push({
      depth: indent.length / 4,
      passed: not === undefined,
      skipped: /# (SKIP|TODO)\b/i.test(title),
      title,
    });
  }
  return points;
}

/** A test that is left out has not passed; a file that failed without a failing test of its own is one failure. */
function count(points) {
  const failures = [];
  let passed = 0;
  let open = 0;
  for (const point of points) {
    const good = point.passed && !point.skipped;
    if (point.depth === 1 && good) passed += 1;
    if (point.depth === 1 && !good) {
      failures.push(point.title);
      open += 1;
    }
    if (point.depth === 0) {
      if (!good && open === 0) failures.push(point.title);
      open = 0;
    }
  }
  return { passed, failures };
}

function readReport() {
  try {
    return readFileSync(reportPath, 'utf8');
  } catch {
    return '';
  }
}

const { passed, failures } = count(readPoints(readReport()));
if (failures.length === 0 && (runStatus !== '0' || passed === 0)) {
  failures.push(`the run ended with status ${runStatus} after ${passed} tests`);
}
for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
