/** A stretch of time, milliseconds since 1970. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * The longest time without an acknowledgement in a stretch: between two neighbours in time that are not both before or
 * both after it.
 * @param acknowledged when the hub's acknowledgements came, in any order
 */
export function longestGap(acknowledged: readonly number[], { from, to }: Stretch): Stretch | undefined {
  const sorted = [...acknowledged].sort((left, right) => left - right);
  const gaps = sorted
    .slice(1)
    .map((time, index): Stretch => ({ from: sorted[index] ?? time, to: time }))
    .filter((gap) => gap.to > from && gap.from < to);
  return gaps.reduce<Stretch | undefined>(
    (longest, gap) => (longest === undefined || lengthOf(gap) > lengthOf(longest) ? gap : longest),
    undefined,
  );
}

/** Milliseconds. */
export function lengthOf({ from, to }: Stretch): number {
  return to - from;
}
