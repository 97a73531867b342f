import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import { leaveOut } from '../../../lab/lab-test.js';
import { requirePackage } from '../../../support/system-package.js';
import { uncovered } from '../../../support/uncovered.js';

const session = fileURLToPath(new URL('./counted-session.ts', import.meta.url));
const errorShareMax = 0.05;

/** How a network of its own is had here: as root, or as a user who may be root in it. */
const ways = [['-n'], ['-r', '-n']];
const way = ways.find((flags) => spawnSync('unshare', [...flags, 'true']).status === 0);

t.test('[L50] headers that are reckoned without a tunnel agree with the real packets', async (t) => {
  if (requirePackage(t, 'nftables') === undefined) return;
  if (way === undefined) return leaveOut(t, 'may not make a network of its own');
  const program = [...way, process.execPath, '--import', 'tsx', session];
  const { stdout } = await promisify(execFile)('unshare', program, { env: { ...process.env, ...uncovered } });
  const found = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { traffic: string; real: number; said: number });
  t.equal(found.length, 11);
  for (const { traffic, real, said } of found) {
    if (traffic === 'idle') t.strictSame([real, said], [0, 0], traffic);
    else t.ok(Math.abs(said - real) <= real * errorShareMax, `${traffic}: ${real} bytes on the wire, ${said} said`);
  }
});
