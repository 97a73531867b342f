import type { ResourceId, SiteCode } from '../../protocol/ids.js';
import { limits } from '../../protocol/limits.js';
import type { FhirObject } from '../../record/resource.js';
import type { JournalContext } from '../context.js';
import { journalLimits } from '../limits.js';
import { readNode } from '../node-state.js';
import { fanOutSql, type WaitingRow } from '../sql/fan-out.js';
import { transaction } from '../sqlite/transaction.js';
import type { FannedOut } from '../sync-store.js';
import { Bootstraps } from './bootstraps.js';
import { carryFeeds } from './carried-feeds.js';
import { FeedWriter } from './feed-writer.js';
import { type FiledVersion, GroupFanOut } from './group-fan-out.js';
import { placeOf } from './recent-places.js';
import { Snapshots } from './snapshots.js';

/**
 * Moves the fan-out cursor over whole groups of the hub's log, in its order, and writes the feeds in the same
 * transaction (rule F3).
 */
export function fanOut(context: JournalContext, partition: number, changesMax: number): FannedOut {
  const { connection } = context;
  const name = `fan-out ${partition}`;
  const result = transaction(connection, () => {
    const cursor = connection.one(fanOutSql.cursor, name)?.version ?? 0;
    const feeds = new FeedWriter(context, readNode(connection).epoch);
    const groups = readGroups(context, cursor, Math.max(1, changesMax));
    const snapshots = new Snapshots(context, feeds);
    const fan = new GroupFanOut(context, feeds, snapshots);
    fan.feedNewSites(cursor + 1);
    for (const group of groups.whole) fan.feedGroup(group.map((row) => file(context, row)));
    const last = groups.whole.at(-1)?.at(-1);
    if (last !== undefined) connection.run(fanOutSql.moveCursor, name, last.key);
    const { next } = groups;
    const lag = next === undefined ? 0 : context.now() - next.receivedMilliseconds;
    const bootstraps = new Bootstraps(context, feeds, snapshots);
    const moreCarried = carryFeeds(context, feeds, journalLimits.snapshotResourcesMax);
    const more = bootstraps.feed(journalLimits.snapshotResourcesMax) || moreCarried || next !== undefined;
    const moved = [...bootstraps.moved];
    return { sites: feeds.finish(), more, lagMilliseconds: Math.max(0, lag), bootstraps: moved };
  });
  if (result.sites.length > 0) context.announce({ source: 'fan-out', touched: [] });
  return result;
}

/** Whole groups of the log after the cursor, about as many changes as asked for. */
function readGroups(
  { connection }: JournalContext,
  cursor: number,
  changesMax: number,
): { readonly whole: readonly (readonly WaitingRow[])[]; readonly next: WaitingRow | undefined } {
  // A group is no longer than a batch, and it is committed whole: it never goes beyond the end of the log.
  const rowsMax = changesMax + limits.batchChangesMax + limits.bundleEntriesMax;
  const whole: WaitingRow[][] = [];
  let count = 0;
  let next: WaitingRow | undefined;
  connection.each(fanOutSql.waiting, [cursor, rowsMax], (row) => {
    const group = whole.at(-1);
    if (group?.[0]?.groupStart === row.groupStart) {
      group.push(row);
    } else if (count >= changesMax) {
      next = row;
      return false;
    } else {
      whole.push([row]);
    }
    count += 1;
    return true;
  });
  return { whole, next };
}

/** Where a version belongs; a deletion belongs where its resource does. */
function file({ connection, recentPlaces }: JournalContext, row: WaitingRow): FiledVersion {
  if (row.deleted === 1) return { row, patient: undefined, interestedSites: [] };
  const known = recentPlaces.take(row.key);
  if (known !== undefined) return { row, ...known };
  const body = connection.one(fanOutSql.bodyOf, row.key)?.body ?? Buffer.alloc(0);
  return { row, ...placeOf(JSON.parse(body.toString('utf8')) as FhirObject) };
}

/** Sites interested in a patient. */
export function interestedIn({ connection, names }: JournalContext, patient: ResourceId): readonly SiteCode[] {
  const key = names.findPatient(patient);
  if (key === undefined) return [];
  return connection.all(fanOutSql.interested, key).map(({ site }) => site as SiteCode);
}
