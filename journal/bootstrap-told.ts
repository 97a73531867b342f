import type { SiteCode } from '../protocol/ids.js';
import { type Lane, lane } from '../protocol/lane.js';
import type { JournalContext } from './context.js';
import { readNode } from './node-state.js';
import { type BootstrapEnds, bootstrapSql } from './sql/bootstrap.js';
import { streamSql } from './sql/streams.js';
import { transaction } from './sqlite/transaction.js';
import type { BootstrapParts, BootstrapProgress } from './sync-store.js';

/** What the hub tells a site of what it gets back. */
export function bootstrapParts({ connection }: JournalContext, site: SiteCode): BootstrapParts | undefined {
  const row = connection.one(bootstrapSql.find, site);
  return row === undefined || row.hubEpoch !== readNode(connection).epoch ? undefined : partsOf(row);
}

function partsOf({ expected, clinicalSeq, administrativeSeq, bulkSeq }: BootstrapEnds): BootstrapParts {
  return {
    expected,
    ...(clinicalSeq !== null && { clinicalSeq }),
    ...(administrativeSeq !== null && { administrativeSeq }),
    ...(bulkSeq !== null && { bulkSeq }),
  };
}

/** Keeps it at the site, so that it can say how far it is without a link, too. */
export function noteBootstrap({ connection }: JournalContext, parts: BootstrapParts): void {
  const { expected, clinicalSeq, administrativeSeq, bulkSeq } = parts;
  transaction(connection, () => {
    const ends = [clinicalSeq ?? null, administrativeSeq ?? null, bulkSeq ?? null];
    connection.run(bootstrapSql.setTold, readNode(connection).hubEpoch, expected, ...ends);
  });
}

/** How far this site is; the feed began anew, so that its rows count what came. */
export function bootstrapProgress({ connection, site }: JournalContext): BootstrapProgress | undefined {
  const told = connection.one(bootstrapSql.told);
  // Under another hub epoch the rest comes in another feed, whose parts nobody counts.
  if (told === undefined || told.hubEpoch !== readNode(connection).hubEpoch) return undefined;
  const streams = connection.all(streamSql.ofLog, 'dn', site, told.hubEpoch);
  const has = (end: number | null, laneOfFeed: Lane) =>
    end !== null && (streams.find((stream) => stream.lane === laneOfFeed)?.seq ?? 0) >= end;
  const isUsable = has(told.clinicalSeq, lane.clinical) && has(told.administrativeSeq, lane.administrative);
  if (isUsable && has(told.bulkSeq, lane.bulk)) return undefined;
  const received = streams.reduce((sum, { seq }) => sum + seq, 0);
  const { expected } = told;
  return { state: isUsable ? 'history' : 'essential', received: Math.min(received, expected), expected };
}
