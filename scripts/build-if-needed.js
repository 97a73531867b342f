// Builds only when there is nothing to start yet: `npm ci` has normally done it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const wanted = ['dist/provisioning/cli.js', 'dist/ui/workstation/index.html', 'dist/ui/ops/index.html'];
if (!wanted.every((file) => existsSync(new URL(`../${file}`, import.meta.url)))) {
  const { status } = spawnSync('npm', ['run', 'build'], { stdio: 'inherit', cwd: new URL('..', import.meta.url) });
  process.exitCode = status ?? 1;
}
