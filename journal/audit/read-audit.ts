import { type AuditMark, headBytes } from '../../protocol/audit/audit-mark.js';
import { equalBytes } from '../../protocol/bytes.js';
import { readNode } from '../node-state.js';
import { auditSql } from '../sql/audit.js';
import { type AuditRow, nodeSql } from '../sql/node.js';
import type { Connection } from '../sqlite/connection.js';
import { auditChainStart, nextAuditChain } from './audit-chain.js';
import type { AuditPlace, WalkedAudit } from './audit-store.js';

export const auditStart: AuditPlace = { count: 0, chain: auditChainStart };

/** The end of an audit, as its last entry says. */
export function readMark(connection: Connection): AuditMark {
  const last = connection.one(auditSql.last);
  return { epoch: readNode(connection).epoch, count: last?.id ?? 0, head: last?.chain ?? auditChainStart };
}

/** See {@link AuditStore.headsAt}. One that is missing before the end is told by zeros, which no chain has. */
export function readHeads(connection: Connection, counts: readonly number[]): readonly Uint8Array[] {
  const { count: last } = readMark(connection);
  return counts
    .filter((count) => count <= last)
    .map((count) =>
      count === 0 ? auditChainStart : (connection.one(auditSql.chainAt, count)?.chain ?? new Uint8Array(headBytes)),
    );
}

/** See {@link AuditStore.walk}. */
export function walkAudit(connection: Connection, from: AuditPlace, entriesMax: number): WalkedAudit {
  let { count, chain } = from;
  let [brokenAt, read] = [0, 0];
  connection.each<AuditRow>(nodeSql.readAudit, [count, entriesMax], (row) => {
    read += 1;
    const next = nextAuditChain(chain, row);
    if (row.id !== count + 1 || !equalBytes(next, row.chain)) {
      brokenAt = count + 1;
      return false;
    }
    [count, chain] = [row.id, next];
    return true;
  });
  const isEnd = read < entriesMax;
  // What was last entered is also said beside the entries: those that were cut off are missed.
  if (brokenAt === 0 && isEnd && !equalBytes(chain, readNode(connection).auditChain)) brokenAt = count + 1;
  return { count, chain, brokenAt, done: isEnd || brokenAt > 0 };
}

/** The first entry that does not follow from those before it, behind the last one where entries are missing; `undefined`: none. */
export function findAuditBreak(connection: Connection): number | undefined {
  const { brokenAt } = walkAudit(connection, auditStart, Number.MAX_SAFE_INTEGER);
  return brokenAt === 0 ? undefined : brokenAt;
}
