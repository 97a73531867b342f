import { type Lane, parseLane } from '../lane.js';
import type { ControlCodec } from './codec.js';

/** The hub holds what a site returned of an earlier feed, committed with fsync, up to here (rule E16). */
export interface ReturnedHeld {
  readonly kind: 'returned-held';
  /** Of the feed. */
  readonly hubEpoch: number;
  readonly lane: Lane;
  readonly seq: number;
}

export const returnedHeldCodec: ControlCodec<ReturnedHeld> = {
  number: 21,
  write(writer, { hubEpoch, lane, seq }) {
    writer.integer(hubEpoch).integer(lane).integer(seq);
  },
  read: (reader) => ({
    kind: 'returned-held',
    hubEpoch: reader.integer(),
    lane: parseLane(reader.integer()),
    seq: reader.integer(),
  }),
};
