import type { KeptAlert } from '../../journal/alerts/alert.js';
import { parseLinkName } from '../../protocol/ids.js';
import { siteCode, worldStart } from './alert-world.js';

/** An alert about a link of the first site, about which nobody did anything yet. */
export function keptAlert(more: Partial<KeptAlert> = {}): KeptAlert {
  return {
    ...{ id: 'link-1', kind: 'link-down', severity: 'warning', cause: 'blackhole', sites: [siteCode(0)] },
    ...{ region: 'Nord', link: parseLinkName('fibre'), startedAt: worldStart, endedAt: null, detail: {} },
    ...{ acknowledgedBy: null, acknowledgedAt: null, silencedUntil: null, notes: [], told: null },
    ...more,
  };
}
