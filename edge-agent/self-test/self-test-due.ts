const hourMilliseconds = 3_600_000;
const dayMilliseconds = 24 * hourMilliseconds;

/** A week less a night's play, so that it stays the same night. */
const pauseMilliseconds = 7 * dayMilliseconds - 6 * hourMilliseconds;
/** A box that is off each night is tested by day. */
const lateMilliseconds = 8 * dayMilliseconds;
/** Hours of the box's own day in which few people work: from 1 to 5. */
const quietHours: ReadonlySet<number> = new Set([1, 2, 3, 4]);

/**
 * Whether to test now (rule O5): once a week at a quiet hour; where eight days went by without one, at any. A box that was
 * never tested is so in its first quiet hour. A last test that lies ahead is of a clock that was wrong, and counts for nothing.
 * @param hour of the box's day, 0 to 23
 */
export function isSelfTestDue(lastMilliseconds: number | undefined, nowMilliseconds: number, hour: number): boolean {
  const age = lastMilliseconds === undefined ? undefined : nowMilliseconds - lastMilliseconds;
  if (age === undefined || age < -dayMilliseconds) return quietHours.has(hour);
  return age >= lateMilliseconds || (age >= pauseMilliseconds && quietHours.has(hour));
}
