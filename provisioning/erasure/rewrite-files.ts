import { existsSync, rmSync, statSync } from 'node:fs';
import type { Logger } from '../../config/running/logger.js';
import {
  isRewritingDue,
  noteRewritten,
  type RewritingOrder,
  rewriteFile,
  rewrittenEnding,
} from '../../journal/erasure/rewriting.js';
import { searchFileOf } from '../../journal/open.js';
import { removeSearchFile } from '../../journal/search-file/search-file.js';
import { defaultCipher } from '../../journal/sqlite/key.js';
import { Problem } from '../../protocol/problem.js';
import { problemOfSystemError } from '../folder/atomic-file.js';
import { missingRoom } from '../folder/require-room.js';
import { nodePaths } from '../node-folder.js';

/** Measured on two cores at 2 GHz, copied, synced and read again: 6 s for each GB of large bodies, 23 s of small rows. */
const bytesPerSecond = 40e6;

/** What it takes to write a node's databases anew. */
export interface RewritingPlan {
  readonly bytes: number;
  /** About how long a start takes longer. */
  readonly seconds: number;
  /** What the disk lacks for it; 0 where nothing. */
  readonly missingBytes: number;
}

export interface Rewriting {
  readonly dir: string;
  /** The data key. */
  readonly key: string;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly now: () => number;
}

/**
 * For a program that starts and has the folder's lock, before it opens anything: writes its databases anew where something
 * was erased and settled since that was last done (rule W16). Where that cannot be done the program starts all the same,
 * and the next start tries again.
 * @throws Problem `disk-failed`: nothing may be built on files of which it is not certain which ones stand
 */
export function rewriteWhereDue({ dir, key, logger, now }: Rewriting): void {
  const journal = { file: nodePaths(dir).journal, key, cipher: defaultCipher };
  const began = performance.now();
  try {
    removeCopies(dir);
    // Without an order there is nothing that was erased (rule W15), and no need to look.
    if (!existsSync(nodePaths(dir).erasures) || !existsSync(journal.file)) return;
    if (!isRewritingDue(journal)) return;
    const { bytes, seconds, missingBytes } = planRewriting(dir);
    if (missingBytes > 0) {
      logger.warn(
        { missingMegabytes: Math.ceil(missingBytes / 1e6) },
        'no room to write the databases anew: until a start can, remains of what was erased may stand in their free space',
      );
      return;
    }
    logger.info({ bytes, seconds }, 'something was erased: the databases are written anew, once');
    for (const database of databasesOf(dir, key)) rewrite(database);
    noteRewritten(journal, now());
    logger.info({ seconds: Math.ceil((performance.now() - began) / 1000) }, 'the databases were written anew');
  } catch (cause) {
    const problem = problemOfSystemError(cause, dir);
    if (problem.code === 'disk-failed') throw problem;
    logger.warn(
      { code: problem.code },
      'the databases could not be written anew: until a start can, remains of what was erased may stand in their free space',
    );
  }
}

/** What it takes now. */
export function planRewriting(dir: string): RewritingPlan {
  const sizes = databasesOf(dir, '').map(({ file }) => statSync(file).size);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  // One after the other: each copy takes its place before the next is made.
  const missingBytes = missingRoom(dir, Math.max(0, ...sizes));
  return { bytes, seconds: Math.ceil(bytes / bytesPerSecond) + 1, missingBytes };
}

/** Whether a program is at it, or was killed at it. */
export function isRewriting(dir: string): boolean {
  return filesOf(dir).some((file) => existsSync(`${file}${rewrittenEnding}`));
}

function databasesOf(dir: string, key: string): readonly RewritingOrder[] {
  const [attachments, search, journal] = filesOf(dir);
  const all: readonly RewritingOrder[] = [
    { file: attachments, key, cipher: defaultCipher, isEachCommitSynced: false },
    { file: search, key, cipher: defaultCipher, durable: false },
    { file: journal, key, cipher: defaultCipher },
  ];
  return all.filter(({ file }) => existsSync(file) && statSync(file).size > 0);
}

/** The journal last: it says whether it is due. The history of links holds nothing of patients. */
function filesOf(dir: string): readonly [attachments: string, search: string, journal: string] {
  const { journal, attachments } = nodePaths(dir);
  return [attachments, searchFileOf(journal), journal];
}

/** A search file that is of no use is made anew from the journal anyway. */
function rewrite(database: RewritingOrder): void {
  try {
    rewriteFile(database);
  } catch (cause) {
    const isUseless = cause instanceof Problem && cause.code.startsWith('database-');
    if (database.durable !== false || !isUseless) throw cause;
    removeSearchFile(database.file);
  }
}

function removeCopies(dir: string): void {
  for (const file of filesOf(dir)) {
    for (const end of ['', '-journal', '-wal', '-shm']) rmSync(`${file}${rewrittenEnding}${end}`, { force: true });
  }
}
