import { copyFileSync, existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { copyContentsAside } from '../../journal/backup/copy-aside.js';
import { type Journal, openJournal } from '../../journal/open.js';
import { defaultCipher } from '../../journal/sqlite/key.js';
import { rekeyFile } from '../../journal/sqlite/rekey-file.js';
import { hubCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { settleAccounts } from '../accounts/settle-accounts.js';
import { receiptsIn } from '../audit/receipt-file.js';
import { dataKeyOfFile, unlockDataKey } from '../custody/key-slots.js';
import { problemOfSystemError, readTextIfThere, syncPath } from '../folder/atomic-file.js';
import { lockFolder } from '../folder/lock.js';
import { holdsNode, type NodeDescription, nodePaths, readIdentity, readNode } from '../node-folder.js';
import { everTrusted } from '../trust/kept-bundles.js';
import { bringCopy, findBackup, proveAlike } from './bring-copy.js';
import { copyReadersOf, proveBackupContents } from './prove-contents.js';
import { countUnsent } from './unsent-changes.js';

export interface RestoreOptions {
  readonly dir: string;
  readonly kind: 'hub' | 'site';
  /** The copy, or its manifest. */
  readonly file: string;
  /** At a site: restore although changes of the database that is there would be left behind. */
  readonly discardUnsent?: boolean;
  /** Restore the records alone: contents that the folder lacks come back from the hub. */
  readonly withoutAttachments?: boolean;
  /** At a hub whose folder is lost, too: what its manifest may rest on, and what makes the folder anew (rule E42). */
  readonly lost?: { readonly trustPem: string; readonly rebuild: () => Promise<unknown> };
  readonly now: () => number;
  readonly onProgress: (bytesDone: number, bytesAll: number) => void;
}

export interface RestoreReport {
  readonly madeAt: number;
  /** Of the log that the backup holds. */
  readonly epoch: number;
  readonly hubEpoch: number;
  readonly bytes: number;
  /** Where the journal that was there before is kept; `null` when there was none. */
  readonly kept: string | null;
  /** Changes of the journal before that only it holds. */
  readonly unsent: number;
  readonly accounts: RestoredAccounts;
}

/** Names of people and machines whom the backup would have let in, or does not know (rule B16). */
export interface RestoredAccounts {
  readonly shutOut: readonly string[];
  readonly missing: readonly string[];
}

/**
 * Puts a backup in the place of a node's journal (rules B4, B11). Everything is proved before anything is changed, and the
 * journal that is there stays beside.
 * @throws Problem `backup-refused`, `backup-foreign`, `backup-truncated`, `backup-altered`, `backup-unlike`, `not-found`,
 *   `backup-contents`, `unsent-changes`, `folder-in-use` while the program runs, `usage-wrong` for a folder of the other kind,
 *   `database-key-wrong` when the folder's key does not open it, `disk-full`, `permission-denied`
 */
export async function restoreBackup(options: RestoreOptions): Promise<RestoreReport> {
  const { dir, kind, now, lost } = options;
  const node = lost === undefined || holdsNode(dir) ? readNode(dir) : undefined;
  if (node !== undefined && node.kind !== kind)
    throw new Problem(
      'usage-wrong',
      node.kind === 'hub' ? `${dir} is the folder of a hub` : `${dir} is the folder of a site`,
    );
  const lock = lockFolder(dir);
  const { journal } = nodePaths(dir);
  const incoming = `${journal}.restoring`;
  try {
    const trusted = everTrusted(dir, lost?.trustPem ?? readIdentity(dir).authorityPem);
    const backup = findBackup(options.file, trusted, node?.code ?? hubCode);
    const { manifest } = backup;
    await bringCopy(backup, incoming, options.onProgress);
    const key = await keyFor(dir, incoming);
    // It may be of before a rotation of the key.
    const keyThen = dataKeyOfFile(dir, key, incoming);
    const readers = copyReadersOf(dir, key);
    proveAlike(await readers.inspect(incoming, 'quick'), manifest);
    const contents = options.withoutAttachments === true ? [] : await proveBackupContents(backup, readers);
    const unsent = node?.kind === 'site' ? await countUnsent(dir, node, key, manifest, now) : 0;
    if (unsent > 0 && options.discardUnsent !== true) throw new Problem('unsent-changes', String(unsent));
    if (keyThen !== key) rekeyFile(incoming, keyThen, key);
    for (const each of contents) await bringContentsOf(each, key, dir);
    const kept = exchange(journal, incoming, now());
    await lost?.rebuild();
    const { madeAt, epoch, hubEpoch, bytes } = manifest;
    const accounts = await settleRestored(dir, readNode(dir), key, now);
    return { madeAt, epoch, hubEpoch, bytes, kept, unsent, accounts };
  } finally {
    rmSync(incoming, { force: true });
    lock.release();
  }
}

/** The next start would do it too; here it can be said. */
async function settleRestored(
  dir: string,
  node: NodeDescription,
  key: string,
  now: () => number,
): Promise<RestoredAccounts> {
  const { kind: role, code: site, epoch } = node;
  let journal: Journal | undefined;
  try {
    journal = openJournal({ file: nodePaths(dir).journal, key, role, site, epoch, now });
    if (node.kind === 'site' && node.provisional !== true) await takeEpoch(journal, epochHeardOf(dir, node));
    // Whoever signed out since would be in again.
    await journal.people.removeAllSessions();
    const { users, tokens, missing } = await settleAccounts(dir, journal, now);
    return { shutOut: [...users, ...tokens].map(({ name }) => name), missing };
  } catch (cause) {
    // The restore has happened: what stands in the way of this, the start will say.
    if (!(cause instanceof Problem)) throw cause;
    return { shutOut: [], missing: [] };
  } finally {
    journal?.close();
  }
}

/**
 * The restored site goes on under a new epoch (rule B12), also where nothing of its log is missing: entries of the audit may
 * be, and the hub must not take them for cut off by a thief (rule R9).
 */
async function takeEpoch({ siteEpochs }: Journal, above: number): Promise<void> {
  const { epoch, acked } = await siteEpochs.ownLog();
  await siteEpochs.newEpoch({ reason: 'restored', above, from: { epoch, cursors: acked } });
}

/** The latest epoch of this site that the files beside its database name. */
function epochHeardOf(dir: string, { code }: NodeDescription): number {
  const receipts = receiptsIn(dir, code).read();
  return Math.max(readWitness(nodePaths(dir).witness)?.epoch ?? 0, ...receipts.map(({ epoch }) => epoch));
}

/** One that is damaged says nothing; the hub then tells. */
function readWitness(path: string): { readonly epoch: number } | undefined {
  try {
    const { epoch } = JSON.parse(readTextIfThere(path) ?? '') as { readonly epoch: number };
    return Number.isSafeInteger(epoch) ? { epoch } : undefined;
  } catch {
    return undefined;
  }
}

/** Where the journal that is there is damaged from its first bytes on, the key is measured by what comes in. */
async function keyFor(dir: string, incoming: string): Promise<string> {
  try {
    return await unlockDataKey(dir);
  } catch (cause) {
    if (!(cause instanceof Problem) || cause.code !== 'key-slots-foreign') throw cause;
    return unlockDataKey(dir, { database: incoming });
  }
}

/**
 * What the folder already holds stays: contents never change, and those of the backup are only added (rule A6). Contents
 * that lie under the key before a rotation take the present one on the way.
 */
async function bringContentsOf(file: string, key: string, dir: string): Promise<void> {
  const contents = nodePaths(dir).attachments;
  const keyThen = dataKeyOfFile(dir, key, file);
  const incoming = `${contents}.restoring`;
  try {
    if (keyThen !== key) {
      copyFileSync(file, incoming);
      rekeyFile(incoming, keyThen, key);
    }
    const source = { file: keyThen === key ? file : incoming, key, cipher: defaultCipher };
    await copyContentsAside({ source, contents });
  } finally {
    rmSync(incoming, { force: true });
  }
}

/**
 * The old journal gets a second name with its write-ahead log before the first is taken from it: whenever this is cut
 * off, the old one is whole under one of the two.
 */
function exchange(journal: string, incoming: string, nowMilliseconds: number): string | null {
  const time = new Date(nowMilliseconds).toISOString().replaceAll(/[-:.]/g, '');
  const kept = join(dirname(journal), `journal-before-restore-${time}.db`);
  try {
    const was = existsSync(journal);
    for (const end of ['', '-wal']) if (existsSync(`${journal}${end}`)) linkSync(`${journal}${end}`, `${kept}${end}`);
    syncPath(dirname(journal));
    for (const end of ['-wal', '-shm']) rmSync(`${journal}${end}`, { force: true });
    renameSync(incoming, journal);
    syncPath(dirname(journal));
    return was ? kept : null;
  } catch (cause) {
    throw problemOfSystemError(cause, journal);
  }
}
