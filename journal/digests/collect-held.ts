import type { HeldAt } from '../../protocol/control/digest-message.js';
import type { JournalContext } from '../context.js';
import { readNode } from '../node-state.js';
import { digestSql, type HeldRow } from '../sql/digests.js';
import { versionSql } from '../sql/versions.js';
import { streamsOf } from '../streams.js';
import type { LogKey } from '../sync-store.js';
import { turn } from '../turn.js';
import type { Held } from './digest-store.js';
import { HeadSet } from './head-set.js';

/** Rows of one turn: a few milliseconds, so that nobody waits for a digest. */
export const turnRowsMax = 500;

/** Everything that this site holds, as of the moment of the call: what is committed during the turns is left out. */
export async function collectHeld(context: JournalContext): Promise<Held> {
  const { connection } = context;
  const newest = connection.one(versionSql.newest)?.key ?? 0;
  const at = standingAt(context);
  const heads = new HeadSet();
  let after = 0;
  for (;;) {
    const rows: readonly HeldRow[] = connection.all(digestSql.held, after, newest, turnRowsMax);
    for (const row of rows) heads.add(row);
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.key;
    await turn(context);
  }
  await sumUp(context, heads);
  return { at, heads };
}

/** Sums a set of heads up, in turns. */
export async function sumUp(context: JournalContext, heads: HeadSet): Promise<void> {
  for (const _ of heads.sumUp(turnRowsMax * 2)) await turn(context);
}

function standingAt(context: JournalContext): HeldAt {
  const { epoch, hubEpoch } = readNode(context.connection);
  const cursors = (log: LogKey) =>
    streamsOf(context.connection, log).map(({ lane, row, chain }) => ({ lane, seq: row?.seq ?? 0, chain }));
  const { site } = context;
  return {
    ...{ hubEpoch, epoch },
    ups: cursors({ direction: 'up', site, epoch }),
    downs: cursors({ direction: 'dn', site, epoch: hubEpoch }),
  };
}
