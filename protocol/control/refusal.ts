import { type Lane, parseLane } from '../lane.js';
import type { ProblemCode } from '../problem.js';
import { type ControlCodec, readProblemCode } from './codec.js';

/** A message was refused; the cursor did not move and the connection stays (rule S6). */
export interface Refusal {
  readonly kind: 'refusal';
  readonly code: ProblemCode;
  readonly lane?: Lane;
}

export const refusalCodec: ControlCodec<Refusal> = {
  number: 4,
  write(writer, message) {
    writer.text(message.code).integer(message.lane === undefined ? 0 : message.lane + 1);
  },
  read(reader) {
    const code = readProblemCode(reader);
    const laneOrNone = reader.integer();
    return laneOrNone === 0 ? { kind: 'refusal', code } : { kind: 'refusal', code, lane: parseLane(laneOrNone - 1) };
  },
};
