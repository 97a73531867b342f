import type { AlertSeverity } from '../../journal/alerts/alert.js';
import type { SiteFacts } from './alert-facts.js';
import { certificateMilliseconds, diskFreeFraction } from './alert-rules.js';
import { about, type Condition } from './condition.js';

type Machine = Pick<SiteFacts, 'certificateExpiresAt' | 'diskFreeFraction'>;
type Place = Pick<SiteFacts, 'code' | 'region'>;

const dayMilliseconds = 24 * 60 * 60_000;

/** What runs out on a machine, a site's or the hub's. */
export function judgeMachine(machine: Machine, site: Place | undefined, now: number): readonly Condition[] {
  return [...judgeCertificate(machine.certificateExpiresAt, site, now), ...judgeDisk(machine, site, now)];
}

function judgeCertificate(expiresAt: number | null, site: Place | undefined, now: number): readonly Condition[] {
  if (expiresAt === null || expiresAt - now > certificateMilliseconds.warning) return [];
  const severity = expiresAt - now > certificateMilliseconds.critical ? 'warning' : 'critical';
  const days = Math.floor((expiresAt - now) / dayMilliseconds);
  const cause = expiresAt <= now ? 'expired' : 'expires-soon';
  return [{ ...about('certificate-expiry', severity, site), cause, since: now, detail: { expiresAt, days } }];
}

function judgeDisk({ diskFreeFraction: free }: Machine, site: Place | undefined, now: number): readonly Condition[] {
  if (free === null || free >= diskFreeFraction.warning) return [];
  const severity: AlertSeverity = free < diskFreeFraction.critical ? 'critical' : 'warning';
  const detail = { freePercent: Math.floor(free * 100) };
  return [{ ...about('disk-low', severity, site), cause: 'disk-low', since: now, detail }];
}
