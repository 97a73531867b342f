import type { Labels, Sample } from './metrics.js';

interface Tally {
  readonly labels: Labels;
  readonly counts: number[];
  count: number;
  sum: number;
}

/** Counts how often values lay below each of some bounds, per set of labels (Prometheus: `histogram`). */
export class Histogram {
  readonly #bounds: readonly number[];
  readonly #tallies = new Map<string, Tally>();

  /** @param bounds the lowest first */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
  }

  note(labels: Labels, value: number): void {
    const key = JSON.stringify(Object.entries(labels).sort());
    const tally = this.#tallies.get(key) ?? { labels, counts: this.#bounds.map(() => 0), count: 0, sum: 0 };
    this.#tallies.set(key, tally);
    this.#bounds.forEach((bound, index) => {
      if (value <= bound) tally.counts[index] = (tally.counts[index] ?? 0) + 1;
    });
    tally.count += 1;
    tally.sum += value;
  }

  samples(): readonly Sample[] {
    return [...this.#tallies.values()].flatMap(({ labels, counts, count, sum }): Sample[] => [
      ...this.#bounds.map((bound, index) => ({
        suffix: '_bucket' as const,
        labels: { ...labels, le: String(bound) },
        value: counts[index] ?? 0,
      })),
      { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: count },
      { suffix: '_sum', labels, value: sum },
      { suffix: '_count', labels, value: count },
    ]);
  }
}
