import { decisionLimits } from './decision-limits.js';
import {
  knownLossesOf,
  learnLosses,
  lostCleanMax,
  openUsualLosses,
  type UsualLosses,
  weightsAgainst,
} from './usual-losses.js';

const outcomesMax = 32;
const missedMax = 16;
const warmUpSamples = 20;

const never = Number.NEGATIVE_INFINITY;

interface Outstanding {
  readonly sequence: number;
  readonly sentAt: number;
  /** When the last probe before this one that was answered was sent. */
  readonly answeredBefore: number;
}

interface Missed {
  readonly sequence: number;
  readonly sentAt: number;
  readonly weight: number;
  /** It began a gap. */
  readonly isGap: boolean;
}

/** What an earlier run found usual of a link. */
export interface KnownUsual {
  /** The round trip; 0 where none is known. */
  readonly milliseconds?: number | undefined;
  /** The share of probes that are lost. */
  readonly lossShare?: number | undefined;
}

/** What probes and traffic have shown of a link. */
export interface LinkHealth {
  /** RFC 6298: smoothed round trip and its variation. */
  readonly smoothedMilliseconds: number | undefined;
  readonly variationMilliseconds: number;
  /** What is usual: follows within minutes. */
  readonly usualMilliseconds: number;
  /** Of the last few answers. */
  readonly latestMilliseconds: number;
  readonly samples: number;
  /** Since when answers take far longer than usual. */
  readonly slowSince: number | undefined;
  /** When anything proven was heard, and when a probe was answered. */
  readonly heardAt: number | undefined;
  readonly answeredAt: number | undefined;
  /** When anything but an answer to a probe was heard. */
  readonly spokenAt: number | undefined;
  readonly outstanding: readonly Outstanding[];
  /** Missed ones whose answers may still come, with what they added to the score. */
  readonly missed: readonly Missed[];
  /** Misses in a row, and when the first of them was sent. */
  readonly misses: number;
  readonly missesSince: number | undefined;
  /** When the last miss, the last one that counted as an event, and the last answered probe were sent. */
  readonly missSentAt: number;
  readonly eventAt: number;
  readonly answeredSentAt: number;
  readonly lossScore: number;
  readonly usualLosses: UsualLosses;
  /** What was usual when the suspicion began that the score stands for: it does not excuse itself. */
  readonly judgedLossShare: number;
  /** The latest outcomes as bits, the newest lowest, 1 for a miss. */
  readonly outcomes: number;
  readonly outcomeCount: number;
}

export const openHealth: LinkHealth = {
  ...{ smoothedMilliseconds: undefined, variationMilliseconds: 0, usualMilliseconds: 0, latestMilliseconds: 0 },
  ...{
    samples: 0,
    slowSince: undefined,
    heardAt: undefined,
    answeredAt: undefined,
    spokenAt: undefined,
    outstanding: [],
    missed: [],
  },
  ...{ misses: 0, missesSince: undefined, missSentAt: never, eventAt: never, answeredSentAt: never },
  ...{ lossScore: 0, outcomes: 0, outcomeCount: 0, usualLosses: openUsualLosses('other'), judgedLossShare: 0 },
};

/** What is usual, once it is known well enough to be kept. */
export function knownUsualOf({ usualMilliseconds, usualLosses, samples }: LinkHealth): KnownUsual {
  const milliseconds = samples >= warmUpSamples ? Math.round(usualMilliseconds) : undefined;
  return { milliseconds, lossShare: knownLossesOf(usualLosses) };
}

/** How long an answer is waited for: by the round trips of the link, so that a far one is not taken for a dead one. */
export function timeoutOf(health: LinkHealth): number {
  const { smoothedMilliseconds, variationMilliseconds, latestMilliseconds } = health;
  const { timeoutMillisecondsMin, timeoutMillisecondsMax, timeoutUnknownMilliseconds } = decisionLimits;
  if (smoothedMilliseconds === undefined) return timeoutUnknownMilliseconds;
  const expected = Math.max(smoothedMilliseconds + 4 * variationMilliseconds + 30, 1.5 * latestMilliseconds);
  return Math.min(timeoutMillisecondsMax, Math.max(timeoutMillisecondsMin, expected));
}

/** Share of the latest probes that were lost. */
export function lossOf({ outcomes, outcomeCount }: LinkHealth): number | undefined {
  return outcomeCount === 0 ? undefined : countBits(outcomes) / outcomeCount;
}

/** How many of the latest 32 probes were lost. */
export function lostLately({ outcomes }: LinkHealth): number {
  return countBits(outcomes);
}

/** Whether more of them were lost than of a link that is clean. */
export function isLosingLately(health: LinkHealth): boolean {
  return lostLately(health) > lostCleanMax(health.usualLosses, outcomesMax);
}

export function noteHeard(health: LinkHealth, at: number): LinkHealth {
  return { ...health, heardAt: at, spokenAt: at };
}

export function noteSent(health: LinkHealth, sequence: number, at: number): LinkHealth {
  return {
    ...health,
    outstanding: [...health.outstanding, { sequence, sentAt: at, answeredBefore: health.answeredSentAt }],
  };
}

/** An answer, in time or late; one that comes late was not lost after all. */
export function noteAnswer(health: LinkHealth, sequence: number, roundTrip: number, at: number): LinkHealth {
  const inTime = health.outstanding.find((probe) => probe.sequence === sequence);
  const late = health.missed.find((probe) => probe.sequence === sequence);
  const measured = noteRoundTrip(health, roundTrip, at);
  const answeredSentAt = Math.max(health.answeredSentAt, inTime?.sentAt ?? late?.sentAt ?? never);
  const alive = { ...measured, heardAt: at, answeredAt: at, answeredSentAt, misses: 0, missesSince: undefined };
  if (inTime !== undefined) {
    const outstanding = health.outstanding
      .filter((probe) => probe !== inTime)
      .map((probe) => markBehind(probe, inTime));
    const usualLosses = learnLosses(health.usualLosses, 0);
    const lossScore =
      health.lossScore === 0 ? 0 : Math.max(0, health.lossScore + weightsAgainst(health.judgedLossShare).answer);
    return withOutcome({ ...alive, outstanding, lossScore, usualLosses }, 0);
  }
  if (late === undefined) return alive;
  const missed = health.missed.filter((probe) => probe !== late);
  const outcomes = health.outcomes & (health.outcomes - 1);
  const usualLosses = late.isGap ? learnLosses(health.usualLosses, -1) : health.usualLosses;
  return { ...alive, missed, outcomes, usualLosses, lossScore: Math.max(0, health.lossScore - late.weight) };
}

/** Takes the probes whose time is over as missed. */
export function expire(health: LinkHealth, at: number): LinkHealth {
  const sentBefore = at - timeoutOf(health);
  const [oldest] = health.outstanding;
  if (oldest === undefined || oldest.sentAt > sentBefore) return health;
  const over = health.outstanding.filter(({ sentAt }) => sentAt <= sentBefore);
  const outstanding = health.outstanding.filter(({ sentAt }) => sentAt > sentBefore);
  return over.reduce<LinkHealth>((state, probe) => noteMiss(state, probe), {
    ...health,
    outstanding,
  });
}

/** The same of probes that do not come through: what nobody can answer is no miss. */
export function expireUncounted(health: LinkHealth, at: number): LinkHealth {
  const sentBefore = at - timeoutOf(health);
  const outstanding = health.outstanding.filter(({ sentAt }) => sentAt > sentBefore);
  return outstanding.length === health.outstanding.length ? health : { ...health, outstanding };
}

/** After an outage the losses in it say nothing about the link as it is now, nor do its misses begin the next silence. */
export function forgetLosses(health: LinkHealth): LinkHealth {
  const forgotten = { lossScore: 0, outcomes: 0, outcomeCount: 0, missed: [] };
  return { ...health, ...forgotten, misses: 0, missesSince: undefined };
}

function markBehind(probe: Outstanding, { sentAt }: Outstanding): Outstanding {
  return probe.sentAt > sentAt && probe.answeredBefore < sentAt ? { ...probe, answeredBefore: sentAt } : probe;
}

function noteMiss(health: LinkHealth, { sequence, sentAt, answeredBefore }: Outstanding): LinkHealth {
  const { lossEventMilliseconds, lossScoreMin } = decisionLimits;
  const { eventAt, missSentAt, answeredSentAt, usualLosses } = health;
  const judgedLossShare = health.lossScore === 0 ? usualLosses.share : health.judgedLossShare;
  const { miss } = weightsAgainst(judgedLossShare);
  // Nothing was answered in between: the same gap goes on.
  const isSameGap = answeredBefore <= missSentAt;
  const isEvent = !isSameGap || sentAt - eventAt >= lossEventMilliseconds;
  const weight = isEvent ? miss : 0;
  // One that was sent later has been answered: lost, but no silence.
  const isSilence = sentAt > answeredSentAt;
  const counted = {
    ...health,
    misses: isSilence ? health.misses + 1 : health.misses,
    missesSince: isSilence ? (health.missesSince ?? sentAt) : health.missesSince,
    missSentAt: sentAt,
    eventAt: isEvent ? sentAt : eventAt,
    lossScore: Math.min(lossScoreMin + miss, health.lossScore + weight),
    judgedLossShare,
    // An outage is one gap, however long: it says nothing of what is lost while the link works.
    usualLosses: isSameGap ? usualLosses : learnLosses(usualLosses, 1),
    missed: [...health.missed, { sequence, sentAt, weight, isGap: !isSameGap }].slice(-missedMax),
  };
  return withOutcome(counted, 1);
}

function noteRoundTrip(health: LinkHealth, roundTrip: number, at: number): LinkHealth {
  const { smoothedMilliseconds: smoothed, samples } = health;
  if (smoothed === undefined) {
    const first = {
      smoothedMilliseconds: roundTrip,
      variationMilliseconds: roundTrip / 2,
      latestMilliseconds: roundTrip,
    };
    // What an earlier run has learnt to be usual stands.
    const isKnown = health.usualMilliseconds > 0;
    const usual = isKnown ? health.usualMilliseconds : roundTrip;
    return { ...health, ...first, usualMilliseconds: usual, samples: isKnown ? warmUpSamples : 1 };
  }
  const { slowFactorMin, slowExtraMillisecondsMin } = decisionLimits;
  const usual = nextUsual(health, roundTrip);
  const latest = health.latestMilliseconds + (roundTrip - health.latestMilliseconds) / 4;
  const isSlow = latest >= slowFactorMin * usual && latest >= usual + slowExtraMillisecondsMin;
  return {
    ...health,
    variationMilliseconds: health.variationMilliseconds * 0.75 + Math.abs(smoothed - roundTrip) / 4,
    smoothedMilliseconds: smoothed + (roundTrip - smoothed) / 8,
    latestMilliseconds: latest,
    usualMilliseconds: usual,
    samples: samples + 1,
    slowSince: isSlow ? (health.slowSince ?? at) : undefined,
  };
}

/** A mean of minutes that no outlier moves far, upwards slower than downwards. */
function nextUsual({ usualMilliseconds: usual, samples }: LinkHealth, roundTrip: number): number {
  if (samples < warmUpSamples) return usual + (roundTrip - usual) / (samples + 1);
  const step = Math.max(-usual / 2, Math.min(usual / 2, roundTrip - usual));
  return usual + step * (step > 0 ? 0.002 : 0.01);
}

function withOutcome(health: LinkHealth, missed: 0 | 1): LinkHealth {
  const outcomeCount = Math.min(outcomesMax, health.outcomeCount + 1);
  return { ...health, outcomes: ((health.outcomes << 1) | missed) >>> 0, outcomeCount };
}

function countBits(bits: number): number {
  let rest = bits;
  let count = 0;
  for (; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
