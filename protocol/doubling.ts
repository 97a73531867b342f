/** The shortest pause, with which it begins, and the longest; milliseconds. */
export interface DoublingRange {
  readonly shortest: number;
  readonly longest: number;
}

/**
 * A pause that is twice as long each time (rules S22, S94, L2, L46).
 * @param doublings how often it has doubled, 0 for the shortest; below 0 counts as 0
 * @returns milliseconds
 */
export function doublingMilliseconds({ shortest, longest }: DoublingRange, doublings: number): number {
  return Math.min(longest, shortest * 2 ** Math.max(doublings, 0));
}
