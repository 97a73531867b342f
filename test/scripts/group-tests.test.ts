import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const root = fileURLToPath(new URL('../..', import.meta.url));

function groups(...folders: readonly string[]): readonly string[] {
  const { stdout, status } = spawnSync(process.execPath, ['scripts/group-tests.js', ...folders], {
    ...{ cwd: root, encoding: 'utf8' },
  });
  t.equal(status, 0);
  return stdout.trim().split('\n');
}

/** What a file has run: itself, or those that it loads. */
function filesOf(path: string): readonly string[] {
  if (path.startsWith('test/')) return [path];
  const text = readFileSync(join(root, path), 'utf8');
  return [...text.matchAll(/await import\("(.+)"\)/g)].map(([, file]) => join(dirname(path), file ?? ''));
}

const tests = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts') && !/(^|\/)peers\//.test(path))
    .map((path) => join(folder, path));

t.test('a whole run has every test file once, in less than half as many processes', async (t) => {
  const printed = groups();
  t.strictSame(printed.flatMap(filesOf).sort(), tests('test').sort());
  t.ok(printed.length < tests('test').length / 2, `${printed.length} processes`);
});

t.test('a run of some folders has the files of these', async (t) => {
  const wanted = [...tests('test/record'), ...tests('test/scripts')];
  t.strictSame(groups('record', 'scripts').flatMap(filesOf).sort(), wanted.sort());
});
