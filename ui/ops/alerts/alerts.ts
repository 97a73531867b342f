import { fieldsOf, listOf, numberOf, textOf, timeOf, wordOf } from '../../kit/http/read-fields.js';
import { type LinkCause, readCause } from '../../kit/sync/link-codes.js';

export const alertKinds = [
  ...(['site-unreachable', 'link-down', 'link-degraded', 'shared-outage', 'backlog-old', 'budget'] as const),
  ...(['backup-stale', 'certificate-expiry', 'disk-low', 'clock-unsure', 'power-out', 'site-cloned'] as const),
  ...(['log-forked', 'scope-forged', 'digest-mismatch', 'poison', 'restored', 'probes-refused', 'self-test'] as const),
  ...(['audit-altered', 'audit-lost', 'drill-failed', 'upgrade-came-back', 'upgrade-stuck'] as const),
] as const;
export type AlertKind = (typeof alertKinds)[number] | 'other';

/** The gravest first. */
export const severities = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

export interface AlertNote {
  readonly at: number;
  readonly by: string;
  readonly text: string;
}

/** One thing that is wrong at one or many sites; times in milliseconds since 1970. Nothing of any patient. */
export interface Alert {
  readonly id: string;
  readonly kind: AlertKind;
  readonly severity: Severity;
  /** Where the alert is about a link and its cause is known. */
  readonly cause: LinkCause | undefined;
  /** Codes; empty when it is about the hub itself. */
  readonly sites: readonly string[];
  readonly region: string | undefined;
  readonly link: string | undefined;
  /** Which entries of the audit it is about. */
  readonly entries: { readonly from: number; readonly to: number } | undefined;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  readonly acknowledgedBy: string | undefined;
  readonly acknowledgedAt: number | undefined;
  readonly silencedUntil: number | undefined;
  /** The oldest first. */
  readonly notes: readonly AlertNote[];
}

/** Reads `GET /api/alerts`. */
export function readAlerts(value: unknown): readonly Alert[] {
  return listOf(fieldsOf(value)['alerts']).flatMap(readAlert);
}

function readAlert(value: unknown): readonly Alert[] {
  const alert = fieldsOf(value);
  const id = textOf(alert['id']);
  const startedAt = timeOf(alert['startedAt']);
  if (id === '' || startedAt === undefined) return [];
  return [
    {
      ...{ id, startedAt },
      kind: wordOf(alertKinds, alert['kind']) ?? 'other',
      severity: wordOf(severities, alert['severity']) ?? 'warning',
      cause: readCause(alert['cause']),
      sites: listOf(alert['sites']).map(textOf),
      region: textOf(alert['region']) || undefined,
      link: textOf(alert['link']) || undefined,
      entries: readEntries(alert['detail']),
      endedAt: timeOf(alert['endedAt']),
      acknowledgedBy: textOf(alert['acknowledgedBy']) || undefined,
      acknowledgedAt: timeOf(alert['acknowledgedAt']),
      silencedUntil: timeOf(alert['silencedUntil']),
      notes: listOf(alert['notes']).map((item) => {
        const note = fieldsOf(item);
        return { at: timeOf(note['at']) ?? startedAt, by: textOf(note['by']), text: textOf(note['text']) };
      }),
    },
  ];
}

function readEntries(detail: unknown): Alert['entries'] {
  const [from, to] = [numberOf(fieldsOf(detail)['from']), numberOf(fieldsOf(detail)['to'])];
  return from === undefined || to === undefined ? undefined : { from, to };
}

/** The alerts that want somebody, the gravest and then the newest first; and those that are dealt with. */
export interface AlertsInOrder {
  readonly loud: readonly Alert[];
  readonly quiet: readonly Alert[];
}

export function alertsInOrder(alerts: readonly Alert[], nowMilliseconds: number): AlertsInOrder {
  const sorted = [...alerts].sort(
    (one, other) =>
      severities.indexOf(one.severity) - severities.indexOf(other.severity) || other.startedAt - one.startedAt,
  );
  const isLoud = (alert: Alert) =>
    alert.endedAt === undefined && alert.acknowledgedBy === undefined && !isSilenced(alert, nowMilliseconds);
  const quiet = sorted.filter((alert) => !isLoud(alert));
  // What still lasts before what is over.
  const over = (alert: Alert) => (alert.endedAt === undefined ? 0 : 1);
  return { loud: sorted.filter(isLoud), quiet: quiet.sort((one, other) => over(one) - over(other)) };
}

export function isSilenced({ silencedUntil }: Alert, nowMilliseconds: number): boolean {
  return silencedUntil !== undefined && silencedUntil > nowMilliseconds;
}
