import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the parts of the installed package lie, whether the programs run compiled (`dist/`) or from their sources. */
export interface PackageLayout {
  readonly root: string;
  readonly version: string;
  readonly dictionaryFolder: string;
  /** The built pages of an application, `workstation` or `ops`. */
  readonly pagesFolder: (application: string) => string;
}

export function readPackageLayout(): PackageLayout {
  const root = findRoot(dirname(fileURLToPath(import.meta.url)));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return {
    root,
    version,
    dictionaryFolder: join(root, 'protocol', 'dictionary'),
    pagesFolder: (application) => join(root, 'dist', 'ui', application),
  };
}

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('package.json not found');
  return findRoot(parent);
}
