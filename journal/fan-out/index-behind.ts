import type { FhirObject } from '../../record/resource.js';
import { searchRowsOf } from '../../record/search-rows.js';
import type { JournalContext } from '../context.js';
import { addSearchRows, removeSearchRows } from '../search-rows.js';
import { fanOutSql, type ReceivedRow } from '../sql/fan-out.js';
import { transaction } from '../sqlite/transaction.js';

const cursorName = 'index';

/**
 * Builds the search rows of what was received, behind the commit; the cursor moves in the same transaction. A site
 * writes them with the commit and has nothing to do here.
 */
export function indexBehind(
  context: JournalContext,
  changesMax: number,
): { readonly more: boolean; readonly lagMilliseconds: number } {
  if (context.role === 'site') return { more: false, lagMilliseconds: 0 };
  const { connection } = context;
  return transaction(connection, () => {
    const cursor = connection.one(fanOutSql.cursor, cursorName)?.version ?? 0;
    const rows = connection.all(fanOutSql.received, cursor, Math.max(1, changesMax) + 1);
    const next = rows.length > changesMax ? rows.pop() : undefined;
    for (const row of rows) indexVersion(context, row);
    const last = rows.at(-1);
    if (last !== undefined) connection.run(fanOutSql.moveCursor, cursorName, last.key);
    const lag = next === undefined ? 0 : context.now() - next.receivedMilliseconds;
    return { more: next !== undefined, lagMilliseconds: Math.max(0, lag) };
  });
}

/** Only the current version is in the index; a later one comes later in this same order. */
function indexVersion(context: JournalContext, row: ReceivedRow): void {
  if (row.current !== row.key) return;
  if (context.connection.one(fanOutSql.other, row.resource, row.key) !== undefined) {
    removeSearchRows(context, row.resource);
  }
  if (row.body === null) return;
  const value = JSON.parse(row.body.toString('utf8')) as FhirObject;
  addSearchRows(context, row.typeKey, row.resource, searchRowsOf(value));
}
