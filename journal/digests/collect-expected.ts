import { equalBytes } from '../../protocol/bytes.js';
import { chainStart } from '../../protocol/change.js';
import type { HeldAt } from '../../protocol/control/digest-message.js';
import type { LaneCursor } from '../../protocol/control/durability.js';
import type { ChangeId, SiteCode } from '../../protocol/ids.js';
import { changeIdOf } from '../change-key.js';
import type { JournalContext } from '../context.js';
import { readNode } from '../node-state.js';
import { digestSql, type SentStreamRow } from '../sql/digests.js';
import { fanOutSql } from '../sql/fan-out.js';
import { fleetSql } from '../sql/fleet.js';
import { snapshotSql } from '../sql/snapshots.js';
import { streamSql } from '../sql/streams.js';
import { versionSql } from '../sql/versions.js';
import type { LogKey } from '../sync-store.js';
import { turn } from '../turn.js';
import { sumUp, turnRowsMax } from './collect-held.js';
import type { Expected } from './digest-store.js';
import { HeadSet } from './head-set.js';
import { KeySet } from './key-set.js';

/** A part of a log that counts: up to `stated` for the digest, up to `sent` for what has been fed at all. */
interface Span {
  readonly stream: number;
  readonly stated: number;
  readonly sent: number;
}

/** The only partition while one worker does all of the hub's work. */
const fanOutCursor = 'fan-out 0';

/**
 * What a site should hold: everything that came from it or went to it, up to the cursors that it stated. These are the
 * same run of the same logs at both ends, whatever is written meanwhile; so busy hours do not put a proof off. Beside it,
 * what lies within the interest of the site and was never fed.
 */
export async function collectExpected(
  context: JournalContext,
  site: SiteCode,
  at: HeldAt,
): Promise<Expected | 'not-now' | 'fork'> {
  const newest = context.connection.one(versionSql.newest)?.key ?? 0;
  const spans = spansOf(context, site, at, newest);
  if (typeof spans === 'string') return spans;
  const heads = new HeadSet();
  const known = new KeySet(newest);
  for (const span of spans) await readSpan(context, span, heads, known);
  await sumUp(context, heads);
  return { heads, unfed: await findUnfed(context, site, known) };
}

/** Decided in one turn, so that it speaks of one moment. */
function spansOf(
  { connection }: JournalContext,
  site: SiteCode,
  at: HeldAt,
  newest: number,
): readonly Span[] | 'not-now' | 'fork' {
  const { hubEpoch } = readNode(connection);
  const known = connection.one(fleetSql.epochOf, site);
  const fannedOut = connection.one(fanOutSql.cursor, fanOutCursor)?.version ?? 0;
  const settled = fannedOut >= newest && connection.one(snapshotSql.ofSite, site) === undefined;
  if (at.hubEpoch !== hubEpoch || known?.epoch !== at.epoch || !settled) return 'not-now';
  const spans: Span[] = [];
  const logs = [
    { direction: 'up', site, epoch: at.epoch, cursors: at.ups },
    { direction: 'dn', site, epoch: hubEpoch, cursors: at.downs },
  ] as const;
  for (const log of logs) {
    const streams = connection.all(digestSql.streams, log.direction, site);
    for (const cursor of log.cursors) {
      const stream = streams.find(({ epoch, lane }) => epoch === log.epoch && lane === cursor.lane);
      const verdict = compare(connection, log, stream, cursor);
      if (verdict !== 'same') return verdict;
      if (stream !== undefined) spans.push({ stream: stream.id, stated: cursor.seq, sent: stream.seq });
    }
    for (const stream of streams) {
      if (stream.epoch === log.epoch) continue;
      // Of a feed that is over, what the site has receipted; of a log that is over, what came.
      const seq = log.direction === 'up' ? stream.seq : stream.durableSeq;
      spans.push({ stream: stream.id, stated: seq, sent: seq });
    }
  }
  return spans;
}

function compare(
  connection: JournalContext['connection'],
  log: LogKey,
  stream: SentStreamRow | undefined,
  { lane, seq, chain }: LaneCursor,
): 'same' | 'not-now' | 'fork' {
  if (seq > (stream?.seq ?? 0)) return log.direction === 'up' ? 'not-now' : 'fork';
  const own =
    seq === 0 || stream === undefined
      ? chainStart({ direction: log.direction, site: log.site, epoch: log.epoch, lane })
      : connection.one(streamSql.chainAt, stream.id, seq)?.chain;
  return own !== undefined && equalBytes(own, chain) ? 'same' : 'fork';
}

async function readSpan(context: JournalContext, span: Span, heads: HeadSet, known: KeySet): Promise<void> {
  let after = 0;
  for (;;) {
    const rows = context.connection.all(digestSql.sent, span.stream, after, span.sent, turnRowsMax);
    for (const row of rows) {
      known.add(row.key);
      if (row.seq <= span.stated) heads.add(row);
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.seq;
    await turn(context);
  }
}

/** Current versions of reference data and of the site's patients that are in none of its logs (rule F1). */
async function findUnfed(context: JournalContext, site: SiteCode, known: KeySet): Promise<readonly ChangeId[]> {
  const { connection } = context;
  const unfed: ChangeId[] = [];
  let compartment: number | undefined = 0;
  while (compartment !== undefined) {
    let after = 0;
    for (;;) {
      const rows = connection.all(digestSql.currentOf, compartment, after, turnRowsMax);
      // What came after the digest was begun is on its way.
      for (const { key, changeId } of rows) if (known.covers(key) && !known.has(key)) unfed.push(changeIdOf(changeId));
      const last = rows.at(-1);
      if (rows.length > 0) await turn(context);
      if (last === undefined || rows.length < turnRowsMax) break;
      after = last.resource;
    }
    compartment = connection.one(digestSql.interest, site, compartment, 1)?.patient;
  }
  return unfed;
}
