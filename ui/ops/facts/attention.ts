import type { Facts } from '../fleet/facts.js';

const dayMilliseconds = 24 * 60 * 60_000;
const certificateMillisecondsMin = 30 * dayMilliseconds;
const diskFreeFractionMin = 0.1;
const clockOffsetMillisecondsMax = 5_000;
const backupMillisecondsMax = 2 * dayMilliseconds;
const drillMillisecondsMax = 92 * dayMilliseconds;
const selfTestMillisecondsMax = 15 * dayMilliseconds;
const chargePercentMin = 50;

export type FactName = 'certificate' | 'disk' | 'clock' | 'ups' | 'backup' | 'drill' | 'selfTest' | 'upgrade';

/** Which facts of a box somebody should look at. */
export function attentionTo(facts: Facts, nowMilliseconds: number): ReadonlySet<FactName> {
  const { certificateExpiresAt: expires, diskFreeBytes: free, diskTotalBytes: total, ups, backupAt, drillAt } = facts;
  // A box that never made one keeps its records at the hub, whose backup is watched: that is said, and no alarm.
  const older = (at: number | undefined, limit: number) => at !== undefined && nowMilliseconds - at > limit;
  const isDrillBad = facts.backups.standing === 'failed' || facts.backups.standing === 'overdue';
  const found: readonly (readonly [FactName, boolean])[] = [
    ['certificate', expires !== undefined && expires - nowMilliseconds < certificateMillisecondsMin],
    ['disk', free !== undefined && total !== undefined && total > 0 && free / total < diskFreeFractionMin],
    [
      'clock',
      facts.clockState === 'unsure' || Math.abs(facts.clockOffsetMilliseconds ?? 0) > clockOffsetMillisecondsMax,
    ],
    ['ups', ups !== undefined && (upsWord(ups.state) !== 'online' || (ups.chargePercent ?? 100) < chargePercentMin)],
    ['backup', older(backupAt, backupMillisecondsMax)],
    ['drill', isDrillBad || older(drillAt, drillMillisecondsMax)],
    ['upgrade', facts.program?.upgrade !== undefined && facts.program.upgrade.outcome !== 'ok'],
    ['selfTest', (facts.selfTest?.found.length ?? 0) > 0 || older(facts.selfTest?.at, selfTestMillisecondsMax)],
  ];
  return new Set(found.filter(([, is]) => is).map(([name]) => name));
}

/** The state of an UPS as NUT writes it (`OL`, `OB DISCHRG`, `OB LB`, network-ups-tools.org, ups.status), in a word. */
export function upsWord(state: string): 'online' | 'battery' | 'low' | undefined {
  const flags = state.toUpperCase().split(/\s+/);
  if (flags.includes('LB')) return 'low';
  if (flags.includes('OB') || /BATTERY/.test(state.toUpperCase())) return 'battery';
  return flags.includes('OL') || /ONLINE|MAINS/.test(state.toUpperCase()) ? 'online' : undefined;
}
