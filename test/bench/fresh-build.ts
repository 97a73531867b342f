import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

let isFresh = false;

/**
 * Benches and tests start the programs as they were built: builds them again when a source is newer, so that nothing is
 * said of yesterday's code. Looks once in the life of a process.
 */
export function buildIfStale(): void {
  if (isFresh) return;
  isFresh = true;
  const { status } = spawnSync(process.execPath, ['scripts/build-if-needed.js', 'programs'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('the programs could not be built');
}
