import type { SeededRandom } from './seeded-random.js';

/** The faults of the network, counted so that a test can show that each one happened. */
export interface NetworkFaults {
  lost: number;
  doubled: number;
  reordered: number;
  altered: number;
}

interface Packet<T> {
  readonly message: T;
  readonly bytes: Uint8Array;
}

/**
 * A network that is an array which the test flushes: it loses, doubles, reorders and alters what it carries, and a
 * packet of an old session may come late. `heal` makes it fair for the rest of the run.
 */
export class LossyNetwork<T> {
  readonly faults: NetworkFaults = { lost: 0, doubled: 0, reordered: 0, altered: 0 };
  readonly #random: SeededRandom;
  #packets: Packet<T>[] = [];
  #fair = false;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  get waiting(): number {
    return this.#packets.length;
  }

  send(message: T, bytes: Uint8Array): void {
    this.#packets.push({ message, bytes });
  }

  heal(): void {
    this.#fair = true;
  }

  /** Forgets what is under way, as a cut link does. */
  cut(): void {
    this.faults.lost += this.#packets.length;
    this.#packets = [];
  }

  /** Takes one packet out; `undefined` when there is none or it was lost. */
  deliver(): Packet<T> | undefined {
    if (this.#packets.length === 0) return undefined;
    if (this.#fair) return this.#packets.shift();
    const index = this.#random.chance(0.3) ? this.#random.below(this.#packets.length) : 0;
    if (index > 0) this.faults.reordered += 1;
    const packet = this.#packets[index];
    if (packet === undefined || this.#random.chance(0.15)) {
      this.faults.lost += 1;
      this.#packets.splice(index, 1);
      return undefined;
    }
    if (this.#random.chance(0.15)) this.faults.doubled += 1;
    else this.#packets.splice(index, 1);
    return this.#random.chance(0.03) ? this.#alter(packet) : packet;
  }

  #alter({ message, bytes }: Packet<T>): Packet<T> {
    this.faults.altered += 1;
    const altered = Uint8Array.from(bytes);
    const place = this.#random.below(altered.length);
    altered[place] = (altered[place] ?? 0) ^ (1 + this.#random.below(255));
    return { message, bytes: altered };
  }
}
