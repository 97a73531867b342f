import { type Alarm, isNew, isQuiet, reasonOf } from './alarms.js';
import { decisionLimits as limits } from './decision-limits.js';
import type { LinkOrder } from './link-order.js';
import { isReceiptLate, type LinkState, nameOf } from './link-state.js';
import { areProbesProof } from './probe-path.js';

export interface ProbePlan {
  readonly links: readonly LinkState[];
  readonly orders: readonly LinkOrder[];
  /** When the next probe is due; infinite when there is none. */
  readonly dueAt: number;
}

type Burst = readonly [count: number, spacingMilliseconds: number];

const single: Burst = [1, 0];
const confirm: Burst = [limits.burstProbes, limits.burstSpacingMilliseconds];
const confirmMetered: Burst = [limits.burstMeteredProbes, limits.burstMeteredSpacingMilliseconds];
const measure: Burst = [limits.measureProbes, limits.measureSpacingMilliseconds];

/** Which links to ask now: at their pace, and all of them at once when one of them fails to answer (rule L17). */
export function planProbes(
  links: readonly LinkState[],
  active: ReadonlySet<string>,
  alarm: Alarm,
  at: number,
): ProbePlan {
  const orders: LinkOrder[] = [];
  let dueAt = Number.POSITIVE_INFINITY;
  const planned = links.map((link) => {
    const isActive = active.has(nameOf(link));
    const burst = burstFor(link, isActive, alarm, at);
    const due = dueOf(link, isActive, at);
    if (burst === undefined && due > at) {
      dueAt = Math.min(dueAt, due, link.burstUntil > at ? link.burstUntil : due);
      return noteDoubt(link, at);
    }
    const [count, spacingMilliseconds] = burst ?? single;
    orders.push({ kind: 'probe', link: nameOf(link), count, spacingMilliseconds });
    const asked = { ...link, askedAt: at + (count - 1) * spacingMilliseconds };
    dueAt = Math.min(dueAt, dueOf(asked, isActive, at));
    if (burst === undefined) return noteDoubt(asked, at);
    dueAt = Math.min(dueAt, asked.askedAt + spacingMilliseconds);
    return { ...asked, burstUntil: asked.askedAt + spacingMilliseconds, burstFor: reasonOf(link, at) ?? link.burstFor };
  });
  return { links: planned, orders, dueAt };
}

/** Where probes do not come through no burst answers a doubt, which is told once all the same. */
function noteDoubt(link: LinkState, at: number): LinkState {
  if (link.probePath !== 'blocked' || !isNew(link, at)) return link;
  return { ...link, burstFor: reasonOf(link, at) };
}

function burstFor(link: LinkState, isActive: boolean, alarm: Alarm, at: number): Burst | undefined {
  const { plan, health } = link;
  if (at < link.burstUntil || isQuiet(link, isActive) || link.probePath === 'blocked') return undefined;
  const isOwn = isNew(link, at);
  if (plan.metered) {
    const isRested = at - link.burstUntil >= limits.meteredBurstPauseMilliseconds;
    return isOwn || (isRested && (alarm.metered || (isActive && isSuspect(link)))) ? confirmMetered : undefined;
  }
  if (isOwn || alarm.free) return confirm;
  const isSilent = health.misses > 0 && isReceiptLate(link, at, limits.receiptLateMilliseconds);
  if (isActive && link.condition !== 'down' && isSilent) return confirm;
  return isActive && link.condition !== 'down' && isSuspect(link) ? measure : undefined;
}

/** Losses or slowness that more probes would settle. */
function isSuspect(link: LinkState): boolean {
  const { health, condition } = link;
  if (condition === 'lossy' || condition === 'slow' || !areProbesProof(link)) return false;
  return health.lossScore >= limits.lossSuspectScoreMin || health.slowSince !== undefined;
}

function dueOf(link: LinkState, isActive: boolean, at: number): number {
  if (isQuiet(link, isActive)) return Number.POSITIVE_INFINITY;
  const { askedAt, plan, health, condition, probePath, session, sessionAt } = link;
  // Whether probes come through at all is to be known soon.
  if (probePath === 'unproven' && session === 'up' && askedAt < (sessionAt ?? askedAt)) return sessionAt ?? askedAt;
  if (probePath === 'blocked') {
    return askedAt + (plan.metered ? limits.probeBlockedMeteredMilliseconds : limits.probeStandbyMilliseconds);
  }
  const heardAt = health.heardAt ?? Number.NEGATIVE_INFINITY;
  const isUsed = isActive && condition !== 'down';
  if (plan.metered) {
    // One in use over which nothing goes is asked no more often than one beside: a late receipt asks at once.
    const isSpoken = at - (health.spokenAt ?? Number.NEGATIVE_INFINITY) < limits.probeMeteredMilliseconds;
    const pause = isUsed && isSpoken ? limits.probeMeteredActiveMilliseconds : limits.probeMeteredMilliseconds;
    return Math.max(askedAt, heardAt) + pause;
  }
  if (!isUsed) return Math.max(askedAt, condition === 'down' ? askedAt : heardAt) + limits.probeStandbyMilliseconds;
  return askedAt + limits.probeActiveMilliseconds;
}
