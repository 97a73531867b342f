import { type Lane, lane as laneNames } from '../../protocol/lane.js';
import type { SitePeer } from '../broker/site-transport.js';

export interface WaitingBatch {
  readonly peer: SitePeer;
  readonly lane: Lane;
  readonly payload: Uint8Array;
}

/** Batches that came and are not taken in yet: the urgent lanes first, and each lane of a site in its order (rule S3). */
export class WaitingBatches {
  readonly #bytes = new Map<SitePeer, number>();
  #urgent: WaitingBatch[] = [];
  #others: WaitingBatch[] = [];

  get length(): number {
    return this.#urgent.length + this.#others.length;
  }

  get hasUrgent(): boolean {
    return this.#urgent.length > 0;
  }

  /** Bytes of one connection that wait. */
  bytesOf(peer: SitePeer): number {
    return this.#bytes.get(peer) ?? 0;
  }

  add(batch: WaitingBatch): void {
    this.#bytes.set(batch.peer, this.bytesOf(batch.peer) + batch.payload.length);
    if (isUrgent(batch.lane)) this.#urgent.push(batch);
    else this.#others.push(batch);
  }

  /** What `take` would give, and leaves it here. */
  first(batchesMax: number): readonly WaitingBatch[] {
    const urgent = this.#urgent.slice(0, batchesMax);
    return [...urgent, ...this.#others.slice(0, batchesMax - urgent.length)];
  }

  take(batchesMax: number): readonly WaitingBatch[] {
    const taken = this.first(batchesMax);
    const urgentCount = Math.min(batchesMax, this.#urgent.length);
    this.#urgent = this.#urgent.slice(urgentCount);
    this.#others = this.#others.slice(taken.length - urgentCount);
    for (const { peer, payload } of taken) {
      const bytes = this.bytesOf(peer) - payload.length;
      if (bytes > 0) this.#bytes.set(peer, bytes);
      else this.#bytes.delete(peer);
    }
    return taken;
  }
}

export function isUrgent(lane: Lane): boolean {
  return lane <= laneNames.urgent;
}
