import type { LinkName } from '../../../protocol/ids.js';
import { decisionLimits as limits } from './decision-limits.js';
import { type LinkState, nameOf } from './link-state.js';
import { replySilenceOf, replyTimeoutOf } from './session-questions.js';

export interface Alarm {
  /** A link does not answer: who costs nothing is asked. */
  readonly free: boolean;
  /** It went on for longer than a satellite's reconfiguration: who costs money, too. */
  readonly metered: boolean;
}

/** Whether a link in use gives reason to ask the others. */
export function alarmOf(links: readonly LinkState[], active: ReadonlySet<LinkName>, at: number): Alarm {
  const used = links.filter((link) => active.has(nameOf(link)));
  return {
    free: used.some((link) => isNew(link, at)),
    metered: used.some((link) => link.condition !== 'down' && isLong(link, at)),
  };
}

/**
 * What a doubt is about, by its time: a run of misses, a late receipt, the end of the session, or a question over the
 * session that waits for longer than its answer takes. Misses of probes that do not come through are no doubt.
 */
export function reasonOf(link: LinkState, at: number): number | undefined {
  const { health, receiptLateAt, session, sessionAt, probePath, questions } = link;
  const { askedAt } = questions;
  const isOverdue = probePath !== 'proven' && askedAt !== undefined && at - askedAt >= replyTimeoutOf(questions);
  const reasons = [
    probePath === 'blocked' ? undefined : health.missesSince,
    receiptLateAt,
    session === 'down' ? sessionAt : undefined,
    isOverdue ? askedAt : undefined,
  ];
  const known = reasons.filter((reason) => reason !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** Whether there is a doubt that nobody was asked for yet. */
export function isNew(link: LinkState, at: number): boolean {
  const reason = reasonOf(link, at);
  if (reason === undefined || link.condition === 'down' || at < link.burstUntil) return false;
  if (at - reason > limits.recentMilliseconds) return false;
  return link.burstFor === undefined || reason > link.burstFor;
}

function isLong({ health, probePath, questions }: LinkState, at: number): boolean {
  if (probePath !== 'blocked') return health.misses >= limits.meteredBurstMissesMin;
  return questions.askedAt !== undefined && at - questions.askedAt >= replySilenceOf(questions) / 2;
}

/** A link that sleeps is not asked. */
export function isQuiet(link: LinkState, isActive: boolean): boolean {
  return link.plan.standby === 'asleep' && !link.held && !isActive;
}
