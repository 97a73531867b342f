import { type ClockStamp, compareStamps, correctMark } from '../protocol/clock.js';
import type { SiteCode } from '../protocol/ids.js';
import { Problem } from '../protocol/problem.js';
import { type NodeRow, nodeSql } from './sql/node.js';
import type { Connection } from './sqlite/connection.js';
import { transaction } from './sqlite/transaction.js';
import type { NodeIdentity } from './sync-store.js';

/** Who this node is, as it is told by whoever opens the journal. */
export interface NodeClaim {
  readonly role: 'site' | 'hub';
  readonly site: SiteCode;
  /** As enrolment gave it. */
  readonly epoch: number;
}

/**
 * Writes who this node is into a new journal, and compares it in an old one. The epoch moves in the database, with the
 * log that it belongs to: an old journal knows better than what enrolment gave (rule E8).
 * @throws Problem `usage-wrong` another node's database
 */
export function claimNode(connection: Connection, claim: NodeClaim): void {
  transaction(connection, () => {
    const row = connection.one(nodeSql.read);
    if (row === undefined) {
      connection.run(nodeSql.add, claim.role, claim.site, claim.epoch, claim.role === 'hub' ? claim.epoch : 0);
      return;
    }
    if (row.role !== claim.role || row.site !== claim.site) {
      throw new Problem('usage-wrong', `this is the database of ${row.role} ${row.site}`);
    }
  });
}

/** Whose database it is, when it has been claimed. */
export function ownerOf(connection: Connection): 'site' | 'hub' | undefined {
  if (connection.one(nodeSql.hasNode) === undefined) return undefined;
  return connection.one(nodeSql.role)?.role;
}

/** The row of this node. */
export function readNode(connection: Connection): NodeRow {
  const row = connection.one(nodeSql.read);
  if (row === undefined) throw new Problem('database-corrupt', 'no node row');
  return row;
}

export function identityOf(row: NodeRow): NodeIdentity {
  return { site: row.site as SiteCode, epoch: row.epoch, hubEpoch: row.hubEpoch };
}

/** The clock's high-water mark (rule T2). */
export function clockOf(row: NodeRow): ClockStamp {
  return { milliseconds: row.clockMilliseconds, counter: row.clockCounter };
}

/** The hub has told its time: the mark is set back when it is far ahead, and catches up when it is behind (rule T6). */
export function correctClock(connection: Connection, hubMilliseconds: number): void {
  transaction(connection, () => {
    const mark = clockOf(readNode(connection));
    const corrected = correctMark(mark, hubMilliseconds);
    if (compareStamps(mark, corrected) === 0) return;
    connection.run(nodeSql.setClock, corrected.milliseconds, corrected.counter);
  });
}

/** Keeps the clock's mark with the data, in the transaction that used it; it never goes back. */
export function keepClock(connection: Connection, row: NodeRow, clock: ClockStamp): void {
  if (compareStamps(clock, clockOf(row)) > 0) connection.run(nodeSql.setClock, clock.milliseconds, clock.counter);
}
