import type { Alert } from '../../journal/alerts/alert.js';
import type { AlertFacts } from './alert-facts.js';
import { type AlertDelays, lookMillisecondsMax, ruleOf } from './alert-rules.js';
import { type CoFailures, learnFalls, nothingLearnt } from './co-failure.js';
import { type Condition, isHeld, type Judged } from './condition.js';
import { type Fall, fallOf, isFall } from './fall.js';
import { judgeFacts } from './judge-facts.js';
import { type NextOutages, nextOutages } from './next-outages.js';
import type { Member, Outage } from './outage.js';
import { conditionOf } from './outage-condition.js';
import { alertOf, type Moment, noteAbsent, notePresent, noteWithin, type Watch } from './watch.js';

/** What the alerting remembers; plain data, so that it is kept over a restart. */
export interface AlertsState {
  /** Milliseconds of its own steady count: what the clock of the hub does, or a time in which it did not run, is not in it. */
  readonly clock: number;
  /** Wall clock of the last look. */
  readonly lookedAt: number;
  readonly watches: Readonly<Record<string, Watch>>;
  readonly outages: readonly Outage[];
  readonly learnt: CoFailures;
}

export interface NextAlerts {
  readonly state: AlertsState;
  /** Those that are new or differ from the look before. */
  readonly changed: readonly Alert[];
}

export const noAlerts: AlertsState = { clock: 0, lookedAt: 0, watches: {}, outages: [], learnt: nothingLearnt };

/** Turns what the hub sees into alerts, one for each cause (rules L40, L41, L42); pure. */
export function nextAlerts(state: AlertsState, facts: AlertFacts, now: number, delays: AlertDelays): NextAlerts {
  const passed = Math.min(Math.max(0, now - state.lookedAt), lookMillisecondsMax);
  const moment: Moment = { clock: state.clock + passed, now, passed };
  const judged = judgeFacts(facts, delays.graceMilliseconds, now);
  const falls = fallsOf(state, facts, judged, moment);
  const learnt = learnFalls(state.learnt, newOf(state, facts, falls, moment, delays), moment.clock);
  const next = nextOutages(state.outages, {
    ...{ falls, sites: facts.sites, learnt, delays, moment },
    isDown: (member) => isStillDown(member, falls, judged),
    watchOf: ({ key }) => state.watches[key],
  });
  const watches = nextWatches(state, judged, next, moment, delays);
  const { clock } = moment;
  return {
    state: { clock, lookedAt: now, watches, outages: next.outages, learnt },
    changed: changesBetween(state.watches, watches),
  };
}

function fallsOf({ watches }: AlertsState, { sites }: AlertFacts, judged: Judged, { clock }: Moment): readonly Fall[] {
  const bySite = new Map(sites.map((site) => [site.code, site]));
  return judged.conditions.filter(isFall).flatMap((condition) => {
    const site = condition.site === null ? undefined : bySite.get(condition.site);
    const watch = watches[condition.key];
    const seenAt = watch !== undefined && watch.absentSince === null ? watch.seenAt : clock;
    return site === undefined ? [] : [fallOf(condition, site, seenAt)];
  });
}

/** What fell just now; what a hub that has just started finds down did not fall together for all that. */
function newOf(
  { lookedAt, watches }: AlertsState,
  { hub }: AlertFacts,
  falls: readonly Fall[],
  { clock }: Moment,
  { graceMilliseconds }: AlertDelays,
): readonly string[] {
  if (lookedAt < hub.startedAt + graceMilliseconds) return [];
  return falls.filter(({ seenAt, key }) => seenAt === clock && watches[key]?.seenAt !== clock).map(({ key }) => key);
}

function isStillDown({ key, site, whole }: Member, falls: readonly Fall[], judged: Judged): boolean {
  if (falls.some((fall) => fall.key === key)) return true;
  return isHeld({ kind: whole ? 'site-unreachable' : 'link-down', site }, judged);
}

function nextWatches(
  { watches }: AlertsState,
  judged: Judged,
  { outages, standing, parts }: NextOutages,
  moment: Moment,
  delays: AlertDelays,
): Readonly<Record<string, Watch>> {
  const next = new Map<string, Watch>();
  const present = new Set<string>();
  const take = (condition: Watch['condition'], since?: number) => {
    const rule = ruleOf(condition.kind, delays);
    present.add(condition.key);
    next.set(condition.key, notePresent(watches[condition.key], condition, moment, rule, since));
  };
  for (const outage of outages) if (standing.has(outage)) take(conditionOf(outage, false), outage.formedAt);
  for (const condition of judged.conditions) {
    const outage = parts.get(condition.key);
    if (outage === undefined || !isFall(condition)) take(condition);
    else {
      present.add(condition.key);
      const within = next.get(outage.key)?.alert?.id;
      next.set(condition.key, partOf(watches[condition.key], condition, within, moment));
    }
  }
  for (const [key, watch] of Object.entries(watches)) {
    if (present.has(key)) continue;
    const { kind } = watch.condition;
    // An outage has waited for its end already.
    const rule = kind === 'shared-outage' ? { startMilliseconds: 0, endMilliseconds: 0 } : ruleOf(kind, delays);
    const left = isHeld(watch.condition, judged) ? watch : noteAbsent(overOf(watch, outages), moment, rule);
    if (left !== undefined) next.set(key, left);
  }
  return Object.fromEntries(next);
}

/** An outage that ends names all that it took down. */
function overOf(watch: Watch, outages: readonly Outage[]): Watch {
  if (watch.alert === null || watch.alert.endedAt !== null) return watch;
  const outage = outages.find(({ key }) => key === watch.condition.key);
  return outage === undefined ? watch : { ...watch, condition: conditionOf(outage, true) };
}

/** While an outage is not an alert yet, the alerts of its parts stay; none begins. */
function partOf(watch: Watch | undefined, condition: Condition, within: string | undefined, moment: Moment): Watch {
  const seenAt = watch !== undefined && watch.absentSince === null ? watch.seenAt : moment.clock;
  const there = { condition, seenAt, presentMilliseconds: 0, absentSince: null, absentWall: null };
  const part: Watch = { ...there, alert: watch?.alert ?? null };
  return within === undefined ? part : noteWithin(part, within, moment);
}

function changesBetween(
  before: Readonly<Record<string, Watch>>,
  after: Readonly<Record<string, Watch>>,
): readonly Alert[] {
  return Object.entries(after).flatMap(([key, watch]) => {
    const alert = alertOf(watch);
    const old = before[key];
    if (alert === undefined) return [];
    const told = old && alertOf(old);
    // What was only measured anew is no change.
    return told !== undefined && JSON.stringify(told) === JSON.stringify(alert) ? [] : [alert];
  });
}
