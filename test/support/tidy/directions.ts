import type { Import } from './project.js';

/** Which folders of the house each folder may import; its own it always may. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  record: ['protocol'],
  journal: ['protocol', 'record'],
  'fhir-api': ['protocol', 'record', 'journal'],
  config: ['protocol'],
  provisioning: ['protocol', 'record', 'journal', 'config'],
  'edge-agent': ['protocol', 'record', 'journal', 'fhir-api', 'provisioning', 'config'],
  'central-hub': ['protocol', 'record', 'journal', 'fhir-api', 'provisioning', 'config'],
  'tunnel-peers': ['protocol'],
  ui: ['protocol', 'record'],
};

/** What the pure folders may use of Node: computing only. */
const pureModules = new Set(['node:crypto', 'node:zlib', 'node:buffer']);

const folderOf = (path: string) => path.split('/')[0] ?? '';
const isEntry = (path: string) => /\/(main|cli)\.ts$/.test(path);

/** Imports that the directions of the house do not allow. */
export function wrongDirections(imports: readonly Import[]): readonly string[] {
  return imports
    .filter(({ from, to, relative }) => {
      const allowedFolders = allowed[folderOf(from)];
      if (!relative || allowedFolders === undefined || folderOf(from) === folderOf(to)) return false;
      return !allowedFolders.includes(folderOf(to));
    })
    .map(({ from, to }) => `${from} imports ${to}`);
}

/** Imports of a program's entry; entries are started, never imported. */
export function importsOfEntries(imports: readonly Import[]): readonly string[] {
  return imports.filter(({ to, relative }) => relative && isEntry(to)).map(({ from, to }) => `${from} imports ${to}`);
}

/** Settings taken elsewhere than in an entry; types may be named, and the parts of `config/running` used, anywhere. */
export function configReadElsewhere(imports: readonly Import[]): readonly string[] {
  return imports
    .filter(
      ({ to, relative, typeOnly }) =>
        relative && !typeOnly && folderOf(to) === 'config' && !to.startsWith('config/running/'),
    )
    .filter(({ from }) => !['config', 'test', 'scripts'].includes(folderOf(from)) && !isEntry(from))
    .map(({ from, to }) => `${from} imports ${to}`);
}

/** Input and output in the pure folders; only `record/definitions` reads its own compiled tables. */
export function impureImports(imports: readonly Import[]): readonly string[] {
  return imports
    .filter(({ from, to }) => ['protocol', 'record'].includes(folderOf(from)) && to.startsWith('node:'))
    .filter(({ from, to }) => !pureModules.has(to) && !from.startsWith('record/definitions/'))
    .map(({ from, to }) => `${from} imports ${to}`);
}

/** `node:` modules that a page of the workstation or the ops console would pull in, with the file that does. */
export function nodeInBrowser(imports: readonly Import[]): readonly string[] {
  const pages = imports.filter(({ from }) => /^ui\/.+\//.test(from)).map(({ from }) => from);
  const seen = new Set<string>();
  const queue = [...new Set(pages)];
  const found: string[] = [];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const { from, to, relative, typeOnly } of imports) {
      if (from !== path || typeOnly) continue;
      if (relative) queue.push(to);
      else if (to.startsWith('node:')) found.push(`${from} imports ${to}`);
    }
  }
  return found;
}

/** Groups of files that import each other in a circle; types count too. */
export function cycles(imports: readonly Import[]): readonly string[] {
  const edges = new Map<string, string[]>();
  for (const { from, to, relative } of imports) if (relative) edges.set(from, [...(edges.get(from) ?? []), to]);
  const state = new Map<string, 'open' | 'done'>();
  const found: string[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      found.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    state.set(path, 'open');
    for (const next of edges.get(path) ?? []) walk(next, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of edges.keys()) walk(path, []);
  return found;
}
