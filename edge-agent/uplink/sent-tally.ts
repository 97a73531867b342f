import { Counter } from '../../config/running/metrics.js';
import type { SentBatch } from '../../config/running/send-loop.js';
import type { LinkName } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';

/** Batches of a lane that are remembered; far more than are ever under way. */
const batchesRememberedMax = 256;

interface SentLane {
  /** The last change that was ever sent. */
  readonly furthest: number;
  /** Of the latest batches, those of which nothing was sent again. */
  readonly once: readonly SentBatch[];
}

const nothingSent: SentLane = { furthest: 0, once: [] };

/** What this run of the program has sent of its log, and what of it more than once. */
export class SentTally {
  readonly batches = new Counter();
  readonly bytes = new Counter();
  /** Batches of which something was sent again, however it was cut then; and such changes. By the link that repeats. */
  readonly batchesAgain = new Counter();
  readonly changesAgain = new Counter();
  readonly #lanes = new Map<string, SentLane>();

  /** @param epoch of the log: another one is another log */
  note(link: LinkName, epoch: number, lane: Lane, batch: SentBatch): void {
    const labels = { link, lane: String(lane) };
    const { from, to, bytes } = batch;
    this.batches.add(labels);
    this.bytes.add(labels, bytes);
    const key = `${epoch} ${lane}`;
    const { furthest, once } = this.#lanes.get(key) ?? nothingSent;
    const untouched = once.filter((sent) => sent.to < from || sent.from > to);
    if (from <= furthest) {
      this.batchesAgain.add(labels, once.length - untouched.length);
      this.changesAgain.add(labels, Math.min(to, furthest) - from + 1);
    }
    const remembered = to > furthest ? [...untouched, { ...batch, from: Math.max(from, furthest + 1) }] : untouched;
    this.#lanes.set(key, { furthest: Math.max(to, furthest), once: remembered.slice(-batchesRememberedMax) });
  }
}
