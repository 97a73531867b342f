import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { temporaryFolder } from '../support/temporary-folder.js';
import { uncovered } from '../support/uncovered.js';

const run = fileURLToPath(new URL('run.ts', import.meta.url));

t.test('a run that is interrupted leaves no program and no folder behind', async (t) => {
  const folder = temporaryFolder(t);
  const { PATH, HOME } = process.env;
  const lab = spawn(process.execPath, ['--import', 'tsx', run, 'flap', '--loopback'], {
    env: { PATH, HOME, TMPDIR: folder, ...uncovered },
    stdio: 'ignore',
  });
  t.teardown(() => lab.kill('SIGKILL'));
  t.ok(await untilSiteRuns(lab, folder), 'the site runs');
  lab.kill('SIGINT');
  await once(lab, 'exit');
  t.equal(lab.exitCode, 130);
  t.strictSame(programsOf(folder), []);
  t.strictSame(
    readdirSync(folder).filter((name) => name.startsWith('carnet-')),
    [],
  );
});

/** Both programs are there, in the lab's own folder. */
async function untilSiteRuns(lab: ChildProcess, folder: string): Promise<boolean> {
  while (lab.exitCode === null) {
    const programs = programsOf(folder);
    if (['central-hub', 'edge-agent'].every((name) => programs.some((line) => line.includes(name)))) return true;
    await sleep(100);
  }
  return false;
}

/** The command lines of running programs that name the folder. */
function programsOf(folder: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => join('/proc', pid, 'cmdline'))
    .map((file) => {
      try {
        return existsSync(file) ? readFileSync(file, 'utf8').replaceAll('\0', ' ') : '';
      } catch {
        // It ended meanwhile.
        return '';
      }
    })
    .filter((line) => line.includes(folder));
}
