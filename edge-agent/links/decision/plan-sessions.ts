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
      return { ...link, held, ...(held ? { heldSince: ground.at } : { heldUntil: ground.at }) };
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
  if (plan.standby === 'cold') {
    if (need.now) return true;
    return held
      ? !need.over || isWithin(link, ground, limits.tryHoldMilliseconds)
      : need.over && isTryDue(link, ground);
  }
  if (!need.now) return held && !need.over;
  const { at, urgentWaits, urgentUntil } = ground;
  if (urgentWaits) return true;
  if (held) return at - urgentUntil < limits.releaseMilliseconds || isWithin(link, ground, limits.pollHoldMilliseconds);
  // What the hub has for the site is asked for now and then.
  return at - (link.heldUntil ?? ground.startedAt) >= (plan.pollMilliseconds ?? limits.pollMilliseconds);
}

/** Held for a moment: so long once the session is open, and not for long while it does not open. */
function isWithin({ session, sessionAt, heldSince }: LinkState, { at }: SessionGround, milliseconds: number): boolean {
  if (session === 'up') return at - (sessionAt ?? at) < milliseconds;
  return at - (heldSince ?? at) < limits.tryMilliseconds;
}

/**
 * What proves probes is of a session: without one a link cannot be asked, nor after the hub has forgotten it; nor can one
 * over which probes do not come through.
 */
function isTryDue({ wasUp, condition, heldUntil, probePath }: LinkState, { at }: SessionGround): boolean {
  const isKnown = wasUp && condition !== 'down' && probePath !== 'blocked';
  return !isKnown && at - (heldUntil ?? Number.NEGATIVE_INFINITY) >= limits.tryPauseMilliseconds;
}

/** A session that the link has swallowed: TCP would go on trying it for minutes. Over metered links that is left to it. */
function isDead({ plan, session, condition, conditionAt, renewed }: LinkState, at: number): boolean {
  return (
    !plan.metered && session === 'up' && condition === 'down' && !renewed && at - conditionAt >= limits.dropMilliseconds
  );
}
