import type { Lane } from '../../protocol/lane.js';
import { limits } from '../../protocol/limits.js';
import { isUrgent } from './waiting-batches.js';

/** Bytes that all sessions together may have on the way in each lane that is not urgent. */
export const creditSharedBytesMax = 64 * 1024 * 1024;

/**
 * The credit that a lane of a session is granted (rule J7): an equal share of what may wait here, so that the memory is
 * bounded however many sites come at once; never less than a batch. Urgent lanes always have one change of the largest size (rule S23).
 */
export function creditBytesOf(lane: Lane, sessions: number): number {
  if (isUrgent(lane)) return limits.creditUrgentBytesMin;
  const share = Math.floor(creditSharedBytesMax / Math.max(1, sessions));
  return Math.max(limits.batchBytesMax, Math.min(limits.creditBytesMax, share));
}
