/** A set of version keys up to the newest one, a bit for each: ten million versions take 1.25 MB. */
export class KeySet {
  readonly #newest: number;
  readonly #bits: Uint8Array;

  constructor(newest: number) {
    this.#newest = newest;
    this.#bits = new Uint8Array(Math.floor(newest / 8) + 1);
  }

  /** Keys beyond the newest are passed over. */
  add(key: number): void {
    if (this.covers(key)) this.#bits[key >> 3] = (this.#bits[key >> 3] ?? 0) | (1 << (key & 7));
  }

  has(key: number): boolean {
    return ((this.#bits[key >> 3] ?? 0) & (1 << (key & 7))) !== 0;
  }

  covers(key: number): boolean {
    return key <= this.#newest;
  }
}
