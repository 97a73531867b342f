import type { LinkName } from '../../../protocol/ids.js';
import type { DecisionReason } from '../../../protocol/links/decision-reasons.js';
import { decisionLimits } from './decision-limits.js';
import { isUnreachable } from './judge-condition.js';
import { mayCarry, type TrafficClass } from './link-plan.js';
import { type LinkState, nameOf } from './link-state.js';
import { type Candidate, tiers } from './rank-links.js';

interface Challenger {
  readonly link: LinkName;
  /** Since when it is at least as good, and since when clearly better. */
  readonly since: number;
  readonly betterSince: number | undefined;
}

/** Which link a class goes over, and who would take its place. */
export interface Seat {
  readonly link: LinkName | undefined;
  readonly challenger: Challenger | undefined;
  readonly forced: boolean;
}

export interface Choice {
  readonly seat: Seat;
  /** Undefined while the seat is as it was. */
  readonly reason: DecisionReason | undefined;
}

export interface ChoiceGround {
  readonly traffic: TrafficClass;
  readonly links: readonly LinkState[];
  readonly ranked: readonly Candidate[];
  readonly force: LinkName | undefined;
  readonly at: number;
}

/** The link of a class from now on: it is left when it must be, or when another one is better for long enough (rule L18). */
export function chooseLink(seat: Seat, ground: ChoiceGround): Choice {
  const { ranked, links, force } = ground;
  const wanted = ranked.find(({ link, tier }) => nameOf(link) === force && tier < tiers.down);
  if (wanted !== undefined) return moveTo(seat, wanted, 'forced', true);
  const current = ranked.find(({ link }) => nameOf(link) === seat.link);
  const [best] = ranked;
  if (current === undefined) return leave(seat, best, links, ground.traffic);
  if (best === undefined) return stay(seat, undefined);
  if (isBad(current, best)) return moveTo(seat, best, reasonToLeave(current.link), false);
  if (seat.forced && best !== current && best.tier === tiers.good && best.cost <= current.cost)
    return moveTo(seat, best, 'not-forced', false);
  if (best.tier === tiers.good && best.cost < current.cost) return moveTo(seat, best, 'cheaper', false);
  return challenge(seat, current, ground);
}

/** Whether it must be left for another one now. One that is only slow is left for a faster one, and never for nothing. */
function isBad(current: Candidate, best: Candidate): boolean {
  if (current.tier <= tiers.unproven || best.tier >= current.tier) return false;
  if (current.tier !== tiers.slow) return true;
  return best.expected * decisionLimits.challengeFactor < current.expected;
}

function challenge(seat: Seat, current: Candidate, ground: ChoiceGround): Choice {
  const { ranked, at } = ground;
  const better = ranked.find((candidate) => isBetter(candidate, current));
  const winner = better ?? findPreferred(current, ground);
  if (winner === undefined) return stay(seat, undefined);
  const link = nameOf(winner.link);
  const known = seat.challenger?.link === link ? seat.challenger : { link, since: at, betterSince: undefined };
  const betterSince = better === undefined ? undefined : (known.betterSince ?? at);
  const { challengeMilliseconds, preferMilliseconds } = decisionLimits;
  if (betterSince !== undefined && at - betterSince >= challengeMilliseconds)
    return moveTo(seat, winner, 'better', false);
  if (better === undefined && at - known.since >= preferMilliseconds) return moveTo(seat, winner, 'preferred', false);
  return stay(seat, known.betterSince === betterSince ? known : { ...known, betterSince });
}

function isBetter(candidate: Candidate, current: Candidate): boolean {
  const { challengeFactor, challengeMillisecondsMin } = decisionLimits;
  if (candidate === current || candidate.cost > current.cost || candidate.tier > current.tier) return false;
  const isFaster =
    areMeasuredAlike(candidate, current) &&
    candidate.expected * challengeFactor + challengeMillisecondsMin < current.expected;
  return isFaster || (candidate.tier === tiers.good && current.tier > tiers.good);
}

/** What an answer over the session takes has the hub's own time in it, that of a probe has not (rule L70). */
function areMeasuredAlike(one: Candidate, other: Candidate): boolean {
  return one.link.probePath !== 'blocked' && other.link.probePath !== 'blocked';
}

/**
 * Of links that are equally good and cost the same, the one that was configured before the one in use. It comes back by a
 * narrower measure than the one that it is left by, so that what lies between the two moves nothing.
 */
function findPreferred(current: Candidate, { links, ranked }: ChoiceGround): Candidate | undefined {
  const { preferFactor, preferMillisecondsMin } = decisionLimits;
  const before = links.slice(0, links.indexOf(current.link));
  const candidates = before.map((link) => ranked.find((candidate) => candidate.link === link));
  return candidates.find(
    (candidate) =>
      candidate?.tier === tiers.good &&
      candidate.cost === current.cost &&
      (!areMeasuredAlike(candidate, current) ||
        candidate.expected <= current.expected * preferFactor + preferMillisecondsMin),
  );
}

function leave(seat: Seat, best: Candidate | undefined, links: readonly LinkState[], traffic: TrafficClass): Choice {
  const left = links.find((link) => nameOf(link) === seat.link);
  if (left === undefined) return best === undefined ? stay(seat, undefined) : moveTo(seat, best, 'ready', false);
  const reason =
    left.session === 'up' && !mayCarry(left.plan, left.exhausted, traffic) ? 'budget-spent' : reasonToLeave(left);
  if (best !== undefined) return moveTo(seat, best, reason, false);
  return { seat: { link: undefined, challenger: undefined, forced: false }, reason };
}

function reasonToLeave(link: LinkState): DecisionReason {
  if (link.condition === 'down') return isUnreachable(link) ? 'unreachable' : 'silent';
  if (link.session === 'down') return 'session-ended';
  if (link.condition === 'lossy') return 'losses';
  return link.condition === 'slow' ? 'slow' : 'silent';
}

function moveTo(seat: Seat, { link }: Candidate, reason: DecisionReason, forced: boolean): Choice {
  const name = nameOf(link);
  if (name === seat.link) return { seat: { ...seat, challenger: undefined, forced }, reason: undefined };
  return { seat: { link: name, challenger: undefined, forced }, reason };
}

function stay(seat: Seat, challenger: Seat['challenger']): Choice {
  return { seat: seat.challenger === challenger ? seat : { ...seat, challenger }, reason: undefined };
}
