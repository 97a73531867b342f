import { existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { keyCheck } from '../../journal/sqlite/key.js';
import { headOf } from '../../journal/sqlite/rekey-file.js';
import type { BackupNames } from './backup-files.js';

const asideEnding = /^-before-[0-9a-f]{8}\.db$/;

/** After a rotation, contents under the key before keep their place under another name; the next backup begins anew. */
export function setContentsAside(folder: string, names: BackupNames, keyBefore: string): void {
  const file = join(folder, names.contents);
  const head = headOf(file);
  if (head !== keyCheck(keyBefore)) return;
  renameSync(file, join(folder, `${stemOf(names)}-before-${head.slice(0, 8)}.db`));
}

/** The files of a node's contents in a folder of backups, the present one first. */
export function contentsIn(folder: string, names: BackupNames): readonly string[] {
  const stem = stemOf(names);
  const aside = readdirSync(folder).filter(
    (name) => name.startsWith(stem) && asideEnding.test(name.slice(stem.length)),
  );
  return [names.contents, ...aside].map((name) => join(folder, name)).filter((file) => existsSync(file));
}

function stemOf({ contents }: BackupNames): string {
  return contents.slice(0, -'.db'.length);
}
