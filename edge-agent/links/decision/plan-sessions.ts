import type { LinkName } from '../../../protocol/ids.js';
import { decisionLimits as limits } from './decision-limits.js';
import type { LinkOrder } from './link-order.js';
import { type LinkState, nameOf } from './link-state.js';

export interface SessionGround {
  readonly startedAt: number;
  readonly at: number;
  readonly force: LinkName | undefined;
  readonly urgentWaits: boolean;
  /** Since when no urgent lane has waited. */
  readonly urgentUntil: number;
}

export interface SessionPlan {
  readonly links: readonly LinkState[];
  readonly orders: readonly LinkOrder[];
}

/** Over which links a session is held: all that cost nothing, and of the others what is needed or wished. */
export function planSessions(links: readonly LinkState[], ground: SessionGround): SessionPlan {
  const need = needOf(links, ground);
  const orders: LinkOrder[] = [];
  const planned = links.map((link) => {
    const held = isWanted(link, need, ground);
    if (held !== link.held) {
      orders.push({ kind: held ? 'open' : 'release', link: nameOf(link) });
      return { ...link, held, heldUntil: held ? undefined : ground.at };
    }
    if (!isDead(link, ground.at)) return link;
    orders.push({ kind: 'renew', link: nameOf(link) });
    return { ...link, renewed: true };
  });
  return { links: planned, orders };
}

interface Need {
  /** No link that costs nothing works. */
  readonly now: boolean;
  /** One does, and has for long enough. */
  readonly over: boolean;
}

function needOf(links: readonly LinkState[], { at, startedAt }: SessionGround): Need {
  const free = links.filter(({ plan }) => !plan.metered);
  const works = free.filter(
    ({ session, condition }) => session === 'up' && condition !== 'down' && condition !== 'lossy',
  );
  const isStarting = at - startedAt < limits.startMilliseconds && free.some(({ sessionAt }) => sessionAt === undefined);
  const isSettled = works.some(({ condition, conditionAt, sessionAt }) => {
    return condition === 'sound' && at - Math.max(conditionAt, sessionAt ?? at) >= limits.releaseMilliseconds;
  });
  return { now: works.length === 0 && !isStarting, over: isSettled };
}

function isWanted(link: LinkState, need: Need, ground: SessionGround): boolean {
  const { plan, held } = link;
  if (!plan.metered || plan.standby === 'warm' || ground.force === nameOf(link)) return true;
  if (plan.standby === 'cold') return need.now || (held && !need.over);
  if (!need.now) return held && !need.over;
  const { at, urgentWaits, urgentUntil } = ground;
  if (held) return urgentWaits || at - Math.max(urgentUntil, link.sessionAt ?? at) < limits.releaseMilliseconds;
  // What the hub has for the site is asked for now and then.
  const isPollDue = at - (link.heldUntil ?? ground.startedAt) >= (plan.pollMilliseconds ?? limits.pollMilliseconds);
  return urgentWaits || isPollDue;
}

/** A session that the link has swallowed: TCP would go on trying it for minutes. Over metered links that is left to it. */
function isDead({ plan, session, condition, conditionAt, renewed }: LinkState, at: number): boolean {
  return (
    !plan.metered && session === 'up' && condition === 'down' && !renewed && at - conditionAt >= limits.dropMilliseconds
  );
}
