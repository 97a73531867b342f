import type { Timers } from '../../config/running/timers.js';
import type { SeededRandom } from '../support/seeded-random.js';

interface Event {
  readonly atMilliseconds: number;
  readonly order: number;
  readonly act: () => void;
  /** It was taken back. */
  isVoid: boolean;
}

/** The time of one run: a queue of events. Nothing takes time but what the events say; equal times go in their order. */
export class VirtualTime {
  readonly #queue: Event[] = [];
  #order = 0;
  #elapsed = 0;

  /** Milliseconds since the run began. */
  get elapsedMilliseconds(): number {
    return this.#elapsed;
  }

  /** Calls `act` once after so many milliseconds; the function given back takes it back. */
  after(milliseconds: number, act: () => void): () => void {
    this.#order += 1;
    const atMilliseconds = this.#elapsed + Math.max(0, milliseconds);
    const event: Event = { atMilliseconds, order: this.#order, act, isVoid: false };
    this.#push(event);
    return () => {
      event.isVoid = true;
    };
  }

  /** Runs everything up to a moment, each event until nothing of it is left to do. */
  async runUntil(milliseconds: number): Promise<void> {
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      if (next.atMilliseconds > milliseconds) break;
      this.#pop();
      this.#elapsed = next.atMilliseconds;
      if (next.isVoid) continue;
      next.act();
      // Whatever the event resolved goes on in microtasks, all of which are done before the next tick; a turn of the real
      // loop would cost more than most events, and nothing in a run waits for what the system does meanwhile.
      await new Promise<void>((resolve) => process.nextTick(resolve));
    }
    this.#elapsed = Math.max(this.#elapsed, milliseconds);
  }

  #push(event: Event): void {
    const queue = this.#queue;
    let index = queue.push(event) - 1;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = queue[above];
      if (parent === undefined || !isBefore(event, parent)) break;
      queue[index] = parent;
      queue[above] = event;
      index = above;
    }
  }

  #pop(): void {
    const queue = this.#queue;
    const last = queue.pop();
    if (last === undefined || queue.length === 0) return;
    let index = 0;
    for (;;) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      const [a, b] = [queue[left], queue[right]];
      const [child, at] = b !== undefined && a !== undefined && isBefore(b, a) ? [b, right] : [a, left];
      if (child === undefined || !isBefore(child, last)) break;
      queue[index] = child;
      index = at;
    }
    queue[index] = last;
  }
}

function isBefore(left: Event, right: Event): boolean {
  return left.atMilliseconds === right.atMilliseconds
    ? left.order < right.order
    : left.atMilliseconds < right.atMilliseconds;
}

/** A turn of a program's loop takes up to so long: loops of one program and of several come in any order. */
const turnMillisecondsMax = 2;

/** The timers of one program: they end with it. */
export function timersOf(time: VirtualTime, random: SeededRandom, isAlive: () => boolean): Timers {
  const after = (milliseconds: number, act: () => void) => time.after(milliseconds, () => isAlive() && act());
  return {
    after,
    every(milliseconds, act) {
      let forget = () => {};
      const again = () => {
        forget = after(milliseconds, () => {
          again();
          act();
        });
      };
      again();
      return () => forget();
    },
    turn: () => new Promise((resolve) => after(random.fraction() * turnMillisecondsMax, resolve)),
    elapsedMilliseconds: () => time.elapsedMilliseconds,
  };
}
