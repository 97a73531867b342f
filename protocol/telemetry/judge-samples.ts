import type { LinkSamples } from '../control/link-samples.js';
import { limits } from '../limits.js';
import type { KeptDecision } from './kept-decision.js';
import { type LinkSample, type Resolution, resolutions } from './link-sample.js';
import type { LinkStanding } from './link-standing.js';

/** What no link can show: more probes than bursts ever send, or more bytes than a terabit line carries. */
const probesPerSecondMax = 50;
const bytesPerMillisecondMax = 125_000_000;
/** A minute: an answer is not waited for any longer. */
const roundTripMillisecondsMax = 60_000;
const sequenceMax = 2 ** 40;
/** A site's clock may have been set back since it measured. */
const clockBackMillisecondsMax = 86_400_000;

/**
 * What is absurd in what a site tells of its links, in a word; `undefined` when nothing is. Judged before anything of it
 * is kept, because whoever draws it later believes it (rule L35).
 */
export function absurdityOf(message: LinkSamples): string | undefined {
  const { now, coarse, fine, decisions, standings } = message;
  if (now > limits.stampMillisecondsMax) return 'clock';
  for (const { from, items } of [coarse, fine, decisions]) {
    if (items.length > 0 && (from < 1 || from + items.length > sequenceMax)) return 'sequence';
  }
  if (fine.items.some(({ resolution }) => resolution !== resolutions[0])) return 'resolution';
  if (coarse.items.some(({ resolution }) => resolution === resolutions[0])) return 'resolution';
  const samples = [...coarse.items, ...fine.items];
  return (
    firstOf(samples, (sample) => sampleAbsurdity(sample, now)) ??
    firstOf(decisions.items, (decision) => decisionAbsurdity(decision, now)) ??
    firstOf(standings, (standing) => standingAbsurdity(standing, standings))
  );
}

function firstOf<Item>(items: readonly Item[], judge: (item: Item) => string | undefined): string | undefined {
  for (const item of items) {
    const found = judge(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function sampleAbsurdity(sample: LinkSample, now: number): string | undefined {
  const { at, resolution, sent, answered, roundTrip, bytesUp, bytesDown } = sample;
  if (!isPast(at, now) || at % resolution !== 0) return 'time';
  if (answered < 0 || sent > probesMax(resolution)) return 'probes';
  if (Math.max(bytesUp, bytesDown) > resolution * bytesPerMillisecondMax) return 'bytes';
  if (roundTrip !== null && (roundTrip.min < 0 || roundTrip.max > roundTripMillisecondsMax)) return 'round-trip';
  return undefined;
}

function probesMax(resolution: Resolution): number {
  return (resolution / 1_000) * probesPerSecondMax;
}

function decisionAbsurdity({ at, lanes, from, to, evidence }: KeptDecision, now: number): string | undefined {
  if (!isPast(at, now)) return 'time';
  if (lanes.length === 0 || (from === null && to === null)) return 'decision';
  return evidence.some(({ lossFraction }) => lossFraction !== null && lossFraction > 1) ? 'decision' : undefined;
}

function standingAbsurdity({ link, since, budget }: LinkStanding, all: readonly LinkStanding[]): string | undefined {
  if (since < 0) return 'time';
  if (all.filter((other) => other.link === link).length > 1) return 'twice';
  return budget !== null && !/^(19|20|21)\d\d-/.test(budget.month) ? 'budget' : undefined;
}

function isPast(at: number, now: number): boolean {
  return Number.isSafeInteger(at) && at >= 0 && at <= now + clockBackMillisecondsMax;
}
