import { type Lane, lane as lanes } from '../lane.js';

/**
 * What a link that is paid by the byte carries (rule L4): urgent and clinical changes always, administrative ones and
 * what is known of attachments while the month's bytes last, bulk only on a person's word. The bytes of all lanes are taken from one bucket, which is
 * refilled evenly over the month and holds one day at most, so that a bad day does not cost the rest of the month.
 */
export interface MeteredBucket {
  readonly bytesPerDay: number;
  /** What is left; less than nothing when urgent changes took more than there was. */
  readonly bytes: number;
  readonly filledMilliseconds: number;
}

/** What IP, UDP, the tunnel, TCP and TLS add to a batch of some size, measured in the lab. */
const wireShare = 1.12;
const wireBytesPerBatch = 160;
const daysPerMonth = 30;
const dayMilliseconds = 24 * 60 * 60 * 1000;

export function openBucket(bytesPerMonth: number, nowMilliseconds: number): MeteredBucket {
  const bytesPerDay = bytesPerMonth / daysPerMonth;
  return { bytesPerDay, bytes: bytesPerDay, filledMilliseconds: nowMilliseconds };
}

/** A batch of so many bytes went over the link. */
export function noteMetered(bucket: MeteredBucket, bytes: number, nowMilliseconds: number): MeteredBucket {
  const filled = refill(bucket, nowMilliseconds);
  return { ...filled, bytes: filled.bytes - bytes * wireShare - wireBytesPerBatch };
}

/** @param released a person has let bulk go too, while the bytes last */
export function mayFlowMetered(bucket: MeteredBucket, lane: Lane, nowMilliseconds: number, released: boolean): boolean {
  if (lane <= lanes.clinical) return true;
  return (lane !== lanes.bulk || released) && refill(bucket, nowMilliseconds).bytes > 0;
}

function refill(bucket: MeteredBucket, nowMilliseconds: number): MeteredBucket {
  const passed = Math.max(0, nowMilliseconds - bucket.filledMilliseconds);
  const bytes = Math.min(bucket.bytesPerDay, bucket.bytes + (bucket.bytesPerDay * passed) / dayMilliseconds);
  return { ...bucket, bytes, filledMilliseconds: Math.max(nowMilliseconds, bucket.filledMilliseconds) };
}
