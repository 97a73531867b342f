import type { LaneCursor } from '../control/durability.js';
import type { SiteCode } from '../ids.js';
import { type ChainAt, holdsCursor } from './cursors.js';

/** What a site has committed and may have sent, kept outside of its database (rule E9). */
export interface Witness {
  readonly epoch: number;
  readonly cursors: readonly LaneCursor[];
}

/** Whether a database was put back to an earlier state: it lacks what the witness names, or has another log there. */
export function isBehindWitness(witness: Witness, site: SiteCode, epoch: number, chainAt: ChainAt): boolean {
  if (witness.epoch !== epoch) return witness.epoch > epoch;
  return witness.cursors.some(
    (cursor) => !holdsCursor({ direction: 'up', site, epoch, lane: cursor.lane }, cursor, chainAt),
  );
}
