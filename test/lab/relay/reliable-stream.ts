import type { Socket } from 'node:net';
import type { TimedLine } from './timed-line.js';

interface Segment {
  readonly bytes: Uint8Array;
  tries: number;
  arrived: boolean;
  timer?: NodeJS.Timeout;
}

const segmentBytesMax = 1_400;
/** What is under way on a line without a limit. */
const windowBytes = 256 * 1024;
/** Beyond a round trip: how much later a sender takes something for lost. */
const lossMarginMilliseconds = 50;
const retryMillisecondsMax = 10_000;

/**
 * One direction of a TCP connection over a line that loses, for want of a system's own TCP on either side of it: cuts the
 * stream into segments, sends a lost one again after a round trip (then ever later), and hands over in order.
 */
export class ReliableStream {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #line: TimedLine;
  readonly #segments: Segment[] = [];
  #underWayBytes = 0;
  #ended = false;

  constructor(from: Socket, to: Socket, line: TimedLine) {
    this.#from = from;
    this.#to = to;
    this.#line = line;
  }

  start(): void {
    this.#from.on('data', (bytes: Buffer) => this.#take(bytes));
    // Closed without a farewell or with one: the other end hears of it when all before has arrived.
    for (const event of ['end', 'close']) {
      this.#from.on(event, () => {
        this.#ended = true;
        this.#handOver();
      });
    }
  }

  stop(): void {
    for (const { timer } of this.#segments.splice(0)) clearTimeout(timer);
  }

  #take(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += segmentBytesMax) {
      const segment = { bytes: bytes.subarray(at, at + segmentBytesMax), tries: 0, arrived: false };
      this.#segments.push(segment);
      this.#underWayBytes += segment.bytes.length;
      this.#send(segment);
    }
    if (this.#underWayBytes > this.#windowBytes()) this.#from.pause();
  }

  #send(segment: Segment): void {
    const wait = this.#line.send(segment.bytes, () => this.#arrive(segment));
    if (segment.arrived) return;
    const late = Math.min(retryMillisecondsMax, this.#retryMilliseconds() * 2 ** segment.tries);
    segment.tries += 1;
    segment.timer = setTimeout(() => this.#send(segment), (wait ?? 0) + late);
  }

  #arrive(segment: Segment): void {
    if (segment.arrived) return;
    segment.arrived = true;
    clearTimeout(segment.timer);
    this.#handOver();
  }

  #handOver(): void {
    while (this.#segments[0]?.arrived) {
      const [segment] = this.#segments.splice(0, 1);
      if (segment === undefined) break;
      this.#underWayBytes -= segment.bytes.length;
      if (this.#to.writable) this.#to.write(segment.bytes);
    }
    if (this.#ended && this.#segments.length === 0) this.#to.end();
    else if (this.#underWayBytes <= this.#windowBytes()) this.#from.resume();
  }

  #retryMilliseconds(): number {
    const { delayMilliseconds, jitterMilliseconds } = this.#line.shaped.shape;
    return 2 * delayMilliseconds + jitterMilliseconds + lossMarginMilliseconds;
  }

  #windowBytes(): number {
    const { bytesPerSecond, queueBytesMax } = this.#line.shaped.shape;
    if (bytesPerSecond === 0) return windowBytes;
    return (bytesPerSecond * this.#retryMilliseconds()) / 1000 + queueBytesMax / 2;
  }
}
