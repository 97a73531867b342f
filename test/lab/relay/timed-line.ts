import { type LineShape, ShapedLine } from './shaped-line.js';

/** A line in the time of this machine: each packet is handed over when it has arrived. */
export class TimedLine {
  readonly shaped: ShapedLine;
  readonly #handOver = new WeakMap<Uint8Array, () => void>();
  #timer: NodeJS.Timeout | undefined;

  constructor(shape: LineShape, random: () => number) {
    this.shaped = new ShapedLine(shape, random);
  }

  /** @returns milliseconds until it arrives, unless the line is cut meanwhile; `undefined` when it is lost */
  send(packet: Uint8Array, onArrived: () => void): number | undefined {
    const now = performance.now();
    this.#handOver.set(packet, onArrived);
    const due = this.shaped.take(packet, now);
    this.#deliver();
    return due === undefined ? undefined : due - now;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #deliver(): void {
    for (const packet of this.shaped.arrived(performance.now())) this.#handOver.get(packet)?.();
    const next = this.shaped.nextMilliseconds;
    if (next === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#deliver();
      },
      Math.max(0, next - performance.now()),
    );
  }
}
