import type { Needle } from './canaries.js';

/** What each byte is as it is searched: letters of ASCII and latin-1 in lower case. */
const folded = Uint8Array.from({ length: 256 }, (_, code) => String.fromCharCode(code).toLowerCase().charCodeAt(0));

/**
 * Finds any of hundreds of needles in one pass: bytes are looked at two at a time, and only where a needle begins so is
 * it compared. To ask for each needle by itself took longer than the programs that are searched after.
 */
export class NeedleFinder {
  /** Whether any needle begins with a pair of bytes. */
  readonly #begins = new Uint8Array(65_536);
  readonly #byPair = new Map<number, Needle[]>();
  #lengthMax = 2;

  /** Of the longest needle, bytes. */
  get lengthMax(): number {
    return this.#lengthMax;
  }

  add(needles: readonly Needle[]): void {
    for (const needle of needles) {
      if (needle.bytes.length < 2) throw new Error(`${needle.name} is too short to be looked for`);
      const pair = (needle.bytes.charCodeAt(0) << 8) | needle.bytes.charCodeAt(1);
      this.#begins[pair] = 1;
      this.#byPair.set(pair, [...(this.#byPair.get(pair) ?? []), needle]);
      this.#lengthMax = Math.max(this.#lengthMax, needle.bytes.length);
    }
  }

  /** The names of those that stand in `bytes`. */
  namesIn(bytes: Uint8Array): ReadonlySet<string> {
    const names = new Set<string>();
    const { length } = bytes;
    for (let at = 1, pair = folded[bytes[0] ?? 0] ?? 0; at < length; at += 1) {
      pair = ((pair & 0xff) << 8) | (folded[bytes[at] ?? 0] ?? 0);
      if (this.#begins[pair] !== 1) continue;
      for (const { name, bytes: needle } of this.#byPair.get(pair) ?? []) {
        if (!names.has(name) && standsAt(bytes, at - 1, needle)) names.add(name);
      }
    }
    return names;
  }
}

function standsAt(bytes: Uint8Array, at: number, needle: string): boolean {
  if (at + needle.length > bytes.length) return false;
  for (let index = 2; index < needle.length; index += 1) {
    if (folded[bytes[at + index] ?? 0] !== needle.charCodeAt(index)) return false;
  }
  return true;
}
