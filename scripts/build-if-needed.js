// Builds what is not there yet or older than its sources: `npm ci` has normally built all of it.
// Usage: node scripts/build-if-needed.js [programs] [ui]; without names, both.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('..', import.meta.url);
const shared = ['protocol', 'record', 'provisioning', 'config'];
const builds = {
  programs: {
    // What the build writes at its end.
    files: ['dist/provisioning/cli.js', 'dist/record/definitions/r4-definitions.json'],
    sources: [...shared, 'journal', 'fhir-api', 'edge-agent', 'central-hub', 'tunnel-peers'],
  },
  ui: { files: ['dist/ui/workstation/index.html', 'dist/ui/ops/index.html'], sources: [...shared, 'ui'] },
};

const changedAt = (path) => statSync(new URL(path, root), { throwIfNoEntry: false })?.mtimeMs ?? 0;

function isStale({ files, sources }) {
  const builtAt = Math.min(...files.map(changedAt));
  return sources.some((folder) => newestIn(folder) > builtAt);
}

function newestIn(folder) {
  const entries = readdirSync(new URL(folder, root), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Math.max(0, ...files.map(({ parentPath, name }) => statSync(`${parentPath}/${name}`).mtimeMs));
}

const wished = process.argv.slice(2);
for (const [name, build] of Object.entries(builds)) {
  if ((wished.length > 0 && !wished.includes(name)) || !isStale(build)) continue;
  const { status } = spawnSync('npm', ['run', `build:${name}`], { stdio: 'inherit', cwd: fileURLToPath(root) });
  if (status !== 0) process.exit(status ?? 1);
}
