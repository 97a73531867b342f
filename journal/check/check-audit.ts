import { existsSync, rmSync } from 'node:fs';
import { type AuditMark, shortHead } from '../../protocol/audit/audit-mark.js';
import { type AuditDamage, locateDamage } from '../../protocol/audit/locate-damage.js';
import type { WalkedAudit } from '../audit/audit-store.js';
import { auditStart, readHeads, readMark, walkAudit } from '../audit/read-audit.js';
import { Connection } from '../sqlite/connection.js';
import { checkKeyForm } from '../sqlite/key.js';
import type { KeyedFile } from '../sqlite/keyed.js';
import { openKeyed } from '../sqlite/keyed.js';
import { problemOfSqlite } from '../sqlite/sqlite-problem.js';

/** What a look at the audit of a journal found. */
export interface AuditCheck {
  /** How many entries there are. */
  readonly entries: number;
  /** Where it is not what it was; `undefined`: nowhere. */
  readonly damage: AuditDamage | undefined;
}

export interface AuditLook {
  /** Whether a program has the file open; where none has, nothing is left beside it. */
  readonly isHeld: boolean;
  /** What the audit has to agree with, by rising counts. */
  readonly anchors: readonly AuditMark[];
  /** Hears how far a walk along all entries is; without, only the anchors are compared. */
  readonly onWalked?: (done: number, all: number) => void;
}

const entriesPerRound = 5_000;

/**
 * Compares the audit of a journal with what was confirmed of it, over a read-only connection of its own: a program that
 * writes to it is never in its way (rule O1).
 * @throws Problem `database-corrupt`, `database-key-wrong`, `permission-denied`, `disk-failed`
 */
export async function checkAudit({ file, key, cipher }: KeyedFile, look: AuditLook): Promise<AuditCheck> {
  checkKeyForm(key);
  const beside = look.isHeld ? [] : ['-wal', '-shm'].map((end) => `${file}${end}`).filter((path) => !existsSync(path));
  let connection: Connection | undefined;
  try {
    connection = new Connection(openKeyed(file, cipher, key, true));
    const brokenAt = look.onWalked === undefined ? 0 : await walk(connection, look.onWalked);
    const { epoch, count } = readMark(connection);
    const { anchors } = look;
    const heads = readHeads(
      connection,
      anchors.map((anchor) => anchor.count),
    ).map(shortHead);
    return { entries: count, damage: locateDamage(anchors, { epoch, count, brokenAt, heads }) };
  } catch (error) {
    throw problemOfSqlite(error);
  } finally {
    connection?.close();
    // SQLite makes these, empty, for a reader too.
    for (const path of beside) rmSync(path, { force: true });
  }
}

/** In rounds, so that who waits sees how far it is. */
async function walk(connection: Connection, onWalked: (done: number, all: number) => void): Promise<number> {
  const { count: all } = readMark(connection);
  let walked: WalkedAudit = { ...auditStart, brokenAt: 0, done: false };
  while (!walked.done) {
    walked = walkAudit(connection, walked, entriesPerRound);
    onWalked(walked.count, all);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return walked.brokenAt;
}
