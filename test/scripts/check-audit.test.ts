import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const argued = JSON.parse(read('scripts/argued-advisories.json')) as Record<string, string>;

const advisory = (id: string, name = 'a-package') => ({
  ...{ source: 1, name, title: 'words', severity: 'high', range: '<2' },
  url: `https://github.com/advisories/${id}`,
});

/** As `npm audit --json` writes it; a package that has it from another one names that one only. */
function check(ids: readonly string[]) {
  const vulnerabilities = Object.fromEntries(ids.map((id) => [`package-${id}`, { via: [advisory(id)] }]));
  const input = JSON.stringify({ vulnerabilities: { ...vulnerabilities, above: { via: ['a-package'] } } });
  return spawnSync(process.execPath, [join(root, 'scripts/check-audit.js')], { input, encoding: 'utf8' });
}

t.test('what is argued passes, and nothing else', async (t) => {
  t.equal(check(Object.keys(argued)).status, 0);
  const more = check([...Object.keys(argued), 'GHSA-aaaa-bbbb-cccc']);
  t.equal(more.status, 1);
  t.match(more.stdout, /^NOT ARGUED: GHSA-aaaa-bbbb-cccc/m);
});

t.test('an argument that has outlived its advisory fails', async (t) => {
  const { status, stdout } = check(Object.keys(argued).slice(1));
  t.equal(status, 1);
  t.match(stdout, new RegExp(`^OUTLIVED: ${Object.keys(argued)[0]}`, 'm'));
});

t.test('an audit that could not be asked is no audit', async (t) => {
  const input = JSON.stringify({ error: { summary: 'no network' } });
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/check-audit.js')], {
    input,
    encoding: 'utf8',
  });
  t.equal(status, 2);
  t.match(stderr, /no network/);
});

t.test('the threat model argues each of them, and speaks of each package that is shipped at its version', async (t) => {
  const model = read('docs/threat-model.md');
  for (const id of Object.keys(argued)) t.match(model, id);
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
  for (const [name, version] of Object.entries(dependencies)) {
    t.match(model, `\`${name}\` ${version.split('@').at(-1)}`, name);
  }
  t.match(read('.github/workflows/ci.yml'), /npm audit --omit=dev --json/);
});
