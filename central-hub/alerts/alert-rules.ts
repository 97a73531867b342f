import type { AlertKind } from '../../journal/alerts/alert.js';

const secondMilliseconds = 1_000;
const minuteMilliseconds = 60 * secondMilliseconds;
const hourMilliseconds = 60 * minuteMilliseconds;
const dayMilliseconds = 24 * hourMilliseconds;

/** When an alert begins and ends. */
export interface AlertRule {
  /** How long something must be wrong, in all, before it is an alert. */
  readonly startMilliseconds: number;
  /** How long it must be right without a break before the alert ends. */
  readonly endMilliseconds: number;
}

/** What a person sets; the rest are constants of the house. */
export interface AlertDelays {
  /** How long a site or a link must be away before it is an alert. */
  readonly linkMilliseconds: number;
  /** How long a hub that has just started waits for its sites to come back (rule L42). */
  readonly graceMilliseconds: number;
}

/** What comes back within this time is the same alert again. */
export const reopenMillisecondsMax = 30 * minuteMilliseconds;
/** An alert that comes back again and again must be right for longer each time before it ends, at most this long. */
export const endMillisecondsMax = 30 * minuteMilliseconds;
/** Time between two looks that counts at most: a program that stood still saw nothing. */
export const lookMillisecondsMax = minuteMilliseconds;

/** A record that waits for longer is told, and is grave after the second time. */
export const backlogMilliseconds = { warning: hourMilliseconds, critical: 6 * hourMilliseconds } as const;
export const certificateMilliseconds = { warning: 30 * dayMilliseconds, critical: 7 * dayMilliseconds } as const;
/** Of the disk, free. */
export const diskFreeFraction = { warning: 0.1, critical: 0.03 } as const;
/** Refused probes within {@link probesWindowMilliseconds}: networks double and delay datagrams, but do not sign them. */
export const probesRefusedMin = { forged: 60, replayed: 300 } as const;
export const probesWindowMilliseconds = 10 * minuteMilliseconds;

/** How long an event that has no end of its own is shown as an alert. */
export const eventMilliseconds: Partial<Readonly<Record<AlertKind, number>>> = {
  'scope-forged': hourMilliseconds,
  'clock-unsure': 2 * hourMilliseconds,
  'log-forked': dayMilliseconds,
  poison: dayMilliseconds,
  restored: dayMilliseconds,
  'site-cloned': 7 * dayMilliseconds,
  'digest-mismatch': 7 * dayMilliseconds,
  'audit-altered': 30 * dayMilliseconds,
  'audit-lost': 7 * dayMilliseconds,
};

const atOnce: AlertRule = { startMilliseconds: 0, endMilliseconds: 0 };

const rules: Readonly<Record<AlertKind, AlertRule | 'as-links'>> = {
  'site-unreachable': 'as-links',
  'link-down': 'as-links',
  'shared-outage': 'as-links',
  'link-degraded': { startMilliseconds: 5 * minuteMilliseconds, endMilliseconds: 5 * minuteMilliseconds },
  'backlog-old': { startMilliseconds: minuteMilliseconds, endMilliseconds: minuteMilliseconds },
  budget: { startMilliseconds: 0, endMilliseconds: minuteMilliseconds },
  'backup-stale': { startMilliseconds: 0, endMilliseconds: 0 },
  'certificate-expiry': { startMilliseconds: 0, endMilliseconds: minuteMilliseconds },
  'disk-low': { startMilliseconds: 5 * minuteMilliseconds, endMilliseconds: 5 * minuteMilliseconds },
  'clock-unsure': { startMilliseconds: 10 * minuteMilliseconds, endMilliseconds: 10 * minuteMilliseconds },
  'power-out': { startMilliseconds: minuteMilliseconds, endMilliseconds: minuteMilliseconds },
  'site-cloned': atOnce,
  'log-forked': atOnce,
  'scope-forged': atOnce,
  // Most are healed by the round that found them.
  'digest-mismatch': { startMilliseconds: 10 * minuteMilliseconds, endMilliseconds: 0 },
  'audit-altered': atOnce,
  'audit-lost': atOnce,
  poison: atOnce,
  restored: atOnce,
  'self-test': atOnce,
  'upgrade-came-back': atOnce,
  'upgrade-stuck': atOnce,
  // A stick that is out for an hour is no news.
  'drill-failed': { startMilliseconds: hourMilliseconds, endMilliseconds: minuteMilliseconds },
  'probes-refused': { startMilliseconds: 0, endMilliseconds: 10 * minuteMilliseconds },
};

export function ruleOf(kind: AlertKind, { linkMilliseconds }: AlertDelays): AlertRule {
  const rule = rules[kind];
  if (rule !== 'as-links') return rule;
  return { startMilliseconds: linkMilliseconds, endMilliseconds: Math.min(linkMilliseconds, minuteMilliseconds) };
}
