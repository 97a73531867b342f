import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import type { SiteCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import { Problem } from '../../protocol/problem.js';
import { backupSql } from '../sql/backups.js';
import { nodeSql } from '../sql/node.js';
import { versionSql } from '../sql/versions.js';
import { Connection } from '../sqlite/connection.js';
import { type Cipher, checkKeyForm } from '../sqlite/key.js';
import { openKeyed } from '../sqlite/keyed.js';
import { problemOfSqlite } from '../sqlite/sqlite-problem.js';
import type { CopyFacts } from './backup-store.js';

/** A journal's file and what opens it. */
export interface KeyedFile {
  readonly file: string;
  /** 64 hexadecimal digits. */
  readonly key: string;
  readonly cipher: Cipher;
}

const chunkBytes = 1024 * 1024;

/**
 * Reads a copy: every page, so that a damaged one is found now and not on the day when it is needed, and how far each log
 * reaches in it. Read-only; blocks.
 * @throws Problem `database-key-wrong`, `database-corrupt`
 */
export function readCopy({ file, key, cipher }: KeyedFile): CopyFacts {
  checkKeyForm(key);
  const beside = ['-wal', '-shm'].map((end) => `${file}${end}`).filter((path) => !existsSync(path));
  const sha256 = digestOf(file);
  const { bytes, ...facts } = { bytes: statSync(file).size, ...readFacts({ file, key, cipher }) };
  for (const path of beside) rmSync(path, { force: true });
  return { ...facts, bytes, sha256 };
}

function readFacts({ file, key, cipher }: KeyedFile): Omit<CopyFacts, 'bytes' | 'sha256'> {
  let connection: Connection;
  try {
    connection = new Connection(openKeyed(file, cipher, key, true));
  } catch (error) {
    throw problemOfSqlite(error);
  }
  try {
    if (connection.pragma('quick_check(1)') !== 'ok') throw new Problem('database-corrupt');
    const node = connection.one(nodeSql.read);
    if (node === undefined) throw new Problem('database-corrupt', 'no node row');
    const { role, epoch, hubEpoch } = node;
    const streams = connection.all(backupSql.streams).map((row) => ({
      ...{ direction: row.direction, epoch: row.epoch, seq: row.seq },
      ...{ site: row.site as SiteCode, lane: row.lane as Lane },
    }));
    const newestVersion = connection.one(versionSql.newest)?.key ?? 0;
    return { role, site: node.site as SiteCode, epoch, hubEpoch, newestVersion, streams };
  } finally {
    connection.close();
  }
}

/** SHA-256 of a file, hex. */
function digestOf(file: string): string {
  const hash = createHash('sha256');
  const descriptor = openSync(file, 'r');
  try {
    const chunk = Buffer.alloc(chunkBytes);
    for (let read = readSync(descriptor, chunk); read > 0; read = readSync(descriptor, chunk)) {
      hash.update(chunk.subarray(0, read));
    }
  } finally {
    closeSync(descriptor);
  }
  return hash.digest('hex');
}
