import { lanes } from '../protocol/lane.js';
import type { SiteProgress } from './fleet-store.js';
import { readNode } from './node-state.js';
import { siteOf } from './site-row.js';
import { fleetProgressSql, type UpLaneRow, type WaitingLaneRow } from './sql/fleet-progress.js';
import type { Connection } from './sqlite/connection.js';

/** How far each site is, and what waits for it: three statements, however many sites there are. */
export function readProgress(connection: Connection): readonly SiteProgress[] {
  const { hubEpoch } = readNode(connection);
  const ups = bySiteAndLane(connection.all(fleetProgressSql.up));
  const waiting = bySiteAndLane(connection.all(fleetProgressSql.waiting, hubEpoch));
  return connection.all(fleetProgressSql.sites).map((row) => ({
    site: siteOf(row),
    ...(row.provedMilliseconds !== null && { provedMilliseconds: row.provedMilliseconds }),
    towards: lanes.map((lane) => ({ lane, ...towardsOf(waiting.get(row.code)?.get(lane)) })),
    from: lanes.map((lane) => ({ lane, ...fromOf(ups.get(row.code)?.get(lane)) })),
    records: row.records,
  }));
}

function bySiteAndLane<Row extends { readonly site: string; readonly lane: number }>(
  rows: readonly Row[],
): ReadonlyMap<string, ReadonlyMap<number, Row>> {
  const bySite = new Map<string, Map<number, Row>>();
  for (const row of rows) {
    const known = bySite.get(row.site);
    if (known === undefined) bySite.set(row.site, new Map([[row.lane, row]]));
    else known.set(row.lane, row);
  }
  return bySite;
}

function towardsOf(row: WaitingLaneRow | undefined) {
  if (row === undefined) return { pending: 0 };
  const { pending, oldestMilliseconds } = row;
  return { pending, ...(oldestMilliseconds !== null && { oldestPendingMilliseconds: oldestMilliseconds }) };
}

function fromOf(row: UpLaneRow | undefined) {
  if (row === undefined) return { durableSeq: 0, headSeq: 0 };
  const { seq, headSeq, waitingSinceMilliseconds } = row;
  // What was waiting has come when the head has.
  const isWaiting = headSeq > seq && waitingSinceMilliseconds > 0;
  return {
    ...{ durableSeq: seq, headSeq: Math.max(headSeq, seq) },
    ...(isWaiting && { oldestPendingMilliseconds: waitingSinceMilliseconds }),
  };
}
