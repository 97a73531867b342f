import type { Metrics } from '../../config/running/metrics.js';
import type { BoxFacts } from '../../protocol/facts/box-facts.js';
import { upsSays } from '../../protocol/facts/ups-flags.js';
import type { FleetView } from '../http/fleet-view.js';

/** A figure of a box; `null` where it is not known. */
type Figure = (facts: BoxFacts, nowMilliseconds: number) => number | null;

const figures: readonly (readonly [name: string, help: string, figure: Figure])[] = [
  [
    'carnet_site_certificate_expiry_seconds',
    'Time until the certificate of the site expires.',
    ({ certificateExpiresAt }, now) => (certificateExpiresAt - now) / 1000,
  ],
  ['carnet_site_disk_free_bytes', 'Free on the disk of the site.', ({ diskFreeBytes }) => diskFreeBytes],
  ['carnet_site_disk_total_bytes', 'Size of the disk of the site.', ({ diskTotalBytes }) => diskTotalBytes],
  ['carnet_site_memory_free_bytes', 'Free memory of the box.', ({ memoryFreeBytes }) => memoryFreeBytes],
  [
    'carnet_site_clock_sure',
    'Whether the clock of the box agrees with the hub.',
    (facts) => (facts.clockState === 'sure' ? 1 : 0),
  ],
  [
    'carnet_site_clock_offset_seconds',
    'How far the clock of the box is ahead of the hub.',
    ({ clockOffsetMilliseconds: offset }) => (offset === null ? null : offset / 1000),
  ],
  [
    'carnet_site_ups_on_battery',
    'Whether the power supply of the box runs on its battery.',
    ({ ups }) => (ups === null ? null : upsSays(ups.state, 'OB') ? 1 : 0),
  ],
  ['carnet_site_ups_charge_percent', 'Charge of that battery.', ({ ups }) => ups?.chargePercent ?? null],
  [
    'carnet_site_backup_age_seconds',
    'Time since the last backup of the box.',
    ({ backupAt }, now) => (backupAt === null ? null : (now - backupAt) / 1000),
  ],
];

/** What boxes say of themselves, for Prometheus. */
export function addFactsGauges(metrics: Metrics, readFleet: () => Promise<FleetView>): void {
  for (const [name, help, figure] of figures) {
    metrics.gauge(name, help, async () => {
      const { hub, sites } = await readFleet();
      return sites.flatMap(({ code, facts }) => {
        const value = facts === null ? null : figure(facts, hub.now);
        return value === null ? [] : [{ labels: { site: code }, value }];
      });
    });
  }
}
