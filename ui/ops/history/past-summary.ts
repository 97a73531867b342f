import type { LinkStateName } from '../../kit/sync/link-codes.js';
import { lossOf, type Sample } from './history.js';

/** A link's past in a few figures: what the graph shows, for whoever does not see it. */
export interface PastSummary {
  /** How long it was in each state, the longest first. */
  readonly states: readonly { readonly state: LinkStateName; readonly milliseconds: number }[];
  /** How long nothing is known of. */
  readonly unknownMilliseconds: number;
  /** Middle of the medians; `undefined` where nothing was measured. */
  readonly medianMilliseconds: number | undefined;
  readonly worstMilliseconds: number | undefined;
  readonly lossFraction: number | undefined;
  readonly bytes: number;
}

export function summaryOf(
  samples: readonly Sample[],
  resolutionMilliseconds: number,
  spanMilliseconds: number,
): PastSummary {
  const byState = new Map<LinkStateName, number>();
  for (const { state } of samples) {
    if (state) byState.set(state, (byState.get(state) ?? 0) + resolutionMilliseconds);
  }
  const known = [...byState.values()].reduce((sum, length) => sum + length, 0);
  const medians = samples.flatMap(({ median }) => median ?? []).sort((one, other) => one - other);
  const worst = samples.flatMap(({ max }) => max ?? []);
  const sent = samples.reduce((sum, sample) => sum + (lossOf(sample) === undefined ? 0 : sample.sent), 0);
  const answered = samples.reduce((sum, sample) => sum + Math.min(sample.sent, sample.answered), 0);
  return {
    states: [...byState]
      .map(([state, milliseconds]) => ({ state, milliseconds }))
      .sort((one, other) => other.milliseconds - one.milliseconds),
    unknownMilliseconds: Math.max(0, spanMilliseconds - known),
    medianMilliseconds: medians[Math.floor(medians.length / 2)],
    worstMilliseconds: worst.length === 0 ? undefined : worst.reduce((one, other) => Math.max(one, other)),
    lossFraction: sent === 0 ? undefined : 1 - answered / sent,
    bytes: samples.reduce((sum, { bytesUp, bytesDown }) => sum + bytesUp + bytesDown, 0),
  };
}

/** The scale of round trips that all links of a site share, milliseconds; drawn by orders of magnitude. */
export interface Scale {
  readonly low: number;
  readonly high: number;
}

const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000] as const;
const unmeasured: Scale = { low: 10, high: 1_000 };

/** What all but the rarest spikes fit into, in round figures, and never less than a factor of ten. */
export function scaleOf(links: readonly { readonly samples: readonly Sample[] }[]): Scale {
  const all = links.flatMap(({ samples }) => samples);
  const lows = all.flatMap(({ min, median }) => min ?? median ?? []).sort((one, other) => one - other);
  const highs = all.flatMap(({ p75, median }) => p75 ?? median ?? []).sort((one, other) => one - other);
  const lowest = lows[Math.floor(lows.length * 0.005)];
  const highest = highs[Math.min(highs.length - 1, Math.floor(highs.length * 0.995))];
  if (lowest === undefined || highest === undefined) return unmeasured;
  const low = steps.findLast((step) => step <= lowest) ?? steps[0];
  const least = Math.max(highest * 1.2, low * 10);
  return { low, high: steps.find((step) => step >= least) ?? 60_000 };
}

/** Where lines are drawn across: both ends and the step nearest to their middle. */
export function linesOf({ low, high }: Scale): readonly number[] {
  const middle = Math.sqrt(low * high);
  const distance = (step: number) => Math.abs(Math.log(step / middle));
  const nearest = [...steps].sort((one, other) => distance(one) - distance(other))[0] ?? low;
  return [low, nearest, high];
}
