import { excuse, isSuppressed, noteFailure } from './damping.js';
import { decisionLimits } from './decision-limits.js';
import { expire, forgetLosses, isLosingLately, timeoutOf } from './link-health.js';
import { isReceiptLate, type LinkCondition, type LinkState } from './link-state.js';

/** Errors that say that nothing goes out of this machine over the link. */
const unreachableCodes = new Set([
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ENODEV',
  'EACCES',
  'EPERM',
]);

/** The condition of a link as it now shows. @param allDown whether every other link went down with it */
export function judgeCondition(before: LinkState, at: number, allDownSince: number | undefined): LinkState {
  const health = expire(before.health, at);
  const link = health === before.health ? before : { ...before, health };
  if (link.condition === 'down')
    return hasAnswered(link) && !isUnplugged(link) ? comeBack(link, at, allDownSince) : link;
  if (isSilent(link) || isUnreachable(link)) return fail(link, 'down', at);
  const worse = worseCondition(link, at);
  if (worse !== undefined && worse !== link.condition) return fail(link, worse, at);
  return link.condition === 'sound' ? link : mend(link, worse, at);
}

/** Every probe of a burst went unanswered, and nothing else was heard, or what was heard was no receipt. */
function isSilent(link: LinkState): boolean {
  const { health, plan } = link;
  const { silentMissesMin, silentMissesMeteredMin, receiptLateMilliseconds } = decisionLimits;
  if (health.misses < (plan.metered ? silentMissesMeteredMin : silentMissesMin)) return false;
  const since = health.missesSince ?? 0;
  // What was on its way when the link failed still arrives.
  const isHeard = (health.heardAt ?? Number.NEGATIVE_INFINITY) > since + timeoutOf(health);
  return (
    !isHeard ||
    (link.receiptLateAt !== undefined &&
      isReceiptLate(link, since + receiptLateMilliseconds * 2, receiptLateMilliseconds * 3))
  );
}

export function isUnreachable(link: LinkState): boolean {
  if (isUnplugged(link)) return true;
  const { socketError, health } = link;
  if (socketError === undefined || !unreachableCodes.has(socketError.code)) return false;
  return (health.heardAt ?? Number.NEGATIVE_INFINITY) <= socketError.at;
}

/** The cable says it before any probe can; but a device that carries what is heard is not that of this link. */
function isUnplugged({ signal, health }: LinkState): boolean {
  if (signal?.said.kind !== 'fibre' || signal.said.carrier) return false;
  return (health.heardAt ?? Number.NEGATIVE_INFINITY) <= signal.since + decisionLimits.carrierMilliseconds;
}

function hasAnswered({ health, conditionAt, session, sessionAt }: LinkState): boolean {
  const isAnswered = (health.answeredAt ?? Number.NEGATIVE_INFINITY) > conditionAt;
  return isAnswered || (session === 'up' && (sessionAt ?? Number.NEGATIVE_INFINITY) > conditionAt);
}

function worseCondition({ health }: LinkState, at: number): 'lossy' | 'slow' | undefined {
  if (health.lossScore >= decisionLimits.lossScoreMin) return 'lossy';
  const isSlow = health.slowSince !== undefined && at - health.slowSince >= decisionLimits.slowMillisecondsMin;
  return isSlow ? 'slow' : undefined;
}

function fail(link: LinkState, condition: LinkCondition, at: number): LinkState {
  const wasUsable = link.condition === 'sound' || link.condition === 'shaky';
  const damping = wasUsable ? noteFailure(link.damping, at) : link.damping;
  const fateOpenAt = condition === 'down' ? at : link.fateOpenAt;
  return { ...link, condition, conditionAt: at, cleanSince: at, damping, fateOpenAt };
}

/** After everything was down at once it is not the link that has to prove itself: the last one is never damped. */
function comeBack(link: LinkState, at: number, allDownSince: number | undefined): LinkState {
  const back = { ...link, health: forgetLosses(link.health), conditionAt: at, cleanSince: at, burstFor: undefined };
  const isExcused =
    allDownSince !== undefined && Math.abs(allDownSince - link.conditionAt) <= decisionLimits.recentMilliseconds;
  if (isExcused) return { ...back, condition: 'sound', damping: excuse(link.damping, at) };
  return { ...back, condition: 'shaky' };
}

/** A link that was not sound is again, once it has been clean for long enough (rule L19). */
function mend(link: LinkState, worse: LinkCondition | undefined, at: number): LinkState {
  const { health, damping } = link;
  const isDirty = worse !== undefined || health.misses >= 2 || health.slowSince !== undefined || isLosing(link);
  if (isDirty) return { ...link, cleanSince: at };
  if (at - link.cleanSince < damping.cleanMilliseconds || isSuppressed(damping, at)) return link;
  return { ...link, condition: 'sound', conditionAt: at, damping: { ...damping, suppressed: false } };
}

/** More of the latest probes were lost than usually are, and one of them since it counts as clean. */
function isLosing({ health, cleanSince }: LinkState): boolean {
  return isLosingLately(health) && health.missSentAt > cleanSince;
}
