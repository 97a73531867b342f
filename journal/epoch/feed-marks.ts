import type { LaneCursor } from '../../protocol/control/durability.js';
import type { Hello } from '../../protocol/control/hello.js';
import { type Lane, lanes } from '../../protocol/lane.js';
import type { JournalContext } from '../context.js';
import { streamSql } from '../sql/streams.js';
import { findStream } from '../streams.js';

/** The last place of each lane of the earlier feed that a hello names, and those 1, 3, 7, 15 … before it. */
export function feedMarks({ connection }: JournalContext, { site, earlierFeed }: Hello): readonly LaneCursor[] {
  if (earlierFeed === undefined) return [];
  return lanes.flatMap((lane) => {
    const stream = findStream(connection, { direction: 'dn', site, epoch: earlierFeed.hubEpoch, lane });
    return stream === undefined || stream.seq === 0
      ? []
      : marksOf(connection, { id: stream.id, seq: stream.seq, lane });
  });
}

function marksOf(
  connection: JournalContext['connection'],
  { id, seq: last, lane }: { readonly id: number; readonly seq: number; readonly lane: Lane },
): readonly LaneCursor[] {
  const marks: LaneCursor[] = [];
  for (let back = 0; last - back > 0; back = back * 2 + 1) {
    const chain = connection.one(streamSql.chainAt, id, last - back)?.chain;
    if (chain !== undefined) marks.push({ lane, seq: last - back, chain });
  }
  return marks;
}
