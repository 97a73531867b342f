import { createHash } from 'node:crypto';

const firstPlaces = 1 << 12;
/** Hash (64 bits in two), and the number kept with it plus one; 0: the place is free. */
const cells = 3;

/**
 * Which number was kept first with some text: an open hash table of 12 bytes a place, for millions of texts that would
 * not fit memory as text. Texts are compared by 64 bits of their SHA-256: among three million marks two different ones fall
 * together once in four million imports.
 */
export class MarkTable {
  #places = new Uint32Array(firstPlaces * cells);
  #used = 0;

  /** The number kept with this text before; keeps `number` where there is none. */
  keep(text: string, number: number): number | undefined {
    if (this.#used * 2 >= this.#places.length / cells) this.#grow();
    const digest = createHash('sha256').update(text).digest();
    const [high, low] = [digest.readUInt32LE(0), digest.readUInt32LE(4)];
    const at = this.#seek(high, low);
    const found = this.#places[at + 2] ?? 0;
    if (found !== 0) return found - 1;
    this.#places.set([high, low, number + 1], at);
    this.#used += 1;
    return undefined;
  }

  /** Keeps another number with this text. */
  set(text: string, number: number): void {
    if (this.keep(text, number) === undefined) return;
    const digest = createHash('sha256').update(text).digest();
    this.#places[this.#seek(digest.readUInt32LE(0), digest.readUInt32LE(4)) + 2] = number + 1;
  }

  /** The number kept with this text. */
  find(text: string): number | undefined {
    const digest = createHash('sha256').update(text).digest();
    const at = this.#seek(digest.readUInt32LE(0), digest.readUInt32LE(4));
    const found = this.#places[at + 2] ?? 0;
    return found === 0 ? undefined : found - 1;
  }

  /** The cell of a hash, or the free one where it belongs. */
  #seek(high: number, low: number): number {
    const places = this.#places;
    const count = places.length / cells;
    for (let place = high & (count - 1); ; place = (place + 1) & (count - 1)) {
      const at = place * cells;
      if (places[at + 2] === 0 || (places[at] === high && places[at + 1] === low)) return at;
    }
  }

  #grow(): void {
    const old = this.#places;
    this.#places = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += cells) {
      if (old[at + 2] === 0) continue;
      this.#places.set(old.subarray(at, at + cells), this.#seek(old[at] ?? 0, old[at + 1] ?? 0));
    }
  }
}
