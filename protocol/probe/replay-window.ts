const wordBits = 32;
const words = 5;

/** How far behind the latest one a sequence number may come. One word more is kept, so that the window may slide. */
export const replayWindowMax = (words - 1) * wordBits;

/** Takes each sequence number once: a sliding bitmap (RFC 6479; RFC 4303 §3.4.3). */
export class ReplayWindow {
  readonly #bits = new Uint32Array(words);
  #latest = 0;

  /** Whether it is new; false for one that was here, one that is too old to tell, and 0. */
  take(sequence: number): boolean {
    if (sequence <= 0 || sequence + replayWindowMax <= this.#latest) return false;
    const word = Math.floor(sequence / wordBits);
    this.#slide(sequence, word);
    const bit = 1 << (sequence % wordBits);
    const at = word % words;
    const before = this.#bits[at] ?? 0;
    if ((before & bit) !== 0) return false;
    this.#bits[at] = before | bit;
    return true;
  }

  #slide(sequence: number, word: number): void {
    if (sequence <= this.#latest) return;
    const from = Math.floor(this.#latest / wordBits) + 1;
    for (let fresh = Math.max(from, word - words + 1); fresh <= word; fresh += 1) this.#bits[fresh % words] = 0;
    this.#latest = sequence;
  }
}
