import { type Lane, parseLane } from '../lane.js';
import { type ControlCodec, readLanes, writeList } from './codec.js';

/** What waits in one lane of a site's own log. */
export interface LaneReport {
  readonly lane: Lane;
  readonly headSeq: number;
  /** When the oldest change that waits for the hub's receipt was committed, milliseconds since 1970; 0 when none waits. */
  readonly oldestPendingMilliseconds: number;
}

/** What waits at a site for the hub; so that the backlog shown at the hub is the site's own word (rule S13). */
export interface Report {
  readonly kind: 'report';
  readonly lanes: readonly LaneReport[];
}

export const reportCodec: ControlCodec<Report> = {
  number: 5,
  write(writer, message) {
    writeList(writer, message.lanes, ({ lane, headSeq, oldestPendingMilliseconds }) =>
      writer.integer(lane).integer(headSeq).integer(oldestPendingMilliseconds),
    );
  },
  read: (reader) => ({
    kind: 'report',
    lanes: readLanes(reader, () => ({
      lane: parseLane(reader.integer()),
      headSeq: reader.integer(),
      oldestPendingMilliseconds: reader.integer(),
    })),
  }),
};
