import { isSuppressed } from './damping.js';
import { decisionLimits } from './decision-limits.js';
import { lossOf, timeoutOf } from './link-health.js';
import { mayCarry, type TrafficClass } from './link-plan.js';
import { type LinkState, nameOf } from './link-state.js';
import { roundTripOf } from './probe-path.js';
import { type SharedFates, shareFate } from './shared-fate.js';

/** How well a link meets what a class asks of it; 0 is best. */
export const tiers = { good: 0, unproven: 1, slow: 2, lossy: 3, doubtful: 4, down: 5 } as const;

/** A link that a class may use now. */
export interface Candidate {
  readonly link: LinkState;
  readonly tier: number;
  readonly cost: number;
  /** Expected milliseconds of an exchange; the smaller the better. */
  readonly expected: number;
}

/** The links that a class may use now, the best first: allowed, then as good as it needs, then cheapest, then fastest. */
export function rankLinks(
  links: readonly LinkState[],
  traffic: TrafficClass,
  fates: SharedFates,
  at: number,
): readonly Candidate[] {
  return links
    .filter((link) => link.session === 'up' && mayCarry(link.plan, link.exhausted, traffic))
    .map((link) => ({
      link,
      tier: tierOf(link, links, traffic, fates, at),
      cost: costOf(link),
      expected: expectedOf(link),
    }))
    .sort((one, other) => one.tier - other.tier || one.cost - other.cost || one.expected - other.expected);
}

/** Milliseconds that an exchange takes, losses included; TCP pays for each with about three round trips. */
export function expectedOf(link: LinkState): number {
  const roundTrip = roundTripOf(link) ?? decisionLimits.timeoutUnknownMilliseconds;
  const loss = link.probePath === 'blocked' ? 0 : (lossOf(link.health) ?? 0);
  return roundTrip * (1 + 3 * loss);
}

function costOf({ plan, exhausted }: LinkState): number {
  return plan.metered ? (exhausted ? 2 : 1) : 0;
}

function tierOf(
  link: LinkState,
  links: readonly LinkState[],
  traffic: TrafficClass,
  fates: SharedFates,
  at: number,
): number {
  if (link.condition === 'down') return tiers.down;
  if (isDoubtful(link, links, fates, at)) return tiers.doubtful;
  if (link.condition === 'lossy') return tiers.lossy;
  // Nobody waits for bulk.
  if (link.condition === 'slow') return traffic === 'bulk' ? tiers.good : tiers.slow;
  if (link.condition !== 'shaky') return tiers.good;
  // One that fails again and again is no refuge from losses: it would be left and taken with each of its turns.
  return isSuppressed(link.damping, at) ? tiers.lossy : tiers.unproven;
}

/**
 * One that it usually fails with has just failed, and it has not answered since: since the last probe that the other
 * missed, for they seldom fall in the same moment.
 */
function isDoubtful(link: LinkState, links: readonly LinkState[], fates: SharedFates, at: number): boolean {
  const { heardAt = 0 } = link.health;
  return links.some((other) => {
    const justFailed = other.condition === 'down' && at - other.conditionAt < decisionLimits.recentMilliseconds;
    return justFailed && heardAt <= missedLast(other) && shareFate(fates, nameOf(link), nameOf(other));
  });
}

/** When the last probe was sent whose miss had a link taken for down; or when it was, where none was missed. */
function missedLast({ health, conditionAt }: LinkState): number {
  const { missesSince } = health;
  return missesSince === undefined ? conditionAt : Math.max(missesSince, conditionAt - timeoutOf(health));
}
