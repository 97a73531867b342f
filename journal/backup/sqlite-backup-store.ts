import { existsSync, rmSync } from 'node:fs';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { Problem } from '../../protocol/problem.js';
import type { JournalContext } from '../context.js';
import { backupSql } from '../sql/backups.js';
import { erasureSql } from '../sql/erasures.js';
import { folderCopySql } from '../sql/folder-copy.js';
import type { KeyedFile } from '../sqlite/keyed.js';
import { transaction } from '../sqlite/transaction.js';
import type { BackupStore, CopyFacts, DoneBackup } from './backup-store.js';
import { copyAside } from './copy-aside.js';

/** {@link BackupStore} of one SQLite database. */
export class SqliteBackupStore implements BackupStore {
  readonly #context: JournalContext;
  readonly #source: KeyedFile;

  constructor(context: JournalContext, source: KeyedFile) {
    this.#context = context;
    this.#source = source;
  }

  async copyTo(target: string, signal?: AbortSignal): Promise<CopyFacts> {
    if (existsSync(target)) throw new Problem('already-exists', target);
    try {
      return await copyAside({ source: this.#source, target }, signal);
    } catch (error) {
      // A process that was ended could not tidy up after itself.
      for (const end of ['', '-journal', '-wal', '-shm']) {
        if (existsSync(`${target}${end}`)) rmSync(`${target}${end}`);
      }
      throw error;
    }
  }

  inspect(file: string): Promise<CopyFacts> {
    return copyAside({ source: { ...this.#source, file } });
  }

  async noteBackup(backup: DoneBackup, facts: CopyFacts): Promise<void> {
    const { connection, role } = this.#context;
    transaction(connection, () => {
      connection.run(backupSql.add, Math.floor(backup.atMilliseconds), backup.file, backup.bytes);
      if (role !== 'hub') return;
      for (const { direction, site, epoch, lane, seq } of facts.streams) {
        // A log that was cut since, as by a restore, cannot be safer than it is long.
        if (direction === 'up') connection.run(backupSql.markSafe, seq, site, epoch, lane);
      }
    });
  }

  async destroyedContents(): Promise<readonly string[]> {
    return this.#context.connection
      .all(erasureSql.destroyedContents)
      .map(({ hash }) => Buffer.from(hash).toString('hex'));
  }

  async lastBackup(): Promise<DoneBackup | undefined> {
    return this.#context.connection.one(backupSql.last);
  }

  async folderCopy(): Promise<string | undefined> {
    const kept = this.#context.connection.one(folderCopySql.read);
    return kept && inflateRawSync(kept.content).toString('utf8');
  }

  async keepFolderCopy(text: string): Promise<void> {
    this.#context.connection.run(folderCopySql.keep, deflateRawSync(text));
  }

  bytes(): number {
    const { connection } = this.#context;
    return Number(connection.pragma('page_count')) * Number(connection.pragma('page_size'));
  }
}
