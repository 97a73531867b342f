import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { lockFolder, lockHolder } from '../../../provisioning/folder/lock.js';
import { isRunning, markOf, markOfThisProcess } from '../../../provisioning/folder/process-mark.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

t.test('a process runs while it runs, and a folder is free of one that nobody has asked for yet', async (t) => {
  t.ok(isRunning(markOfThisProcess()));
  // The shell becomes a program that never asks how its child ended.
  const parent = spawn('sh', ['-c', 'cat <&3 >/dev/null & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
  });
  t.teardown(() => parent.kill('SIGKILL'));
  const [said] = (await once(parent.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  const mark = markOf(Number(said));
  t.ok(isRunning(mark));
  const dir = temporaryFolder(t);
  writeFileSync(join(dir, 'lock'), JSON.stringify(mark));
  t.throws(() => lockFolder(dir), { code: 'folder-in-use' });
  (parent.stdio[3] as unknown as NodeJS.WritableStream).end();
  while (!/\) Z /.test(readFileSync(`/proc/${mark.pid}/stat`, 'utf8'))) await new Promise(setImmediate);
  t.notOk(isRunning(mark), 'its entry is still there');
  t.equal(lockHolder(dir), undefined);
  lockFolder(dir).release();
});
