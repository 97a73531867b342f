import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What the build writes at its end. */
const builtLast = join(root, 'dist', 'record', 'definitions', 'r4-definitions.json');
const sourceFolders = [
  ...['protocol', 'record', 'journal', 'fhir-api', 'provisioning', 'config'],
  ...['edge-agent', 'central-hub'],
];

/**
 * Benches run the compiled programs: builds them again when a source is newer than what was built from it, so that no
 * figure is of yesterday's code.
 */
export function buildIfStale(): void {
  if (!sourceFolders.some((folder) => isStale(folder))) return;
  process.stderr.write('the programs are older than their sources: building them\n');
  const { status } = spawnSync('npm', ['run', '--silent', 'build:programs'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('the programs could not be built');
}

function isStale(folder: string): boolean {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).some((entry) => {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) return false;
    return statSync(join(entry.parentPath, entry.name)).mtimeMs > builtMilliseconds();
  });
}

/** When the programs were built; all of them are at once. */
function builtMilliseconds(): number {
  return existsSync(builtLast) ? statSync(builtLast).mtimeMs : 0;
}
