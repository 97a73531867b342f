import { chainStart, type LogScope } from '../protocol/change.js';
import { type Lane, lanes } from '../protocol/lane.js';
import { type StreamRow, streamSql } from './sql/streams.js';
import type { Connection } from './sqlite/connection.js';
import type { LogKey } from './sync-store.js';

/** The stream of a lane of a log; `undefined` before its first change. */
export function findStream(connection: Connection, scope: LogScope): StreamRow | undefined {
  return connection.one(streamSql.find, scope.direction, scope.site, scope.epoch, scope.lane);
}

/** The stream of a lane of a log, made if it is new; within a transaction. */
export function openStream(connection: Connection, scope: LogScope): StreamRow {
  const found = findStream(connection, scope);
  if (found !== undefined) return found;
  const chain = chainStart(scope);
  const { key } = connection.run(streamSql.add, scope.direction, scope.site, scope.epoch, scope.lane, chain);
  const nothing = { durableSeq: 0, safeSeq: 0, creditBytes: null, receiptMilliseconds: null };
  return { id: key, lane: scope.lane, seq: 0, chain, ...nothing, headSeq: 0, waitingSinceMilliseconds: 0 };
}

/** All six lanes of a log; those without a change stand at their start. */
export function streamsOf(
  connection: Connection,
  log: LogKey,
): readonly { readonly lane: Lane; readonly row: StreamRow | undefined; readonly chain: Uint8Array }[] {
  const rows = new Map(
    connection.all(streamSql.ofLog, log.direction, log.site, log.epoch).map((row) => [row.lane, row] as const),
  );
  return lanes.map((lane) => {
    const row = rows.get(lane);
    return { lane, row, chain: row?.chain ?? chainStart({ ...log, lane }) };
  });
}
