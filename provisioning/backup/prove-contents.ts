import { dirname } from 'node:path';
import type { ContentsProved } from '../../journal/attachments/prove-contents.js';
import type { CopyFacts } from '../../journal/backup/backup-store.js';
import { copyAside, proveContentsAside } from '../../journal/backup/copy-aside.js';
import { defaultCipher } from '../../journal/sqlite/key.js';
import { Problem, type ProblemCode } from '../../protocol/problem.js';
import { dataKeyOfFile } from '../custody/key-slots.js';
import { backupNamesOf } from './backup-files.js';
import type { ProvedBackup } from './bring-copy.js';
import { contentsIn } from './earlier-contents.js';

/** How copies are read: each under the key of its time, in a process of its own. */
export interface CopyReaders {
  /** Opens a copy of the journal and reads all of it; `thorough` proves the indexes too. */
  readonly inspect: (file: string, depth: 'quick' | 'thorough', signal?: AbortSignal) => Promise<CopyFacts>;
  readonly proveContents: (file: string, signal?: AbortSignal) => Promise<ContentsProved>;
}

/** @param key that the node of the folder has now, 64 hexadecimal digits */
export function copyReadersOf(dir: string, key: string): CopyReaders {
  const sourceOf = (file: string) => ({ file, key: dataKeyOfFile(dir, key, file), cipher: defaultCipher });
  return {
    inspect: (file, depth, signal) => copyAside({ source: sourceOf(file), depth }, signal),
    proveContents: (file, signal) => proveContentsAside(sourceOf(file), signal),
  };
}

/** What says that a file of contents is not as it was written; anything else, as a full disk, says nothing of it. */
const damage: ReadonlySet<ProblemCode> = new Set(['database-corrupt', 'database-key-wrong', 'backup-failed']);

/**
 * Proves the contents of attachments beside a backup (rule B17): every one by its SHA-256, and as many as its manifest
 * says. They only grow, and after a rotation of the key those of before lie in a file of their own.
 * @returns the files that proved
 * @throws Problem `backup-contents`
 */
export async function proveBackupContents(
  { file, manifest }: ProvedBackup,
  { proveContents }: Pick<CopyReaders, 'proveContents'>,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const { contents: promised = 0, bytes: bytesPromised = 0 } = manifest.attachments ?? {};
  const proved: string[] = [];
  let isEnough = promised === 0;
  for (const each of contentsIn(dirname(file), backupNamesOf(manifest.site))) {
    try {
      const { contents, bytes } = await proveContents(each, signal);
      proved.push(each);
      isEnough ||= contents >= promised && bytes >= bytesPromised;
    } catch (cause) {
      if (!(cause instanceof Problem) || !damage.has(cause.code) || signal?.aborted === true) throw cause;
    }
  }
  if (!isEnough) throw new Problem('backup-contents', backupNamesOf(manifest.site).contents);
  return proved;
}
