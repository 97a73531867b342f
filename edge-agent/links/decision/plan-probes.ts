import { decisionLimits as limits } from './decision-limits.js';
import type { LinkOrder } from './link-order.js';
import { isReceiptLate, type LinkState, nameOf } from './link-state.js';

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
export function planProbes(links: readonly LinkState[], active: ReadonlySet<string>, at: number): ProbePlan {
  const alarm = alarmOf(links, active, at);
  const orders: LinkOrder[] = [];
  let dueAt = Number.POSITIVE_INFINITY;
  const planned = links.map((link) => {
    const isActive = active.has(nameOf(link));
    const burst = burstFor(link, isActive, alarm, at);
    const due = dueOf(link, isActive, at);
    if (burst === undefined && due > at) {
      dueAt = Math.min(dueAt, due, link.burstUntil > at ? link.burstUntil : due);
      return link;
    }
    const [count, spacingMilliseconds] = burst ?? single;
    orders.push({ kind: 'probe', link: nameOf(link), count, spacingMilliseconds });
    const asked = { ...link, askedAt: at + (count - 1) * spacingMilliseconds };
    dueAt = Math.min(dueAt, dueOf(asked, isActive, at));
    if (burst === undefined) return asked;
    dueAt = Math.min(dueAt, asked.askedAt + spacingMilliseconds);
    return { ...asked, burstUntil: asked.askedAt + spacingMilliseconds, burstFor: reasonOf(link) ?? link.burstFor };
  });
  return { links: planned, orders, dueAt };
}

interface Alarm {
  /** A link does not answer: who costs nothing is asked. */
  readonly free: boolean;
  /** It went on for longer than a satellite's reconfiguration: who costs money, too. */
  readonly metered: boolean;
}

function alarmOf(links: readonly LinkState[], active: ReadonlySet<string>, at: number): Alarm {
  const inDoubt = links.filter((link) => active.has(nameOf(link)) && isNew(link, at));
  const isLong = ({ health }: LinkState) => health.misses >= limits.meteredBurstMissesMin;
  return {
    free: inDoubt.length > 0,
    metered: links.some((link) => active.has(nameOf(link)) && link.condition !== 'down' && isLong(link)),
  };
}

/** What a burst is for: the run of misses, the late receipt, or the end of the session that it follows. */
function reasonOf(link: LinkState): number | undefined {
  const { health, receiptLateAt, session, sessionAt } = link;
  const reasons = [health.missesSince, receiptLateAt, session === 'down' ? sessionAt : undefined];
  const known = reasons.filter((reason) => reason !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** Whether there is a doubt that no burst was sent for yet. */
function isNew(link: LinkState, at: number): boolean {
  const reason = reasonOf(link);
  if (reason === undefined || link.condition === 'down' || at < link.burstUntil) return false;
  if (at - reason > limits.recentMilliseconds) return false;
  return link.burstFor === undefined || reason > link.burstFor;
}

function burstFor(link: LinkState, isActive: boolean, alarm: Alarm, at: number): Burst | undefined {
  const { plan, health } = link;
  if (at < link.burstUntil || isQuiet(link, isActive)) return undefined;
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
function isSuspect({ health, condition }: LinkState): boolean {
  if (condition === 'lossy' || condition === 'slow') return false;
  return health.lossScore >= limits.lossSuspectScoreMin || health.slowSince !== undefined;
}

/** A link that sleeps is not asked. */
function isQuiet(link: LinkState, isActive: boolean): boolean {
  return link.plan.standby === 'asleep' && !link.held && !isActive;
}

function dueOf(link: LinkState, isActive: boolean, at: number): number {
  if (isQuiet(link, isActive)) return Number.POSITIVE_INFINITY;
  const { askedAt, plan, health, condition } = link;
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
