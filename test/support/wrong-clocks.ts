const day = 86_400_000;

/**
 * What a box says when it boots with a dead battery, or was set by a tired hand.
 * @param truth milliseconds since 1970
 */
export function wrongClocks(truth: number): readonly (readonly [name: string, atStart: number])[] {
  return [
    ['1970', 0],
    ['2000', Date.UTC(2000, 0)],
    ['30 days ago', truth - 30 * day],
    ['in ten years', truth + 3_650 * day],
    ['2106', Date.UTC(2106, 1, 7)],
  ];
}

/** A wall clock that began to count at some time, and a wrong one at that. */
export function clockFrom(startMilliseconds: number): () => number {
  const began = Date.now();
  return () => startMilliseconds + (Date.now() - began);
}
