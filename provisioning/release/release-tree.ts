import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Problem } from '../../protocol/problem.js';

/** A file of a built tree, and what it is called in the release. */
export interface TreeFile {
  readonly source: string;
  readonly path: string;
}

/** What a release consists of, beside the packages that it needs. */
const parts = [
  ...['bin', 'dist', 'protocol/dictionary', 'scripts/health-check.js', 'deploy', 'package.json'],
  ...['README.md', 'LICENSE', 'NOTICE'],
];
/** What shows that a tree was built, its pages too. */
const built = ['dist/provisioning/cli.js', 'dist/edge-agent/main.js', 'dist/ui/workstation/index.html'];

/** Of packages only what runs, and what their licences ask for: no sources of libraries, types, maps, texts. */
const packageEndings: ReadonlySet<string> = new Set(['.js', '.cjs', '.mjs', '.json', '.node', '.wasm', '.proto']);
const licence = /^(licen[cs]e|notice|copying)/i;
/** What a build leaves beside its result. */
const leftByBuilds = /\/build\/Release\/(obj|obj\.target|test_extension\.node)(\/|$)/;

/** What the built programs still load as packages; the build has all others in its own files (`scripts/build-programs.js`). */
export const loadedPackages = [
  ...['better-sqlite3', '@grpc/grpc-js', '@grpc/proto-loader', '@simplewebauthn/server'],
  ...['@zxcvbn-ts/core', '@zxcvbn-ts/language-common', '@zxcvbn-ts/language-fr'],
] as const;
/** Packages that others name and nothing loads once they are installed. */
const installers: ReadonlySet<string> = new Set(['prebuild-install']);

interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
}

/**
 * The files of the release that a built tree makes, in the order of their names.
 * @throws Problem `folder-incomplete` where it is not built or a package is missing, `body-malformed` for a link
 */
export function releaseFiles(tree: string): readonly TreeFile[] {
  const missing = [...parts, ...built].map((part) => join(tree, part)).find((path) => !existsSync(path));
  if (missing !== undefined) throw new Problem('folder-incomplete', missing);
  const own = parts.flatMap((part) => filesBelow(join(tree, part), part));
  const all = [...own, ...packagesOf(tree)];
  return all.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The packages that the programs load, and those that these need, as the lock file has them. */
function packagesOf(tree: string): readonly TreeFile[] {
  const lock = JSON.parse(readFileSync(join(tree, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, LockedPackage>>;
  };
  const found = new Set<string>();
  const waiting = loadedPackages.map((name) => ({ name: name as string, from: '' }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const path = placeOf(lock.packages, next.name, next.from);
    if (path === undefined) throw new Problem('folder-incomplete', join(tree, 'node_modules', next.name));
    if (found.has(path)) continue;
    found.add(path);
    const names = Object.keys(lock.packages[path]?.dependencies ?? {}).filter((name) => !installers.has(name));
    waiting.push(...names.map((name) => ({ name, from: path })));
  }
  return [...found].flatMap((path) => {
    const source = join(tree, path);
    if (!existsSync(source)) throw new Problem('folder-incomplete', source);
    return filesBelow(realpathSync(source), path).filter((file) => isNeeded(file.path));
  });
}

/** Where Node finds a package from within another one: the nearest `node_modules` upwards that has it. */
function placeOf(packages: Readonly<Record<string, unknown>>, name: string, from: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (Object.hasOwn(packages, path)) return path;
    if (folder === '') return undefined;
  }
}

function isNeeded(path: string): boolean {
  if (leftByBuilds.test(path)) return false;
  return packageEndings.has(extname(path)) || licence.test(path.slice(path.lastIndexOf('/') + 1));
}

function filesBelow(source: string, path: string): readonly TreeFile[] {
  const found = lstatSync(source);
  if (found.isFile()) return [{ source, path }];
  // A release holds files only, so that nothing in it can point out of it.
  if (!found.isDirectory()) throw new Problem('body-malformed', `${source} is neither a file nor a folder`);
  // Packages within a package have a line of their own in the lock file; `.bin` are links to what npm would run.
  const names = readdirSync(source).filter((name) => name !== 'node_modules' && name !== '.bin');
  return names.flatMap((name) => filesBelow(join(source, name), `${path}/${name}`));
}
