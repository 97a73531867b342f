import type { ByteReader, ByteWriter } from '../bytes.js';
import { Problem } from '../problem.js';

/**
 * How long answers took, as counts in buckets whose bounds grow by 2 % (Masson, Rim and Lee, *DDSketch*, 2019): two of
 * them add up to exactly what all values together would have given, and a quantile is off by at most 1 %. The unit is a
 * tenth of a millisecond.
 */
export interface RoundTrips {
  /** Tenths of a millisecond; 0 where there is none. */
  readonly min: number;
  readonly max: number;
  /** The number of a bucket and how many are in it, the shortest first. */
  readonly buckets: readonly (readonly [bucket: number, count: number])[];
}

/** The five figures that are shown, in milliseconds to a tenth. */
export interface RoundTripFigures {
  readonly min: number;
  readonly p25: number;
  readonly median: number;
  readonly p75: number;
  readonly max: number;
}

const growth = 1.02;
const tenthsPerMillisecond = 10;
/** A minute: nobody waits for an answer for longer. */
const tenthsMax = 600_000;
const bucketMax = bucketOf(tenthsMax);

export const noRoundTrips: RoundTrips = { min: 0, max: 0, buckets: [] };

export function roundTripsOf(milliseconds: readonly number[]): RoundTrips {
  const counts = new Map<number, number>();
  const all = milliseconds.map((value) => Math.min(tenthsMax, Math.max(1, Math.round(value * tenthsPerMillisecond))));
  for (const tenths of all) counts.set(bucketOf(tenths), (counts.get(bucketOf(tenths)) ?? 0) + 1);
  if (all.length === 0) return noRoundTrips;
  return { min: Math.min(...all), max: Math.max(...all), buckets: sorted(counts) };
}

export function addRoundTrips(parts: readonly RoundTrips[]): RoundTrips {
  const known = parts.filter(({ buckets }) => buckets.length > 0);
  if (known.length === 0) return noRoundTrips;
  const counts = new Map<number, number>();
  for (const { buckets } of known)
    for (const [bucket, count] of buckets) counts.set(bucket, (counts.get(bucket) ?? 0) + count);
  return {
    min: Math.min(...known.map(({ min }) => min)),
    max: Math.max(...known.map(({ max }) => max)),
    buckets: sorted(counts),
  };
}

/** `undefined` where nothing answered. */
export function figuresOf(trips: RoundTrips): RoundTripFigures | undefined {
  if (trips.buckets.length === 0) return undefined;
  const at = (share: number) => quantile(trips, share) / tenthsPerMillisecond;
  return {
    min: trips.min / tenthsPerMillisecond,
    p25: at(0.25),
    median: at(0.5),
    p75: at(0.75),
    max: trips.max / tenthsPerMillisecond,
  };
}

/** The value of the nearest rank (tenths of a millisecond). */
function quantile({ min, max, buckets }: RoundTrips, share: number): number {
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  let left = Math.max(1, Math.ceil(share * total));
  for (const [bucket, count] of buckets) {
    left -= count;
    if (left <= 0) return Math.min(max, Math.max(min, middleOf(bucket)));
  }
  return max;
}

function bucketOf(tenths: number): number {
  return Math.ceil(Math.log(tenths) / Math.log(growth));
}

/** The value whose distance to both bounds of the bucket is the same share of them. */
function middleOf(bucket: number): number {
  return Math.round((2 * growth ** bucket) / (growth + 1));
}

function sorted(counts: ReadonlyMap<number, number>): RoundTrips['buckets'] {
  return [...counts].sort(([left], [right]) => left - right);
}

export function writeRoundTrips(writer: ByteWriter, { min, max, buckets }: RoundTrips): void {
  writer.integer(min).integer(max).integer(buckets.length);
  let before = 0;
  for (const [bucket, count] of buckets) {
    writer.integer(bucket - before).integer(count);
    before = bucket;
  }
}

/** @throws Problem `batch-malformed` */
export function readRoundTrips(reader: ByteReader): RoundTrips {
  const min = reader.integer();
  const max = reader.integer();
  const length = reader.integer();
  if (length > bucketMax + 1) throw new Problem('batch-malformed', 'too many buckets');
  let before = 0;
  const buckets = Array.from({ length }, () => {
    before += reader.integer();
    return [before, reader.integer()] as const;
  });
  return { min, max, buckets };
}
