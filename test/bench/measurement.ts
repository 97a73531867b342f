/** One figure as the contract writes it: one JSON object a line. */
export interface Measurement {
  readonly bench: string;
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  readonly peer?: string;
  readonly peerValue?: number;
  readonly ratio?: number;
  readonly conditions: Readonly<Record<string, string | number | boolean>>;
}

/** A bench: what it measures, and how; it cleans up after itself. */
export interface Bench {
  readonly name: string;
  readonly title: string;
  run(size: BenchSize): Promise<readonly Measurement[]>;
}

/** How large the benches of a whole fleet are; `npm run bench -- --sites 20 --seconds 10 --preload 0` makes them small. */
export interface BenchSize {
  readonly sites: number;
  readonly seconds: number;
  /** Resources at the hub before. */
  readonly preload: number;
  /** Changes of each site in the storm. */
  readonly changes: number;
  /** Resources of a site whose FHIR API is measured. */
  readonly resources: number;
}

export function round(value: number, digits = 3): number {
  return Number(value.toPrecision(digits));
}

/** The smallest value that `share` (0–1) of the sorted values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** p50 and p99 of durations in milliseconds. */
export function latencies(
  bench: string,
  milliseconds: readonly number[],
  conditions: Measurement['conditions'],
): readonly Measurement[] {
  return [
    { bench, metric: 'p50-ms', value: round(percentile(milliseconds, 0.5)), unit: 'ms', conditions },
    { bench, metric: 'p99-ms', value: round(percentile(milliseconds, 0.99)), unit: 'ms', conditions },
  ];
}

/** A line of the table for people. */
export function describe(measurement: Measurement): string {
  const { bench, metric, value, unit, peer, peerValue, ratio, conditions } = measurement;
  const times = ratio === undefined ? '' : ` · ${ratio}×`;
  const against = peer === undefined ? '' : `  ${peer} ${peerValue}${times}`;
  const words = Object.entries(conditions).map(([name, said]) => `${name} ${said}`);
  return `${bench.padEnd(8)} ${metric.padEnd(24)} ${String(value).padStart(10)} ${unit.padEnd(12)}${against}  ${words.join(', ')}`;
}
