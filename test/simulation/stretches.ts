import type { SeedSettings, Tally } from './tally.js';

/** So many seeds are one line of a progress file. */
const stretchSeeds = 500;

/** Seeds in a row; `to` is not one of them. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What a progress file says of seeds that were run. */
export interface StretchReport extends Stretch, SeedSettings, Readonly<Tally> {
  /** On which the seeds ran. */
  readonly commit: string;
  /** Of the digests of the seeds, hexadecimal. */
  readonly digest: string;
}

/** Cuts seeds into stretches that begin at the same seeds whoever asks, but for the first one. */
export function stretchesOf({ from, to }: Stretch): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (let start = from; start < to; ) {
    const end = Math.min(to, (Math.floor((start - 1) / stretchSeeds) + 1) * stretchSeeds + 1);
    stretches.push({ from: start, to: end });
    start = end;
  }
  return stretches;
}

/**
 * The seeds of `wanted` that are in none of `done`, as stretches.
 * @throws Error when `done` has seeds twice, or a stretch that is only in part in `wanted`
 */
export function stretchesLeft(wanted: Stretch, done: readonly Stretch[]): readonly Stretch[] {
  const left: Stretch[] = [];
  let next = wanted.from;
  for (const { from, to } of [...done].sort((one, other) => one.from - other.from)) {
    if (from < next || to > wanted.to) throw new Error(`seeds ${from} to ${to - 1} were run already, but not as asked`);
    left.push(...stretchesOf({ from: next, to: from }));
    next = to;
  }
  return [...left, ...stretchesOf({ from: next, to: wanted.to })];
}
