import { spawnSync } from 'node:child_process';
import t from 'tap';
import { uncovered } from '../../support/uncovered.js';

const script = `
  import { readFileSync } from 'node:fs';
  const { turnCoreFilesOff } = await import('./config/running/core-files.ts');
  if (process.argv[1] === 'without') process.env.PATH = '';
  turnCoreFilesOff();
  const [limit] = /^Max core file size.*$/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [''];
  console.log(limit.split(/ {2,}/)[1], Number(readFileSync('/proc/self/coredump_filter', 'utf8')));
`;

t.test('[K17] core files are off whatever the shell allows; without `prlimit` no memory is in them', async (t) => {
  const said = (parameter: string) => {
    const node = [process.execPath, '--import', './scripts/load-typescript.js', '--input-type=module', '-e', script];
    const shell = ['-c', 'ulimit -S -c "$(ulimit -H -c)"; exec "$@"', 'sh', ...node, parameter];
    const { stdout, stderr } = spawnSync('sh', shell, { encoding: 'utf8', env: { ...process.env, ...uncovered } });
    return stdout.trim() || stderr;
  };
  t.equal(said('with'), '0 0');
  t.match(said('without'), / 0$/);
});
