import { type Lane, parseLane } from '../lane.js';
import type { ProblemCode } from '../problem.js';
import { type ControlCodec, readProblemCode } from './codec.js';

/** The hub does not take back what a site returned up to here: it does not know its own seal on it (rules E16, S12). */
export interface ReturnedRefused {
  readonly kind: 'returned-refused';
  readonly code: ProblemCode;
  /** Of the feed. */
  readonly hubEpoch: number;
  readonly lane: Lane;
  readonly seq: number;
}

export const returnedRefusedCodec: ControlCodec<ReturnedRefused> = {
  number: 42,
  write(writer, { code, hubEpoch, lane, seq }) {
    writer.text(code).integer(hubEpoch).integer(lane).integer(seq);
  },
  read: (reader) => ({
    kind: 'returned-refused',
    code: readProblemCode(reader),
    hubEpoch: reader.integer(),
    lane: parseLane(reader.integer()),
    seq: reader.integer(),
  }),
};
