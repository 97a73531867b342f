import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { temporaryFolder } from '../support/temporary-folder.js';

const program = fileURLToPath(new URL('../../scripts/check-coverage.js', import.meta.url));

/** What is said of files of which so many of a hundred are covered, in each way. */
function check(t: { teardown(stop: () => unknown): unknown }, covered: Readonly<Record<string, number>>) {
  const file = (count: number) => {
    const one = { total: 100, covered: count };
    return { lines: one, functions: one, branches: one };
  };
  const files = Object.fromEntries(Object.entries(covered).map(([path, count]) => [path, file(count)]));
  const summary = join(temporaryFolder(t), 'summary.json');
  writeFileSync(summary, JSON.stringify({ total: file(100), ...files }));
  const { status, stdout } = spawnSync(process.execPath, [program, summary], { encoding: 'utf8' });
  return { status, stdout };
}

t.test('too little that is covered of our own files fails a run, whatever the sum says', async (t) => {
  t.match(check(t, { '/a/journal/open.ts': 100, '/a/journal/limits.ts': 98 }), { status: 0, stdout: /99 % of lines/ });
  t.match(check(t, { '/a/journal/open.ts': 80 }), { status: 1, stdout: /TOO LITTLE: 80 % of branches/ });
});

t.test('what a library has in a file of a built program counts neither for nor against', async (t) => {
  t.match(check(t, { '/a/journal/open.ts': 99, '/a/node_modules/forge/tls.js': 1 }), { status: 0 });
  t.match(check(t, { '/a/journal/open.ts': 50, '/a/node_modules/forge/tls.js': 100 }), { status: 1 });
});

t.test('a run that covered nothing fails', async (t) => {
  t.match(check(t, {}), { status: 1 });
});
