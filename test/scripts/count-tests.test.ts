import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';

const script = join(import.meta.dirname, '../../scripts/count-tests.js');

interface Counted {
  readonly lines: readonly string[];
  readonly exit: number | null;
}

function countedOf(t: Test, report: string | undefined, status: string): Counted {
  const path = join(t.testdir(), 'report.tap');
  if (report !== undefined) writeFileSync(path, report);
  const { stdout, status: exit } = spawnSync(process.execPath, [script, path, status], { encoding: 'utf8' });
  return { lines: stdout.trimEnd().split('\n'), exit };
}

/** What the script prints last, and its exit code, for a report and the status of its run. */
function count(t: Test, report: string | undefined, status: string): readonly [string | undefined, number | null] {
  const { lines, exit } = countedOf(t, report, status);
  return [lines.at(-1), exit];
}

const file = (points: string, verdict = 'ok 1 - a.test.ts') => `TAP version 14\n${points}${verdict} # time=1ms\n1..1\n`;

t.test('tests are counted, not their assertions and not their files', async (t) => {
  const points = '        ok 1 - deep\n        ok 2 - deep\n    ok 1 - one # time=1ms\n    ok 2 - two\n';
  t.strictSame(count(t, file(points), '0'), ['2 passed, 0 failed', 0]);
  t.strictSame(count(t, file('    ok 1 - one {\n        ok 1 - deep\n    }\n'), '0'), ['1 passed, 0 failed', 0]);
});

t.test('a failed test is a failure, once', async (t) => {
  const points = '        not ok 1 - deep\n    not ok 1 - one\n    ok 2 - two\n';
  t.strictSame(count(t, file(points, 'not ok 1 - a.test.ts'), '1'), ['1 passed, 1 failed', 1]);
});

t.test('a file that ends without a failing test, and a test that is left out, are failures', async (t) => {
  t.strictSame(count(t, file('    ok 1 - one\n', 'not ok 1 - a.test.ts'), '1'), ['1 passed, 1 failed', 1]);
  t.strictSame(count(t, file('    ok 1 - one\n    ok 2 - two # SKIP\n'), '0'), ['1 passed, 1 failed', 1]);
});

t.test('a run that failed elsewhere, or left no report, is a failure', async (t) => {
  t.strictSame(count(t, file('    ok 1 - one\n'), '1'), ['1 passed, 1 failed', 1]);
  t.strictSame(count(t, undefined, '0'), ['0 passed, 1 failed', 1]);
  t.strictSame(count(t, '', '124'), ['0 passed, 1 failed', 1]);
});

t.test('what failed is shown at the end, each with what differs and where', async (t) => {
  const notes = (indent: string) => `${indent}  ---\n${indent}  diff: "-1 +2"\n${indent}  ...\n`;
  const deep = `        ok 1 - fine\n        not ok 2 - deep\n${notes('        ')}`;
  const points = `${deep}    not ok 1 - one\n${notes('    ')}    ok 2 - two\n`;
  t.strictSame(countedOf(t, file(points, 'not ok 1 - a.test.ts'), '1').lines, [
    '        not ok: deep',
    '          diff: "-1 +2"',
    '    not ok: one',
    '      diff: "-1 +2"',
    'not ok: a.test.ts # time=1ms',
    'failed: one',
    '1 passed, 1 failed',
  ]);
});
