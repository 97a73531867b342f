/** Numbered texts; what a batch adds behind what the dictionary taught is forgotten after it. */
export class Texts {
  readonly #texts: string[] = [];
  readonly #learnt = new Map<string, number>();
  readonly #added = new Map<string, number>();
  #learntCount = 0;

  /** The number of a text, for encoding; `undefined` when it is new. */
  numberOf(text: string): number | undefined {
    return this.#learnt.get(text) ?? this.#added.get(text);
  }

  at(number: number): string {
    return this.#texts[number] ?? '';
  }

  /** Adds under the next number. A decoder adds what it could not know twice; it never looks numbers up. */
  add(text: string, decoding: boolean): number {
    const number = this.#texts.length;
    this.#texts.push(text);
    if (!decoding) this.#added.set(text, number);
    return number;
  }

  get size(): number {
    return this.#texts.length;
  }

  /** All that is here was taught by the dictionary. */
  keep(): void {
    for (const [text, number] of this.#added) this.#learnt.set(text, number);
    this.#added.clear();
    this.#learntCount = this.#texts.length;
  }

  forget(): void {
    this.#texts.length = this.#learntCount;
    this.#added.clear();
  }
}
