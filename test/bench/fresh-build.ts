import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What the build writes at its end. */
const builtLast = join(root, 'dist', 'record', 'definitions', 'r4-definitions.json');
const sourceFolders = [
  ...['protocol', 'record', 'journal', 'fhir-api', 'provisioning', 'config'],
  ...['edge-agent', 'central-hub', 'tunnel-peers'],
];

let isFresh = false;

/**
 * Benches and tests start the programs as they were built: builds them again when a source is newer, so that nothing is
 * said of yesterday's code. Looks once in the life of a process.
 */
export function buildIfStale(): void {
  if (isFresh) return;
  isFresh = true;
  const builtMilliseconds = existsSync(builtLast) ? statSync(builtLast).mtimeMs : 0;
  if (!sourceFolders.some((folder) => hasNewer(folder, builtMilliseconds))) return;
  process.stderr.write('the programs are older than their sources: building them\n');
  const { status } = spawnSync('npm', ['run', '--silent', 'build:programs'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('the programs could not be built');
}

function hasNewer(folder: string, builtMilliseconds: number): boolean {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).some((entry) => {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) return false;
    return statSync(join(entry.parentPath, entry.name)).mtimeMs > builtMilliseconds;
  });
}
