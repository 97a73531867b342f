import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import type { SiteCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import { Problem } from '../../protocol/problem.js';
import { backupSql } from '../sql/backups.js';
import { countSql } from '../sql/counts.js';
import { nodeSql } from '../sql/node.js';
import { versionSql } from '../sql/versions.js';
import { Connection } from '../sqlite/connection.js';
import { checkKeyForm } from '../sqlite/key.js';
import { type KeyedFile, openKeyed } from '../sqlite/keyed.js';
import { problemOfSqlite } from '../sqlite/sqlite-problem.js';
import type { CopyFacts } from './backup-store.js';

const chunkBytes = 1024 * 1024;

/** Versions that are read whole, spread evenly over all. */
const samplesMax = 256;

/**
 * Reads a copy: every page, so that a damaged one is found now and not on the day when it is needed, and how far each log
 * reaches in it. Read-only; blocks.
 * @throws Problem `database-key-wrong`, `database-corrupt`
 */
export function readCopy({ file, key, cipher }: KeyedFile, depth: 'quick' | 'thorough' = 'quick'): CopyFacts {
  checkKeyForm(key);
  const beside = ['-wal', '-shm'].map((end) => `${file}${end}`).filter((path) => !existsSync(path));
  const sha256 = digestOf(file);
  const { bytes, ...facts } = { bytes: statSync(file).size, ...readFacts({ file, key, cipher }, depth) };
  for (const path of beside) rmSync(path, { force: true });
  return { ...facts, bytes, sha256 };
}

function readFacts({ file, key, cipher }: KeyedFile, depth: 'quick' | 'thorough'): Omit<CopyFacts, 'bytes' | 'sha256'> {
  let connection: Connection;
  try {
    connection = new Connection(openKeyed(file, cipher, key, true));
  } catch (error) {
    throw problemOfSqlite(error);
  }
  try {
    const check = depth === 'thorough' ? 'integrity_check(1)' : 'quick_check(1)';
    if (connection.pragma(check) !== 'ok') throw new Problem('database-corrupt');
    const node = connection.one(nodeSql.read);
    if (node === undefined) throw new Problem('database-corrupt', 'no node row');
    const { role, epoch, hubEpoch } = node;
    const rows = connection.all(backupSql.streams);
    const streams = rows.map((row) => ({
      ...{ direction: row.direction, epoch: row.epoch, seq: row.seq },
      ...{ site: row.site as SiteCode, lane: row.lane as Lane },
    }));
    const newestVersion = connection.one(versionSql.newest)?.key ?? 0;
    const resources = connection.one(countSql.resources)?.count ?? 0;
    const headsDigest = digestOfParts(rows.map(({ chain }) => chain));
    const sampleDigest = digestOfParts(samplesOf(connection, newestVersion));
    const counts = { newestVersion, resources };
    return { role, site: node.site as SiteCode, epoch, hubEpoch, ...counts, streams, headsDigest, sampleDigest };
  } finally {
    connection.close();
  }
}

function* samplesOf(connection: Connection, newestVersion: number): Generator<Uint8Array> {
  const count = Math.min(samplesMax, newestVersion);
  for (let index = 1; index <= count; index += 1) {
    const key = Math.floor((newestVersion * index) / count);
    yield connection.one(versionSql.changeOf, key)?.changeId ?? new Uint8Array(0);
    yield connection.one(versionSql.bodyOf, key)?.body ?? new Uint8Array(0);
  }
}

/** SHA-256 over all parts, each with its length before it; hex. */
function digestOfParts(parts: Iterable<Uint8Array>): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex');
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
