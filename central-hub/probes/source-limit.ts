/** A link sends a burst of eight probes at most 60 ms apart; behind one address there may be several. */
export const probesPerSourcePerSecondMax = 200;
/** What all sources together may make this program do. */
export const probesPerSecondMax = 20_000;
/** Sources that are told apart within a second; beyond them only the sum counts. */
const sourcesMax = 10_000;

/** Bounds what strangers can make the responder do: so many datagrams a second, of each source and of all. */
export class SourceLimit {
  readonly #counts = new Map<string, number>();
  #second = Number.NaN;
  #total = 0;

  /** @param milliseconds of a steady clock. @returns whether it may be looked at */
  take(source: string, milliseconds: number): boolean {
    const second = Math.floor(milliseconds / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#counts.clear();
      this.#total = 0;
    }
    this.#total += 1;
    if (this.#total > probesPerSecondMax) return false;
    const count = (this.#counts.get(source) ?? 0) + 1;
    if (count > 1 || this.#counts.size < sourcesMax) this.#counts.set(source, count);
    return count <= probesPerSourcePerSecondMax;
  }
}
