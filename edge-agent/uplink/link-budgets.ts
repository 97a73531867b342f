import type { LanePolicy } from '../../config/running/send-loop.js';
import type { LinkName } from '../../protocol/ids.js';
import { type MeteredBucket, mayFlowMetered, noteMetered, openBucket } from '../../protocol/sender/metered-policy.js';

export interface LinkBudgetsOptions {
  /** Bytes a month of the links that have a budget of their own. */
  readonly bytesPerMonth: ReadonlyMap<LinkName, number>;
  /** Of every other metered link. */
  readonly bytesPerMonthDefault: number;
  /** Whether bulk may go over metered links too. */
  readonly released: boolean;
  /** Milliseconds of a steady clock. */
  readonly elapsedMilliseconds: () => number;
}

/** The bucket of each metered link, kept over its sessions for as long as the program runs (rule L4). */
export class LinkBudgets {
  readonly #options: LinkBudgetsOptions;
  readonly #buckets = new Map<LinkName, MeteredBucket>();

  constructor(options: LinkBudgetsOptions) {
    this.#options = options;
  }

  /** What may go over a link; `undefined` where nothing is counted. */
  policyOf({ link, metered }: { readonly link: LinkName; readonly metered: boolean }): LanePolicy | undefined {
    if (!metered) return undefined;
    const { elapsedMilliseconds: now, released } = this.#options;
    return {
      mayFlow: (lane) => mayFlowMetered(this.#bucketOf(link), lane, now(), released),
      noteSent: (_lane, bytes) => this.#buckets.set(link, noteMetered(this.#bucketOf(link), bytes, now())),
    };
  }

  #bucketOf(link: LinkName): MeteredBucket {
    const { bytesPerMonth, bytesPerMonthDefault, elapsedMilliseconds } = this.#options;
    const known = this.#buckets.get(link);
    if (known !== undefined) return known;
    const bucket = openBucket(bytesPerMonth.get(link) ?? bytesPerMonthDefault, elapsedMilliseconds());
    this.#buckets.set(link, bucket);
    return bucket;
  }
}
