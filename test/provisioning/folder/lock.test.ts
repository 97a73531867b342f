import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { lockFolder, lockHolder } from '../../../provisioning/folder/lock.js';
import { markOfThisProcess } from '../../../provisioning/folder/process-mark.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { uncovered } from '../../support/uncovered.js';

t.test('a folder has one holder at a time', async (t) => {
  const dir = temporaryFolder(t);
  const lock = lockFolder(dir);
  t.equal(lockHolder(dir)?.pid, process.pid);
  t.throws(() => lockFolder(dir), { code: 'folder-in-use' });
  lock.release();
  t.equal(lockHolder(dir), undefined);
  lockFolder(dir).release();
  t.strictSame(readdirSync(dir), [], 'nothing is left behind');
});

t.test('a lock of a killed process is taken over', async (t) => {
  const dir = temporaryFolder(t);
  const lockModule = pathToFileURL(resolve(import.meta.dirname, '../../../provisioning/folder/lock.ts')).href;
  const script = `import { lockFolder } from '${lockModule}'; lockFolder(process.argv[1]); console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...uncovered },
  });
  t.teardown(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  t.throws(() => lockFolder(dir), { code: 'folder-in-use' });
  child.kill('SIGKILL');
  await once(child, 'exit');
  t.ok(existsSync(join(dir, 'lock')));
  lockFolder(dir).release();
});

t.test('a pid that was given to another process, a boot before this one, and a torn file do not hold', async (t) => {
  const dir = temporaryFolder(t);
  const mark = markOfThisProcess();
  for (const stale of [
    JSON.stringify({ ...mark, started: '1' }),
    JSON.stringify({ ...mark, bootId: 'another boot' }),
    JSON.stringify({ ...mark, pid: 2 ** 22 + 1 }),
    '{"pid":',
  ]) {
    writeFileSync(join(dir, 'lock'), stale);
    t.equal(lockHolder(dir), undefined);
    lockFolder(dir).release();
  }
});
