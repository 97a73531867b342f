import { type Cursor, cursorStart } from '../../protocol/change.js';
import type { LaneCursor } from '../../protocol/control/durability.js';
import type { EarlierFeed } from '../../protocol/control/hello.js';
import { holdsCursor } from '../../protocol/epoch/cursors.js';
import type { Lane } from '../../protocol/lane.js';
import type { JournalContext } from '../context.js';
import { earlierFeedSql } from '../sql/earlier-feeds.js';
import { runSql } from '../sql/runs.js';
import { changeOf } from '../stored-version.js';
import { findStream, streamsOf } from '../streams.js';
import type { ChangeRun } from '../sync-store.js';
import { chainAtOf } from './chain-at.js';

/** A piece of a feed that ends where the hub has sealed it. */
export interface SealedRun extends ChangeRun {
  readonly seal: Uint8Array;
}

/** The earliest feed that the hub has not all got back, and how far this site has it. */
export function readEarlierFeed({ connection, site }: JournalContext): EarlierFeed | undefined {
  const hubEpoch = connection.one(earlierFeedSql.first)?.hubEpoch;
  if (hubEpoch === undefined) return undefined;
  const streams = streamsOf(connection, { direction: 'dn', site, epoch: hubEpoch });
  const cursors = streams.flatMap(({ lane, row, chain }) => (row === undefined ? [] : [{ lane, seq: row.seq, chain }]));
  return { hubEpoch, cursors };
}

/**
 * What comes after a place of an earlier feed, up to the next seal, as it came. A piece in which something was set aside
 * cannot be put together again and is passed over: each one is proven by its own seal.
 */
export function readSealedRun(
  { connection, site }: JournalContext,
  hubEpoch: number,
  lane: Lane,
  after: Cursor,
): SealedRun | undefined {
  const scope = { direction: 'dn', site, epoch: hubEpoch, lane } as const;
  const stream = findStream(connection, scope);
  const chainAt = chainAtOf(connection);
  let before = after;
  for (;;) {
    const sealed = stream && connection.one(earlierFeedSql.sealAfter, stream.id, before.seq);
    if (stream === undefined || sealed === undefined) return undefined;
    const count = sealed.seq - before.seq;
    const rows = connection.all(runSql.after, stream.id, before.seq, count);
    const last = rows.at(-1);
    if (rows.length === count && last?.seq === sealed.seq) {
      const changes = rows.map((row) => changeOf(row, row.groupEnd === 1));
      const { seq: to, seal } = sealed;
      return { from: before.seq + 1, to, chainBefore: before.chain, chainAfter: last.chain, changes, seal };
    }
    const chain = chainAt(scope, sealed.seq);
    if (chain === undefined) return undefined;
    before = { seq: sealed.seq, chain };
  }
}

/** The latest of the marks of a lane that this site holds too: what comes after it the hub may lack. */
export function commonMark(
  { connection, site }: JournalContext,
  { hubEpoch, lane, marks }: { readonly hubEpoch: number; readonly lane: Lane; readonly marks: readonly LaneCursor[] },
): Cursor {
  const scope = { direction: 'dn', site, epoch: hubEpoch, lane } as const;
  const chainAt = chainAtOf(connection);
  const held = marks.filter((mark) => mark.lane === lane && holdsCursor(scope, mark, chainAt));
  return held.toSorted((left, right) => right.seq - left.seq)[0] ?? cursorStart(scope);
}
