import type { LinkName } from '../../../protocol/ids.js';
import { type Alarm, reasonOf } from './alarms.js';
import { decisionLimits as limits } from './decision-limits.js';
import type { LinkOrder } from './link-order.js';
import { type LinkState, nameOf } from './link-state.js';
import { silentMissesOf } from './probe-path.js';
import { noteAsked, replySilenceOf, replyTimeoutOf } from './session-questions.js';

export interface QuestionPlan {
  readonly links: readonly LinkState[];
  readonly orders: readonly LinkOrder[];
  /** When the next question is due, or one that waits has waited for too long; infinite when there is none. */
  readonly dueAt: number;
}

const notAtAll = Number.POSITIVE_INFINITY;
const longAgo = Number.NEGATIVE_INFINITY;

/** Over which sessions to ask the hub now, because probes do not tell whether it is there, or tell that it is not (rule L70). */
export function planQuestions(
  links: readonly LinkState[],
  active: ReadonlySet<LinkName>,
  alarm: Alarm,
  at: number,
): QuestionPlan {
  const orders: LinkOrder[] = [];
  let dueAt = notAtAll;
  const planned = links.map((link) => {
    const due = dueOf(link, active.has(nameOf(link)), alarm, at);
    if (due > at) {
      dueAt = Math.min(dueAt, due);
      return link;
    }
    orders.push({ kind: 'ask', link: nameOf(link) });
    const asked = { ...link, questions: noteAsked(link.questions, at) };
    dueAt = Math.min(dueAt, patienceOf(asked, at));
    return asked;
  });
  return { links: planned, orders, dueAt };
}

/** When to ask, or to look at a question that waits: never two of them at once, for TCP loses none. */
function dueOf(link: LinkState, isActive: boolean, alarm: Alarm, at: number): number {
  const { session, questions, condition, conditionAt, probePath } = link;
  if (session !== 'up') return notAtAll;
  if (questions.askedAt !== undefined) return patienceOf(link, at);
  if (condition === 'down' && questions.latestAt < conditionAt) return at;
  if (probePath === 'blocked') return dueInstead(link, isActive, alarm, at);
  return condition === 'down' ? notAtAll : dueBeside(link);
}

/** Where probes are missed that were answered before: whether the link is silent, or they alone do not come through. */
function dueBeside({ health, questions, plan, probePath }: LinkState): number {
  const { misses, missesSince = longAgo } = health;
  // Of one that costs money the burst is waited for.
  const isFirst = (probePath === 'unproven' || !plan.metered) && missesSince > questions.latestAt;
  if (isFirst) return missesSince;
  if (misses < silentMissesOf({ plan })) return notAtAll;
  // Heard all the same, by traffic or by an answer that came late.
  return questions.latestAt + (plan.metered ? limits.meteredBurstPauseMilliseconds : limits.askActiveMilliseconds);
}

/** Where probes do not come through: at its pace, and wherever a burst would have been sent. */
function dueInstead(link: LinkState, isActive: boolean, alarm: Alarm, at: number): number {
  const { questions, plan, health } = link;
  if ((reasonOf(link, at) ?? longAgo) > questions.latestAt) return at;
  const pause = pauseOf(link, isActive, at);
  if (plan.metered) {
    const rested = questions.latestAt + limits.meteredBurstPauseMilliseconds;
    if (alarm.metered) return Math.max(at, rested);
  } else if (alarm.free && at - questions.latestAt >= limits.askActiveMilliseconds) return at;
  return Math.max(questions.latestAt, health.heardAt ?? longAgo) + pause;
}

function pauseOf({ plan, condition, health }: LinkState, isActive: boolean, at: number): number {
  const isUsed = isActive && condition !== 'down';
  if (!plan.metered) return isUsed ? limits.askActiveMilliseconds : limits.askStandbyMilliseconds;
  const isSpoken = at - (health.spokenAt ?? longAgo) < limits.probeMeteredMilliseconds;
  return isUsed && isSpoken ? limits.askMeteredActiveMilliseconds : limits.askMeteredMilliseconds;
}

/** When a question that waits becomes a doubt, or silence; what was heard meanwhile puts silence off. */
function patienceOf({ questions, health }: LinkState, at: number): number {
  const { askedAt } = questions;
  if (askedAt === undefined) return notAtAll;
  const silence = replySilenceOf(questions);
  const quietSince = Math.max(askedAt, health.heardAt ?? longAgo);
  const moments = [
    askedAt + replyTimeoutOf(questions),
    askedAt + silence / 2,
    quietSince + silence,
    askedAt + silence * limits.askUnansweredFactor,
  ];
  return Math.min(...moments.filter((moment) => moment > at));
}
