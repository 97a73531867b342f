import type { Socket } from 'node:net';

/** How a direction of a link behaves. */
export interface LinkShape {
  /** How long a byte is under way. */
  readonly delayMilliseconds: number;
  /** `Infinity` for no limit. */
  readonly bytesPerSecond: number;
}

/** What may wait inside a link before its sender is held back. */
const queueBytesMax = 256 * 1024;

interface Parcel {
  readonly bytes: Buffer;
  readonly dueMilliseconds: number;
}

/**
 * One direction of one connection: takes bytes from `from`, gives them to `to` later and no faster than the shape says.
 * While stopped up it holds everything, as a dead line does, and lets it go on when the line is whole again (TCP would
 * have sent it anew).
 */
export class ShapedPipe {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #shape: LinkShape;
  readonly #onBytes: (count: number) => void;
  readonly #queue: Parcel[] = [];
  #queuedBytes = 0;
  #lineFreeMilliseconds = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #ended = false;

  constructor(from: Socket, to: Socket, shape: LinkShape, onBytes: (count: number) => void) {
    this.#from = from;
    this.#to = to;
    this.#shape = shape;
    this.#onBytes = onBytes;
  }

  start(): void {
    this.#from.on('data', (bytes: Buffer) => this.#take(bytes));
    this.#from.on('end', () => {
      this.#ended = true;
      this.#deliver();
    });
    this.#to.on('drain', () => this.#deliver());
  }

  /** Holds everything from now on, or lets it go on. */
  setStopped(stopped: boolean): void {
    this.#stopped = stopped;
    if (stopped) this.#from.pause();
    else this.#deliver();
  }

  destroy(): void {
    clearTimeout(this.#timer);
    this.#queue.length = 0;
  }

  #take(bytes: Buffer): void {
    const now = performance.now();
    const sentAt = Math.max(now, this.#lineFreeMilliseconds) + (bytes.length / this.#shape.bytesPerSecond) * 1000;
    this.#lineFreeMilliseconds = sentAt;
    this.#queue.push({ bytes, dueMilliseconds: sentAt + this.#shape.delayMilliseconds });
    this.#queuedBytes += bytes.length;
    if (this.#queuedBytes > queueBytesMax) this.#from.pause();
    this.#deliver();
  }

  #deliver(): void {
    clearTimeout(this.#timer);
    if (this.#stopped || this.#to.destroyed) return;
    while (!this.#to.writableNeedDrain) {
      const parcel = this.#queue[0];
      if (parcel === undefined) break;
      const waitMilliseconds = parcel.dueMilliseconds - performance.now();
      if (waitMilliseconds > 0) {
        this.#timer = setTimeout(() => this.#deliver(), Math.ceil(waitMilliseconds));
        break;
      }
      this.#queue.shift();
      this.#queuedBytes -= parcel.bytes.length;
      this.#onBytes(parcel.bytes.length);
      this.#to.write(parcel.bytes);
    }
    if (this.#ended && this.#queue.length === 0) this.#to.end();
    else if (this.#queuedBytes <= queueBytesMax) this.#from.resume();
  }
}
