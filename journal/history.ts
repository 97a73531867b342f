import { limits } from '../protocol/limits.js';
import { changeIdOf, changeKey } from './change-key.js';
import type { JournalContext } from './context.js';
import { journalLimits } from './limits.js';
import { formatPageCursor, parsePageCursor } from './page-cursor.js';
import type { HistoryPage, HistoryQuery } from './record-store.js';
import { type VersionRow, versionSql } from './sql/versions.js';
import { storedVersionOf } from './stored-version.js';
import { turn } from './turn.js';

/** The four places of the filter that every statement of history ends with. */
type Filter = readonly [since: number, since: number, until: number, after: number];

/**
 * Versions, the newest first: of one resource in the order of merge, so that the current one leads whatever came in
 * late; of a type or of all in the order in which this node received them. A page that would take too long to fill ends
 * early; its `next` goes on.
 */
export async function history(context: JournalContext, query: HistoryQuery): Promise<HistoryPage> {
  const count = Math.max(1, Math.min(query.count, limits.pageResourcesMax));
  const { type, id } = query;
  if (type !== undefined && id !== undefined) return historyOfOne(context, type, id, count, query);
  return received(context, count, query);
}

function filterOf({ since = -1, currentDuring }: HistoryQuery): Filter {
  return [since, since, currentDuring?.end ?? Number.MAX_SAFE_INTEGER, currentDuring?.start ?? -1];
}

function historyOfOne(
  context: JournalContext,
  type: string,
  id: string,
  count: number,
  query: HistoryQuery,
): HistoryPage {
  const { connection, names } = context;
  const typeKey = names.findType(type);
  const resource = typeKey === undefined ? undefined : connection.one(versionSql.resourceKey, typeKey, id)?.resource;
  if (resource === undefined) return { versions: [], isKnown: false };
  const [milliseconds, counter, changeId] =
    query.cursor === undefined
      ? [Number.MAX_SAFE_INTEGER, 0, '']
      : parsePageCursor('versions', query.cursor, ['number', 'number', 'string']);
  const after = [Number(milliseconds), Number(counter), changeKey(String(changeId))] as const;
  const filter = filterOf(query);
  const rows = connection.all(versionSql.historyOfOne, resource, ...after, ...filter, count + 1);
  const last = rows.at(count - 1);
  return {
    versions: rows.slice(0, count).map(storedVersionOf),
    isKnown: true,
    total: connection.one(versionSql.historyCount, resource, ...filter)?.count ?? 0,
    ...(rows.length > count && last !== undefined && { next: cursorAfter(last) }),
  };
}

function cursorAfter({ stampMilliseconds, stampCounter, changeId }: VersionRow): string {
  return formatPageCursor('versions', [stampMilliseconds, stampCounter, changeIdOf(changeId)]);
}

/** Goes back in windows of keys, and lets others have their turn between two. */
async function received(context: JournalContext, count: number, query: HistoryQuery): Promise<HistoryPage> {
  const { connection } = context;
  const typeKey = query.type === undefined ? undefined : context.names.findType(query.type);
  if (query.type !== undefined && typeKey === undefined) return { versions: [], isKnown: true };
  const filter = filterOf(query);
  const rows: VersionRow[] = [];
  let before = startOf(context, query.cursor);
  for (let window = 0; window < journalLimits.historyWindowsMax; window += 1) {
    if (window > 0) await turn(context);
    const floor = before - journalLimits.historyWindowVersionsMax;
    const wanted = count + 1 - rows.length;
    const found =
      typeKey === undefined
        ? connection.all(versionSql.historyOfAll, before, floor, ...filter, wanted)
        : connection.all(versionSql.historyOfType, before, floor, typeKey, ...filter, wanted);
    rows.push(...found);
    if (rows.length > count || floor <= 1 || isTooOld(context, before, floor, query)) return pageOf(rows, count);
    before = floor;
  }
  return { ...pageOf(rows, count), next: formatPageCursor('received', [before]) };
}

function startOf(context: JournalContext, cursor: string | undefined): number {
  if (cursor !== undefined) return Number(parsePageCursor('received', cursor, ['number'])[0]);
  return (context.connection.one(versionSql.newest)?.key ?? 0) + 1;
}

/** Whether nothing in a whole window came since the time asked for: then nothing before it did. */
function isTooOld({ connection }: JournalContext, before: number, floor: number, { since }: HistoryQuery): boolean {
  if (since === undefined) return false;
  return connection.one(versionSql.receivedSince, before, floor, since, since) === undefined;
}

/** One row more than the page was read, to know whether another page follows. */
function pageOf(rows: readonly VersionRow[], count: number): HistoryPage {
  const last = rows.at(count - 1);
  return {
    versions: rows.slice(0, count).map(storedVersionOf),
    isKnown: true,
    ...(rows.length > count && last !== undefined && { next: formatPageCursor('received', [last.key]) }),
  };
}
