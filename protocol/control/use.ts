import type { ControlCodec } from './codec.js';
import { readLanes, writeList } from './codec.js';
import { type LaneCursor, readLaneCursor, writeLaneCursor } from './durability.js';
import { type LaneClaim, readLaneClaim, writeLaneClaim } from './lane-claim.js';

/**
 * The site moves lanes to this session (rule L6): the hub goes on there with its feed, from where the site is, and the
 * site with its log, from where the last receipt of any session left it.
 */
export interface Use {
  readonly kind: 'use';
  readonly claim: LaneClaim;
  /** How far the site is in the hub's feed of each lane. */
  readonly downs: readonly LaneCursor[];
}

export const useCodec: ControlCodec<Use> = {
  number: 22,
  write(writer, message) {
    writeLaneClaim(writer, message.claim);
    writeList(writer, message.downs, (cursor) => writeLaneCursor(writer, cursor));
  },
  read: (reader) => ({
    kind: 'use',
    claim: readLaneClaim(reader),
    downs: readLanes(reader, () => readLaneCursor(reader)),
  }),
};
