import { limits } from '../protocol/limits.js';
import { changeIdOf, changeKey } from './change-key.js';
import type { JournalContext } from './context.js';
import { formatPageCursor, parsePageCursor } from './page-cursor.js';
import type { HistoryQuery, Page } from './record-store.js';
import { type VersionRow, versionSql } from './sql/versions.js';
import { storedVersionOf } from './stored-version.js';

/**
 * Versions, the newest first: of one resource in the order of merge, so that the current one leads whatever came in
 * late; of a type or of all in the order in which this node received them.
 */
export function history(context: JournalContext, query: HistoryQuery): Page {
  const count = Math.max(1, Math.min(query.count, limits.pageResourcesMax));
  const { type, id } = query;
  if (type !== undefined && id !== undefined) return historyOfOne(context, type, id, count, query.cursor);
  const rows = readReceived(context, type, count + 1, query.cursor);
  return pageOf(rows, count, (row) => formatPageCursor('received', [row.key]));
}

function historyOfOne(context: JournalContext, type: string, id: string, count: number, cursor?: string): Page {
  const { connection, names } = context;
  const typeKey = names.findType(type);
  const resource = typeKey === undefined ? undefined : connection.one(versionSql.resourceKey, typeKey, id)?.resource;
  if (resource === undefined) return { versions: [] };
  const [milliseconds, counter, changeId] =
    cursor === undefined
      ? [Number.MAX_SAFE_INTEGER, 0, '']
      : parsePageCursor('versions', cursor, ['number', 'number', 'string']);
  const after = [Number(milliseconds), Number(counter), changeKey(String(changeId))] as const;
  const rows = connection.all(versionSql.historyOfOne, resource, ...after, count + 1);
  return pageOf(rows, count, (row) =>
    formatPageCursor('versions', [row.stampMilliseconds, row.stampCounter, changeIdOf(row.changeId)]),
  );
}

function readReceived(context: JournalContext, type: string | undefined, rows: number, cursor?: string): VersionRow[] {
  const { connection, names } = context;
  const [before] = cursor === undefined ? [Number.MAX_SAFE_INTEGER] : parsePageCursor('received', cursor, ['number']);
  if (type === undefined) return connection.all(versionSql.historyOfAll, Number(before), rows);
  const typeKey = names.findType(type);
  return typeKey === undefined ? [] : connection.all(versionSql.historyOfType, Number(before), typeKey, rows);
}

/** One row more than the page was read, to know whether another page follows. */
function pageOf(rows: readonly VersionRow[], count: number, cursorOf: (row: VersionRow) => string): Page {
  const page = rows.slice(0, count);
  const last = page.at(-1);
  const next = rows.length > count && last !== undefined ? { next: cursorOf(last) } : {};
  return { versions: page.map(storedVersionOf), ...next };
}
