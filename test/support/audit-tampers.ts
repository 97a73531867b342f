import { nextAuditChain } from '../../journal/audit/audit-chain.js';
import { readHeads, readMark } from '../../journal/audit/read-audit.js';
import { type AuditRow, nodeSql } from '../../journal/sql/node.js';
import type { Connection } from '../../journal/sqlite/connection.js';
import { sql } from '../../journal/sqlite/named-sql.js';
import type { SeededRandom } from './seeded-random.js';

const setChain = sql('UPDATE audit SET chain = ? WHERE id = ?');

/** What a thief who has the key does after a change: reckons the chain anew, up to an entry or all of it. */
export function reckonAnew(connection: Connection, from: number, to = Number.MAX_SAFE_INTEGER): void {
  let [chain] = readHeads(connection, [from - 1]);
  if (chain === undefined) return;
  for (const row of connection.all<AuditRow>(nodeSql.readAudit, from - 1, Number.MAX_SAFE_INTEGER)) {
    if (row.id > to) return;
    chain = nextAuditChain(chain, row);
    connection.run(setChain, chain, row.id);
  }
  connection.run(nodeSql.setAuditChain, readMark(connection).head);
}

/** Entries from one on move by so many places, so that no number is missing or given twice. */
function shift(connection: Connection, from: number, by: 1 | -1): void {
  connection.execute(`UPDATE audit SET id = -id WHERE id >= ${from}; UPDATE audit SET id = -id + ${by} WHERE id < 0`);
}

const edits = [
  (id: number) => `UPDATE audit SET milliseconds = milliseconds + 1 WHERE id = ${id}`,
  (id: number) =>
    `UPDATE audit SET author = (SELECT a.id FROM author a WHERE a.id <> audit.author LIMIT 1) WHERE id = ${id}`,
  (id: number) => `UPDATE audit SET action = action || '-' WHERE id = ${id}`,
  (id: number) => `UPDATE audit SET subject = 'Patient/somebody' WHERE id = ${id}`,
  (id: number) => `UPDATE audit SET outcome = outcome || '-' WHERE id = ${id}`,
] as const;

function edit(connection: Connection, id: number, random: SeededRandom): void {
  connection.execute(edits[random.below(edits.length)]?.(id) ?? '');
}

export interface Tamper {
  /** Changes the audit from an entry on; returns the first entry that is not what it was. */
  readonly act: (connection: Connection, id: number, random: SeededRandom) => number;
  /** Whether the chain is consistent afterwards: then only who knew it before can tell. */
  readonly reckoned: boolean;
}

/** What somebody with the file and its key may do to entries, beside the program. */
export const tampers: Readonly<Record<string, Tamper>> = {
  'a field edited': {
    reckoned: false,
    act(connection, id, random) {
      edit(connection, id, random);
      return id;
    },
  },
  'a field edited, the chain reckoned anew': {
    reckoned: true,
    act(connection, id, random) {
      edit(connection, id, random);
      reckonAnew(connection, id);
      return id;
    },
  },
  'a field edited, a part of the chain reckoned anew': {
    reckoned: false,
    act(connection, id, random) {
      const { count } = readMark(connection);
      edit(connection, id, random);
      if (id < count) reckonAnew(connection, id, id + random.below(count - id));
      return id;
    },
  },
  'taken out, the numbers closed up': {
    reckoned: true,
    act(connection, id) {
      connection.execute(`DELETE FROM audit WHERE id = ${id}`);
      shift(connection, id + 1, -1);
      reckonAnew(connection, id);
      return id;
    },
  },
  'taken out': {
    reckoned: false,
    act(connection, id) {
      connection.execute(`DELETE FROM audit WHERE id = ${id}`);
      return id;
    },
  },
  'put in': {
    reckoned: true,
    act(connection, id) {
      shift(connection, id, 1);
      connection.execute(`INSERT INTO audit SELECT ${id}, milliseconds, author, action, subject, 'done', chain
        FROM audit WHERE id = ${id + 1}`);
      connection.execute(`UPDATE audit SET action = 'other' WHERE id = ${id}`);
      reckonAnew(connection, id);
      return id;
    },
  },
  'the end cut off': {
    reckoned: true,
    act(connection, id) {
      connection.execute(`DELETE FROM audit WHERE id >= ${id}`);
      connection.run(nodeSql.setAuditChain, readMark(connection).head);
      return id;
    },
  },
  'the end cut off, others written': {
    reckoned: true,
    act(connection, id) {
      const { count } = readMark(connection);
      connection.execute(`UPDATE audit SET subject = 'Patient/new' WHERE id >= ${id}`);
      connection.execute(`INSERT INTO audit SELECT ${count + 1}, milliseconds, author, action, subject, outcome, chain
        FROM audit WHERE id = ${count}`);
      reckonAnew(connection, id);
      return id;
    },
  },
};
