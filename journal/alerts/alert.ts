import type { LinkName, SiteCode } from '../../protocol/ids.js';

/** What ops is alerted of; the closed list. The words for each stand with whoever shows or sends them. */
export const alertKinds = [
  'site-unreachable',
  'link-down',
  'link-degraded',
  'shared-outage',
  'backlog-old',
  'budget',
  'backup-stale',
  'certificate-expiry',
  'disk-low',
  'clock-unsure',
  'power-out',
  'site-cloned',
  'log-forked',
  'scope-forged',
  'digest-mismatch',
  'audit-altered',
  'audit-lost',
  'poison',
  'restored',
  'probes-refused',
  'drill-failed',
  'self-test',
  'upgrade-came-back',
  'upgrade-stuck',
] as const;

export type AlertKind = (typeof alertKinds)[number];

/** The gravest last. */
export const alertSeverities = ['info', 'warning', 'critical'] as const;

export type AlertSeverity = (typeof alertSeverities)[number];

/** Names, counts and codes; never anything of a patient (rule R3). */
export type AlertDetail = Readonly<Record<string, string | number | boolean>>;

/** One thing that is wrong, as the hub sees it; all times in milliseconds since 1970. */
export interface Alert {
  /** Says what and when: 1–64 of `a-z A-Z 0-9 -`. */
  readonly id: string;
  readonly kind: AlertKind;
  readonly severity: AlertSeverity;
  /** A code: the cause of a link, the level of a budget, the event. */
  readonly cause: string;
  /** Empty for the hub itself. */
  readonly sites: readonly SiteCode[];
  readonly region: string | null;
  readonly link: LinkName | null;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly detail: AlertDetail;
}

export interface AlertNote {
  readonly at: number;
  /** The name that its author signs in with. */
  readonly by: string;
  readonly text: string;
}

/** What was last said of an alert by mail and webhook. */
export interface ToldAlert {
  readonly severity: AlertSeverity;
  readonly sites: number;
  /** Whether its end was said. */
  readonly ended: boolean;
}

/** An alert with what people did about it. */
export interface KeptAlert extends Alert {
  readonly acknowledgedBy: string | null;
  readonly acknowledgedAt: number | null;
  readonly silencedUntil: number | null;
  /** The oldest first. */
  readonly notes: readonly AlertNote[];
  readonly told: ToldAlert | null;
}

/** Nothing of a site, or of a kind, is sent until then. */
export interface AlertSilence {
  readonly site: SiteCode | null;
  readonly kind: AlertKind | null;
  readonly until: number;
  readonly by: string;
  readonly at: number;
}

/** Why an alert is told: it began, came back, grew worse, took in more sites, ended. */
export const alertNewsKinds = ['opened', 'reopened', 'worse', 'grown', 'ended'] as const;

export type AlertNews = (typeof alertNewsKinds)[number];

export type AlertChannelName = 'mail' | 'webhook';

/** A message that waits to be sent, and is tried until it was or is too old. */
export interface WaitingMessage {
  /** The same in each attempt, so that who gets it twice can tell. */
  readonly id: string;
  readonly alert: string;
  readonly news: AlertNews;
  readonly channel: AlertChannelName;
  readonly createdAt: number;
  readonly attempts: number;
}

/** Characters of one note, and notes of one alert. */
export const noteCharactersMax = 500;
export const notesPerAlertMax = 50;
/** Ended alerts that are kept, and how long. */
export const endedAlertsMax = 5_000;
export const alertHistoryMillisecondsMax = 400 * 24 * 60 * 60_000;
