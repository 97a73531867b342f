import { planOfLink } from '../links/decision/plan-of-link.js';
import type { SyncEngineOptions } from '../sync-engine-options.js';
import { UrgentWatch } from './urgent-watch.js';

/** Who watches for what is urgent; nobody where no link sleeps, for nobody else asks. */
export function openUrgentWatch(
  { node, journal, settings, timers, now, onError }: SyncEngineOptions,
  onWaits: (waits: boolean) => void,
): UrgentWatch | undefined {
  if (!node.links.some((link) => planOfLink(link, settings).standby === 'asleep')) return undefined;
  const { sync, remote } = journal;
  return new UrgentWatch({ ...{ sync, remote, now, ...(timers && { timers }), onError }, onWaits });
}
