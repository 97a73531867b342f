import type { LaneCursor } from '../control/durability.js';
import type { Hello } from '../control/hello.js';
import { type ChainAt, holdsCursor } from './cursors.js';

/**
 * Whether a hello shows that the hub was put back to an earlier state (rule E14): it lacks what the site was told is
 * durable there, its feed for the site is behind what the site has of it, or the site speaks of a later hub epoch.
 * @param chainAt the hub's own logs: what it received of the site, and its feeds for it
 */
export function isHubRestored(hello: Hello, hubEpoch: number, chainAt: ChainAt): boolean {
  if (hello.hubEpoch > hubEpoch) return true;
  // What was told under an earlier hub epoch was settled when this one began.
  if (hello.hubEpoch < hubEpoch) return false;
  const { site, fork } = hello;
  const lacks = (direction: 'up' | 'dn', epoch: number, cursors: readonly LaneCursor[]) =>
    cursors.some((cursor) => !holdsCursor({ direction, site, epoch, lane: cursor.lane }, cursor, chainAt));
  return (
    lacks('up', hello.epoch, hello.acked) ||
    (fork !== undefined && lacks('up', fork.fromEpoch, fork.cursors)) ||
    lacks('dn', hubEpoch, hello.downs)
  );
}
