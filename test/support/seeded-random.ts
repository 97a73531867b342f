/** Deterministic randomness of a simulation (mulberry32): the same seed gives the same run. */
export interface SeededRandom {
  /** A number in [0, 1). */
  readonly fraction: () => number;
  /** A whole number in [0, below). */
  readonly below: (below: number) => number;
  /** True with the given probability. */
  readonly chance: (probability: number) => boolean;
}

export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(fraction() * limit);
  return { fraction, below, chance: (probability) => fraction() < probability };
}
