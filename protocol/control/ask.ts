import { type Lane, parseLane } from '../lane.js';
import type { ControlCodec } from './codec.js';

/**
 * A sender has waited too long for a receipt, or has no credit left: the receiver answers with its receipt for that lane
 * as it stands, with the credit of now (rule S22).
 */
export interface Ask {
  readonly kind: 'ask';
  readonly lane: Lane;
}

export const askCodec: ControlCodec<Ask> = {
  number: 17,
  write(writer, message) {
    writer.integer(message.lane);
  },
  read: (reader) => ({ kind: 'ask', lane: parseLane(reader.integer()) }),
};
