import { chmodSync } from 'node:fs';
import t from 'tap';
import { requirePackage } from '../support/system-package.js';

/** Notes what a test would be told. */
function judge() {
  const told: string[] = [];
  return {
    told,
    fail: (message: string) => told.push(`fail ${message}`),
    plan: (count: number, comment: string) => {
      told.push(`plan ${count} ${comment}`);
    },
  };
}

t.test('a package that is there gives the path of its command', async (t) => {
  const folder = t.testdir({ chromium: '' });
  chmodSync(`${folder}/chromium`, 0o755);
  const test = judge();
  t.equal(requirePackage(test, 'chromium', { PATH: `/nowhere:${folder}`, CI: 'true' }), `${folder}/chromium`);
  t.strictSame(test.told, []);
});

t.test('a package that is missing fails the test in CI, and leaves it out elsewhere with a clear line', async (t) => {
  const inCi = judge();
  t.equal(requirePackage(inCi, 'systemd', { PATH: '', CI: 'true' }), undefined);
  t.strictSame(inCi.told, ['fail needs systemd (sudo apt-get install systemd)']);
  const elsewhere = judge();
  t.equal(requirePackage(elsewhere, 'systemd', { PATH: '' }), undefined);
  t.strictSame(elsewhere.told, ['plan 0 needs systemd (sudo apt-get install systemd)']);
});
