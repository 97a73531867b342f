import { Counter } from '../../config/running/metrics.js';
import type { SentBatch } from '../../config/running/send-loop.js';
import type { LinkName } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';

/** What this run of the program has sent of its log, and what of it more than once. */
export class SentTally {
  readonly batches = new Counter();
  readonly bytes = new Counter();
  /** Batches that begin with a change which had been sent before, and such changes. */
  readonly batchesAgain = new Counter();
  readonly changesAgain = new Counter();
  readonly #furthest = new Map<string, number>();

  /** @param epoch of the log: another one is another log */
  note(link: LinkName, epoch: number, lane: Lane, { from, to, bytes }: SentBatch): void {
    const labels = { link, lane: String(lane) };
    this.batches.add(labels);
    this.bytes.add(labels, bytes);
    const key = `${epoch} ${lane}`;
    const furthest = this.#furthest.get(key) ?? 0;
    if (from <= furthest) {
      this.batchesAgain.add(labels);
      this.changesAgain.add(labels, Math.min(to, furthest) - from + 1);
    }
    this.#furthest.set(key, Math.max(to, furthest));
  }
}
