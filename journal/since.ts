import { equalBytes } from '../protocol/bytes.js';
import { type Change, chainStart } from '../protocol/change.js';
import { limits } from '../protocol/limits.js';
import type { JournalContext } from './context.js';
import { runSql } from './sql/runs.js';
import { type StreamRow, streamSql } from './sql/streams.js';
import { changeOf } from './stored-version.js';
import { findStream } from './streams.js';
import type { ChangeRun, SinceQuery } from './sync-store.js';

/**
 * The log is the queue (rule S10): what comes after a cursor, in whole groups, at least one of them, otherwise within
 * the limits. First contact, resume and failover all read here.
 */
export function since({ connection }: JournalContext, query: SinceQuery): ChangeRun | 'fork' | undefined {
  const scope = { ...query.log, lane: query.lane };
  const stream = findStream(connection, scope);
  const own = chainAtCursor(connection, stream, query.after.seq, chainStart(scope));
  if (own === undefined || !equalBytes(own, query.after.chain)) return 'fork';
  if (stream === undefined || stream.seq === query.after.seq) return undefined;
  const changes: Change[] = [];
  let whole = 0;
  let chainAfter = query.after.chain;
  let bytes = 0;
  const rowsMax = Math.max(1, query.changesMax) + limits.bundleEntriesMax;
  connection.each(runSql.after, [stream.id, query.after.seq, rowsMax], (row) => {
    bytes += row.body?.length ?? 0;
    const full = bytes > query.bytesMax || changes.length >= query.changesMax;
    if (full && whole > 0) return false;
    changes.push(changeOf(row, row.groupEnd === 1));
    if (row.groupEnd === 1) {
      whole = changes.length;
      chainAfter = row.chain;
    }
    return true;
  });
  if (whole === 0) return undefined;
  const from = query.after.seq + 1;
  return { from, to: from + whole - 1, chainBefore: query.after.chain, chainAfter, changes: changes.slice(0, whole) };
}

function chainAtCursor(
  connection: JournalContext['connection'],
  stream: StreamRow | undefined,
  seq: number,
  start: Uint8Array,
): Uint8Array | undefined {
  if (seq === 0) return start;
  if (stream === undefined) return undefined;
  return seq === stream.seq ? stream.chain : connection.one(streamSql.chainAt, stream.id, seq)?.chain;
}
