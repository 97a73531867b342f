// Counts the tests of a TAP report (version 14), shows what failed, and prints 'N passed, N failed' alone on the last line.
// Usage: node scripts/count-tests.js REPORT STATUS — STATUS is the exit code of the run that wrote the report.
import { readFileSync } from 'node:fs';

const [reportPath = '', runStatus = '1'] = process.argv.slice(2);

/** Of one failed assertion: what differs stands first, the stack and the source after it. */
const detailLinesMax = 60;
const detailsMax = 20;

const pointPattern = /^( *)(not )?ok \d+(?: - )?(.*?)(?: \{)?$/;

/** A point of the report: its depth (0 a file, 1 a test of it), whether it passed, what it is called, and what it says. */
function readPoints(report) {
  const points = [];
  for (const line of report.split('\n')) {
    const match = pointPattern.exec(line);
    if (match === null) {
      points.at(-1)?.details.push(line);
      continue;
    }
    const [, indent, not, title] = match;
    points.push({
      depth: indent.length / 4,
      passed: not === undefined,
      skipped: /# (SKIP|TODO)\b/i.test(title),
      title,
      details: [],
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

/** The failed points with the notes that stand under them: a log may be kept by its end alone. */
function showDetails(points) {
  const failed = points.filter(({ passed }) => !passed);
  for (const { depth, title, details } of failed.slice(0, detailsMax)) {
    const from = details.findIndex((line) => line.trim() === '---');
    const to = details.findIndex((line) => line.trim() === '...');
    const notes = from < 0 || to < 0 ? [] : details.slice(from + 1, to);
    console.log(`${'    '.repeat(depth)}not ok: ${title}`);
    for (const line of notes.slice(0, detailLinesMax)) console.log(line);
  }
  if (failed.length > detailsMax) console.log(`… and ${failed.length - detailsMax} more`);
}

function readReport() {
  try {
    return readFileSync(reportPath, 'utf8');
  } catch {
    return '';
  }
}

const points = readPoints(readReport());
const { passed, failures } = count(points);
if (failures.length === 0 && (runStatus !== '0' || passed === 0)) {
  failures.push(`the run ended with status ${runStatus} after ${passed} tests`);
}
showDetails(points);
for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
