import type { LinkStateName } from '../../kit/sync/link-codes.js';
import type { Sample } from './history.js';
import { summaryOf } from './past-summary.js';

/** One hour of a link in figures. */
export interface Hour {
  /** Its start, milliseconds since 1970. */
  readonly at: number;
  /** What it was in longest; `undefined` when nothing is known. */
  readonly state: LinkStateName | undefined;
  readonly medianMilliseconds: number | undefined;
  readonly lossFraction: number | undefined;
  readonly bytes: number;
}

const hourMilliseconds = 3_600_000;

/** The hours of which something is known, the latest first. */
export function hoursOf(samples: readonly Sample[], resolutionMilliseconds: number): readonly Hour[] {
  const byHour = new Map<number, Sample[]>();
  for (const sample of samples) {
    const at = Math.floor(sample.at / hourMilliseconds) * hourMilliseconds;
    const before = byHour.get(at);
    if (before) before.push(sample);
    else byHour.set(at, [sample]);
  }
  return [...byHour]
    .sort(([one], [other]) => other - one)
    .map(([at, within]) => {
      const summary = summaryOf(within, resolutionMilliseconds, hourMilliseconds);
      const { medianMilliseconds, lossFraction, bytes } = summary;
      return { at, state: summary.states[0]?.state, medianMilliseconds, lossFraction, bytes };
    });
}
