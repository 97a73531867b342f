import type { Alert } from '../../journal/alerts/alert.js';
import { doublingMilliseconds } from '../../protocol/doubling.js';
import type { SiteCode } from '../../protocol/ids.js';
import { type AlertRule, endMillisecondsMax, reopenMillisecondsMax } from './alert-rules.js';
import type { Condition } from './condition.js';

/** One trouble that is, or was lately, there. Times in milliseconds of the hub's steady count, but for those that end in `Wall`. */
export interface Watch {
  readonly condition: Condition & { readonly sites?: readonly SiteCode[] };
  /** When the hub saw it first. */
  readonly seenAt: number;
  /** How long it was there in all, less half of the time that it was not: what comes and goes counts too. */
  readonly presentMilliseconds: number;
  readonly absentSince: number | null;
  readonly absentWall: number | null;
  /** Its alert, if it ever became one. */
  readonly alert: WatchAlert | null;
}

export interface WatchAlert {
  readonly id: string;
  readonly startedWall: number;
  /** `null` while it goes on. */
  readonly endedAt: number | null;
  readonly endedWall: number | null;
  readonly reopened: number;
  /** The alert that it went over into. */
  readonly within: string | null;
}

export interface Moment {
  /** Milliseconds of the hub's steady count. */
  readonly clock: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Since the look before. */
  readonly passed: number;
}

/** The condition is there. @param since when it began, where that was before it got a watch */
export function notePresent(
  watch: Watch | undefined,
  condition: Watch['condition'],
  moment: Moment,
  rule: AlertRule,
  since = moment.clock,
): Watch {
  const { clock, passed } = moment;
  const before = watch ?? { seenAt: since, presentMilliseconds: clock - since - passed, alert: null };
  const counted = Math.min(before.presentMilliseconds + passed, rule.startMilliseconds);
  // What went away and ended is seen anew.
  const seenAt = watch === undefined || watch.absentSince === null ? before.seenAt : clock;
  const present = { condition, seenAt, presentMilliseconds: counted, absentSince: null, absentWall: null };
  const alert = counted >= rule.startMilliseconds ? begin(before.alert, condition, moment) : before.alert;
  return { ...present, alert };
}

function begin(alert: WatchAlert | null, condition: Condition, { clock, now }: Moment): WatchAlert {
  if (alert !== null && alert.endedAt === null) return alert;
  if (alert !== null && alert.endedAt !== null && clock - alert.endedAt <= reopenMillisecondsMax) {
    return { ...alert, endedAt: null, endedWall: null, within: null, reopened: alert.reopened + 1 };
  }
  const startedWall = Math.min(condition.since, now);
  const id = `${condition.key.replaceAll(':', '-')}-${Math.floor(startedWall).toString(36)}`;
  return { id, startedWall, endedAt: null, endedWall: null, reopened: 0, within: null };
}

/** The condition is not there. Gives nothing when there is nothing to remember of it. */
export function noteAbsent(watch: Watch, { clock, now, passed }: Moment, rule: AlertRule): Watch | undefined {
  const { alert } = watch;
  const absentSince = watch.absentSince ?? clock;
  const absentWall = watch.absentWall ?? now;
  const presentMilliseconds = Math.max(0, watch.presentMilliseconds - passed / 2);
  const absent = { ...watch, absentSince, absentWall, presentMilliseconds };
  if (alert === null) return presentMilliseconds === 0 ? undefined : absent;
  if (alert.endedAt !== null) return clock - alert.endedAt > reopenMillisecondsMax ? undefined : absent;
  const shortest = rule.endMilliseconds;
  const patience = doublingMilliseconds({ shortest, longest: Math.max(endMillisecondsMax, shortest) }, alert.reopened);
  if (clock - absentSince < patience) return absent;
  return { ...absent, presentMilliseconds: 0, alert: { ...alert, endedAt: clock, endedWall: absentWall } };
}

/** It has turned out to be a part of another alert: its own ends without a word. */
export function noteWithin(watch: Watch, within: string, { clock, now }: Moment): Watch {
  const { alert } = watch;
  const quiet = { ...watch, presentMilliseconds: 0, absentSince: null, absentWall: null };
  if (alert === null || alert.endedAt !== null) return quiet;
  return { ...quiet, alert: { ...alert, endedAt: clock, endedWall: now, within } };
}

/** The alert of a watch as it is kept; `undefined` when it has none. */
export function alertOf({ condition, alert }: Watch): Alert | undefined {
  if (alert === null) return undefined;
  const { kind, severity, cause, site, region, link, detail } = condition;
  const { id, startedWall, endedWall, reopened, within } = alert;
  return {
    ...{ id, kind, severity, cause, region, link, startedAt: startedWall, endedAt: endedWall },
    sites: condition.sites ?? (site === null ? [] : [site]),
    detail: { ...detail, ...(reopened > 0 && { reopened }), ...(within !== null && { within }) },
  };
}
