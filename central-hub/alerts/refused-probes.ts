import type { Counter } from '../../config/running/metrics.js';
import { probesWindowMilliseconds } from './alert-rules.js';

interface Count {
  readonly at: number;
  readonly forged: number;
  readonly replayed: number;
}

/** How many probes were refused lately, from a count that only grows. */
export class RefusedProbes {
  readonly #ignored: Pick<Counter, 'total'>;
  #counts: readonly Count[] = [];

  constructor(ignored: Pick<Counter, 'total'>) {
    this.#ignored = ignored;
  }

  /** @param now milliseconds of a steady count */
  lately(now: number): { readonly probesForged: number; readonly probesReplayed: number } {
    const total = (reason: string) => this.#ignored.total({ reason });
    const newest = { at: now, forged: total('forged'), replayed: total('replayed') };
    const kept = [...this.#counts.filter(({ at }) => now - at <= probesWindowMilliseconds), newest];
    this.#counts = kept;
    const [oldest = newest] = kept;
    return { probesForged: newest.forged - oldest.forged, probesReplayed: newest.replayed - oldest.replayed };
  }
}
