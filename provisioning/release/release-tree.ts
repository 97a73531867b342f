import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Problem } from '../../protocol/problem.js';

/** A file of a built tree, and what it is called in the release. */
export interface TreeFile {
  readonly source: string;
  readonly path: string;
}

/** What a release consists of, beside the packages that it needs. */
const parts = ['bin', 'dist', 'protocol/dictionary', 'scripts/health-check.js', 'package.json', 'LICENSE', 'NOTICE'];

/** Of packages only what runs, and what their licences ask for: no sources of libraries, types, maps, texts. */
const packageEndings: ReadonlySet<string> = new Set(['.js', '.cjs', '.mjs', '.json', '.node', '.wasm', '.proto']);
const licence = /^(licen[cs]e|notice|copying)/i;
/** What a build leaves beside its result. */
const leftByBuilds = /\/build\/Release\/(obj|obj\.target|test_extension\.node)(\/|$)/;

interface LockedPackage {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
}

/**
 * The files of the release that a built tree makes, in the order of their names.
 * @throws Problem `folder-incomplete` where it is not built or a package is missing, `body-malformed` for a link
 */
export function releaseFiles(tree: string): readonly TreeFile[] {
  const own = parts.flatMap((part) => {
    const source = join(tree, part);
    if (!existsSync(source)) throw new Problem('folder-incomplete', source);
    return filesBelow(source, part);
  });
  const all = [...own, ...packagesOf(tree)];
  return all.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The packages that the lock file names for production, also where others are installed beside them. */
function packagesOf(tree: string): readonly TreeFile[] {
  const lock = JSON.parse(readFileSync(join(tree, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, LockedPackage>>;
  };
  return Object.entries(lock.packages).flatMap(([path, { dev, devOptional, optional }]) => {
    if (path === '' || dev === true || devOptional === true) return [];
    const source = join(tree, path);
    if (existsSync(source)) return filesBelow(realpathSync(source), path).filter((file) => isNeeded(file.path));
    if (optional === true) return [];
    throw new Problem('folder-incomplete', source);
  });
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
