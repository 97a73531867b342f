/**
 * A seeded source of numbers (sfc32 by Chris Doty-Humphrey, seeded by an FNV-1a walk over the seed's text): the same
 * seed gives the same numbers on every machine. For synthetic data only, never for secrets.
 */
export class Random {
  readonly #seed: string;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: string) {
    this.#seed = seed;
    this.#a = hash(`a${seed}`);
    this.#b = hash(`b${seed}`);
    this.#c = hash(`c${seed}`);
    for (let round = 0; round < 12; round += 1) this.#next();
  }

  /** An independent source; what is drawn from it does not move this one. */
  fork(label: string | number): Random {
    return new Random(`${this.#seed}/${label}`);
  }

  /** 0 ≤ x < 1. */
  fraction(): number {
    return this.#next() / 0x1_0000_0000;
  }

  /** An integer from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  /** A number around `middle`, roughly normal, `spread` being the standard deviation; `decimals` after the point. */
  around(middle: number, spread: number, decimals = 0): number {
    const sum = this.fraction() + this.fraction() + this.fraction() + this.fraction() - 2;
    const scale = 10 ** decimals;
    return Math.round((middle + sum * Math.sqrt(3) * spread) * scale) / scale;
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(list: readonly T[]): T {
    const item = list[Math.floor(this.fraction() * list.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }

  /** Picks by weight; weights need not sum to one. */
  weighted<T>(list: readonly (readonly [T, number])[]): T {
    let rest = this.fraction() * list.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [item, weight] of list) {
      rest -= weight;
      if (rest < 0) return item;
    }
    const last = list.at(-1);
    if (last === undefined) throw new RangeError('nothing to pick from');
    return last[0];
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.#next() & 0xff);
  }

  digits(length: number): string {
    return Array.from({ length }, () => this.integer(0, 9)).join('');
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#counter++) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return value ^ (value >>> 13);
}
