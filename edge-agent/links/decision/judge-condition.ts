import { excuse, isSuppressed, noteFailure } from './damping.js';
import { decisionLimits } from './decision-limits.js';
import { expire, expireUncounted, forgetLosses, isLosingLately, timeoutOf } from './link-health.js';
import { isReceiptLate, type LinkCondition, type LinkState } from './link-state.js';
import { areProbesProof, block, judgeProbePath, silentMissesOf } from './probe-path.js';
import { replySilenceOf } from './session-questions.js';

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
  const link = judgeProbePath(takeMisses(before, at), at);
  if (link.condition === 'down')
    return hasAnswered(link) && !isUnplugged(link) ? comeBack(link, at, allDownSince) : link;
  if (isSilent(link, at) || isUnreachable(link)) return fail(link, 'down', at);
  const worse = worseCondition(link, at);
  if (worse !== undefined && worse !== link.condition) return fail(link, worse, at);
  return link.condition === 'sound' ? link : mend(link, worse, at);
}

function takeMisses(link: LinkState, at: number): LinkState {
  const expired = link.probePath === 'blocked' ? expireUncounted(link.health, at) : expire(link.health, at);
  return expired === link.health ? link : { ...link, health: expired };
}

/** Every probe of a burst went unanswered, and nothing else was heard, or what was heard was no receipt. */
function isSilent(link: LinkState, at: number): boolean {
  if (!areProbesProof(link)) return isUnanswered(link, at);
  const { health } = link;
  const { receiptLateMilliseconds } = decisionLimits;
  if (health.misses < silentMissesOf(link)) return false;
  const since = health.missesSince ?? 0;
  // What was on its way when the link failed still arrives.
  const isHeard = (health.heardAt ?? Number.NEGATIVE_INFINITY) > since + timeoutOf(health);
  return (
    !isHeard ||
    (link.receiptLateAt !== undefined &&
      isReceiptLate(link, since + receiptLateMilliseconds * 2, receiptLateMilliseconds * 3))
  );
}

/** The hub was asked over the session, and neither it nor anything else came for as long as a burst is given (rule L70). */
function isUnanswered({ questions, health, receiptLateAt }: LinkState, at: number): boolean {
  const { askedAt } = questions;
  if (askedAt === undefined) return false;
  const silence = replySilenceOf(questions);
  if (at - askedAt < silence) return false;
  if (at - Math.max(askedAt, health.heardAt ?? askedAt) >= silence) return true;
  // What comes is no answer: it gets here, and what is sent does not get there.
  const isLate = receiptLateAt !== undefined && receiptLateAt > askedAt - decisionLimits.receiptLateMilliseconds;
  return isLate || at - askedAt >= silence * decisionLimits.askUnansweredFactor;
}

export function isUnreachable(link: LinkState): boolean {
  if (isUnplugged(link)) return true;
  // A firewall that refuses probes makes the system say of them what it says of a dead link.
  if (!areProbesProof(link)) return false;
  const { socketError, health } = link;
  if (socketError === undefined || !unreachableCodes.has(socketError.code)) return false;
  return (health.heardAt ?? Number.NEGATIVE_INFINITY) <= socketError.at;
}

/** The cable says it before any probe can; but a device that carries what is heard is not that of this link. */
function isUnplugged({ signal, health }: LinkState): boolean {
  if (signal?.said.kind !== 'fibre' || signal.said.carrier) return false;
  return (health.heardAt ?? Number.NEGATIVE_INFINITY) <= signal.since + decisionLimits.carrierMilliseconds;
}

function hasAnswered(link: LinkState): boolean {
  return hasAnsweredProbe(link) || link.questions.answeredAt > link.conditionAt;
}

function hasAnsweredProbe({ health, conditionAt, session, sessionAt }: LinkState): boolean {
  const isAnswered = (health.answeredAt ?? Number.NEGATIVE_INFINITY) > conditionAt;
  return isAnswered || (session === 'up' && (sessionAt ?? Number.NEGATIVE_INFINITY) > conditionAt);
}

function worseCondition(link: LinkState, at: number): 'lossy' | 'slow' | undefined {
  if (!areProbesProof(link)) return undefined;
  const { health } = link;
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
function comeBack(before: LinkState, at: number, allDownSince: number | undefined): LinkState {
  // The session answered at once, and no probe did: it was never down.
  const isSpared = !hasAnsweredProbe(before) && before.questions.provenAt >= before.conditionAt;
  const link = isSpared ? block(before, at) : before;
  const back = { ...link, health: forgetLosses(link.health), conditionAt: at, cleanSince: at, burstFor: undefined };
  const isExcused =
    allDownSince !== undefined && Math.abs(allDownSince - link.conditionAt) <= decisionLimits.recentMilliseconds;
  if (isExcused) return { ...back, condition: 'sound', damping: excuse(link.damping, at) };
  return { ...back, condition: 'shaky' };
}

/** A link that was not sound is again, once it has been clean for long enough (rule L19). */
function mend(link: LinkState, worse: LinkCondition | undefined, at: number): LinkState {
  const { health, damping } = link;
  const isMissed = health.misses >= 2 || health.slowSince !== undefined || isLosing(link);
  const isDirty = worse !== undefined || (areProbesProof(link) ? isMissed : isDoubted(link, at));
  if (isDirty) return { ...link, cleanSince: at };
  if (at - link.cleanSince < damping.cleanMilliseconds || isSuppressed(damping, at)) return link;
  return { ...link, condition: 'sound', conditionAt: at, damping: { ...damping, suppressed: false } };
}

/** A question over the session waits for longer than TCP takes to repeat what was lost once or twice. */
function isDoubted({ questions }: LinkState, at: number): boolean {
  return questions.askedAt !== undefined && at - questions.askedAt >= replySilenceOf(questions) / 2;
}

/** More of the latest probes were lost than usually are, and one of them since it counts as clean. */
function isLosing({ health, cleanSince }: LinkState): boolean {
  return isLosingLately(health) && health.missSentAt > cleanSince;
}
