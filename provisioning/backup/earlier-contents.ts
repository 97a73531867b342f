import { existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { keyCheck } from '../../journal/sqlite/key.js';
import { headOf } from '../../journal/sqlite/rekey-file.js';
import { contentsName } from './backup-files.js';

const asidePattern = /^attachments-before-[0-9a-f]{8}\.db$/;

/** After a rotation, contents under the key before keep their place under another name; the next backup begins anew. */
export function setContentsAside(folder: string, keyBefore: string): void {
  const file = join(folder, contentsName);
  const head = headOf(file);
  if (head !== keyCheck(keyBefore)) return;
  renameSync(file, join(folder, `attachments-before-${head.slice(0, 8)}.db`));
}

/** The files of contents in a folder of backups, the present one first. */
export function contentsIn(folder: string): readonly string[] {
  const aside = readdirSync(folder).filter((name) => asidePattern.test(name));
  return [contentsName, ...aside].map((name) => join(folder, name)).filter((file) => existsSync(file));
}
