/** How one direction of a link behaves. */
export interface LineShape {
  /** How long a packet is under way, and by how much more at most, drawn for each. */
  readonly delayMilliseconds: number;
  readonly jitterMilliseconds: number;
  /** 0–1: the share of packets that are lost. */
  readonly lossShare: number;
  /** 0 for no limit. */
  readonly bytesPerSecond: number;
  /** What may wait for the line; a packet that finds no room is dropped. */
  readonly queueBytesMax: number;
}

/** How a line goes bad without going dead. */
export interface Browning {
  /** 0–1: what is lost now. */
  readonly lossShare?: number;
  /** How many times longer the way is now. */
  readonly delayFactor?: number;
}

export function browned(shape: LineShape, { lossShare = shape.lossShare, delayFactor = 1 }: Browning): LineShape {
  return { ...shape, lossShare, delayMilliseconds: shape.delayMilliseconds * delayFactor };
}

/** What went over one direction, counted as an Internet provider does: IP and UDP headers included. */
export interface LineCount {
  readonly packets: number;
  readonly bytes: number;
  readonly lost: number;
  readonly dropped: number;
}

/** IPv4 (RFC 791) and UDP (RFC 768). */
export const headerBytes = 28;

interface Packet {
  readonly bytes: Uint8Array;
  readonly dueMilliseconds: number;
  readonly leavesMilliseconds: number;
}

/** One direction of a link for whole packets, in the time that it is given: nothing here waits or draws by itself. */
export class ShapedLine {
  shape: LineShape;
  cut = false;
  readonly #random: () => number;
  #waiting: Packet[] = [];
  #lineFreeMilliseconds = 0;
  #lastDueMilliseconds = 0;
  #count = { packets: 0, bytes: 0, lost: 0, dropped: 0 };

  constructor(shape: LineShape, random: () => number) {
    this.shape = shape;
    this.#random = random;
  }

  get count(): LineCount {
    return { ...this.#count };
  }

  /** When the next packet arrives; `undefined` when none is under way. */
  get nextMilliseconds(): number | undefined {
    return this.#waiting[0]?.dueMilliseconds;
  }

  /** @returns when it will have arrived, unless the line is cut meanwhile; `undefined` when it is lost */
  take(bytes: Uint8Array, nowMilliseconds: number): number | undefined {
    const size = bytes.length + headerBytes;
    this.#count.packets += 1;
    this.#count.bytes += size;
    const { bytesPerSecond, queueBytesMax, lossShare, delayMilliseconds, jitterMilliseconds } = this.shape;
    const isFull = bytesPerSecond > 0 && this.#queuedBytes(nowMilliseconds) + size > queueBytesMax;
    if (isFull) {
      this.#count.dropped += 1;
      return undefined;
    }
    const lineMilliseconds = bytesPerSecond > 0 ? (size * 1000) / bytesPerSecond : 0;
    const leavesMilliseconds = Math.max(nowMilliseconds, this.#lineFreeMilliseconds) + lineMilliseconds;
    this.#lineFreeMilliseconds = leavesMilliseconds;
    // What is lost took its time on the line too.
    if (this.cut || this.#random() < lossShare) {
      this.#count.lost += 1;
      return undefined;
    }
    const due = leavesMilliseconds + delayMilliseconds + jitterMilliseconds * this.#random();
    this.#lastDueMilliseconds = Math.max(due, this.#lastDueMilliseconds);
    this.#waiting.push({ bytes, leavesMilliseconds, dueMilliseconds: this.#lastDueMilliseconds });
    return this.#lastDueMilliseconds;
  }

  /** The packets that have arrived by now. A line that was cut meanwhile gives none of them. */
  arrived(nowMilliseconds: number): readonly Uint8Array[] {
    const count = this.#waiting.findIndex(({ dueMilliseconds }) => dueMilliseconds > nowMilliseconds);
    const packets = this.#waiting.splice(0, count < 0 ? this.#waiting.length : count);
    if (!this.cut) return packets.map(({ bytes }) => bytes);
    this.#count.lost += packets.length;
    return [];
  }

  #queuedBytes(nowMilliseconds: number): number {
    return (Math.max(0, this.#lineFreeMilliseconds - nowMilliseconds) * this.shape.bytesPerSecond) / 1000;
  }
}
