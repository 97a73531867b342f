import type { AlertKind, AlertSeverity } from '../../journal/alerts/alert.js';
import type { FleetEventKind } from '../../protocol/fleet-event-kinds.js';
import type { EventFacts, SiteFacts } from './alert-facts.js';
import { eventMilliseconds } from './alert-rules.js';
import { about, type Condition } from './condition.js';

interface EventRule {
  readonly kind: AlertKind;
  readonly severity: AlertSeverity;
  /** The event that ends it. */
  readonly healedBy?: FleetEventKind;
}

/** The events that are alerts; the others are only shown. */
const rules: Partial<Readonly<Record<FleetEventKind, EventRule>>> = {
  'site-cloned': { kind: 'site-cloned', severity: 'critical', healedBy: 'site-readmitted' },
  'log-forked': { kind: 'log-forked', severity: 'critical' },
  'scope-forged': { kind: 'scope-forged', severity: 'critical' },
  'clock-ahead': { kind: 'clock-unsure', severity: 'warning' },
  'digest-mismatch': { kind: 'digest-mismatch', severity: 'critical', healedBy: 'digest-healed' },
  'audit-altered': { kind: 'audit-altered', severity: 'critical' },
  'audit-cut': { kind: 'audit-altered', severity: 'critical' },
  'audit-lost': { kind: 'audit-lost', severity: 'warning' },
  poison: { kind: 'poison', severity: 'warning' },
  'site-restored': { kind: 'restored', severity: 'info' },
  'hub-restored': { kind: 'restored', severity: 'warning' },
};

type Told = Pick<SiteFacts, 'code' | 'region' | 'provedAt'>;

/** What the events of a site, or of the hub, say is wrong; the newest first. */
export function judgeEvents(events: readonly EventFacts[], site: Told | undefined, now: number): readonly Condition[] {
  return events.flatMap((event, index) => {
    const rule = rules[event.kind];
    if (rule === undefined) return [];
    const lasts = eventMilliseconds[rule.kind] ?? 0;
    const healed = events.slice(0, index).some(({ kind }) => kind === rule.healedBy);
    const proved = event.kind === 'digest-mismatch' && (site?.provedAt ?? 0) > event.at;
    // A clock of the hub that was set back must not hide what has just happened.
    if (healed || proved || now - event.at > lasts) return [];
    return [{ ...about(rule.kind, rule.severity, site), cause: event.kind, since: event.at, detail: event.detail }];
  });
}
