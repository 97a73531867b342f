import {
  type AlertNews,
  type AlertSeverity,
  type AlertSilence,
  alertSeverities,
  type KeptAlert,
  type ToldAlert,
} from '../../../journal/alerts/alert.js';

/** What is to be said of an alert now. */
export interface Telling {
  readonly news: AlertNews;
  readonly told: ToldAlert;
  /** Nobody is told: it went over into another alert. */
  readonly quiet: boolean;
}

/** An outage that takes in so many more sites than were named is told again. */
const grownSitesMin = 3;

/**
 * Decides what is still to be said of an alert; pure. It compares what is with what was said, and not with what happened
 * in between: a hub that stops at any moment says it after its next start, and says it once (rules L43, L44).
 */
export function tellingOf(
  alert: KeptAlert,
  silences: readonly AlertSilence[],
  severityMin: AlertSeverity,
  now: number,
): Telling | undefined {
  const { told, endedAt, severity } = alert;
  if (endedAt !== null) {
    if (told === null || told.ended) return undefined;
    const quiet = typeof alert.detail['within'] === 'string';
    return { news: 'ended', told: { ...told, ended: true }, quiet };
  }
  const news = newsOf(alert);
  if (news === undefined || isMuted(alert, silences, now)) return undefined;
  if (rankOf(severity) < rankOf(severityMin)) return undefined;
  return { news, told: { severity, sites: alert.sites.length, ended: false }, quiet: false };
}

function newsOf({ told, severity, sites }: KeptAlert): AlertNews | undefined {
  if (told === null) return 'opened';
  if (told.ended) return 'reopened';
  if (rankOf(severity) > rankOf(told.severity)) return 'worse';
  const isGrown = sites.length >= Math.max(told.sites * 2, told.sites + grownSitesMin);
  return isGrown ? 'grown' : undefined;
}

/** Who knows of it already, or does not want to, is not told again. Its end is told all the same. */
function isMuted(alert: KeptAlert, silences: readonly AlertSilence[], now: number): boolean {
  const { acknowledgedBy, silencedUntil, sites, kind } = alert;
  if (acknowledgedBy !== null || (silencedUntil !== null && silencedUntil > now)) return true;
  const live = silences.filter(({ until }) => until > now);
  if (live.some((silence) => silence.kind === kind)) return true;
  return sites.length > 0 && sites.every((site) => live.some((silence) => silence.site === site));
}

function rankOf(severity: AlertSeverity): number {
  return alertSeverities.indexOf(severity);
}
