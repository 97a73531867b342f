import { backdatedMilliseconds } from '../certificates/profile.js';

/** When a certificate holds. */
export interface ServerDates {
  readonly notBeforeMilliseconds: number;
  readonly notAfterMilliseconds: number;
}

/** What is known of time, milliseconds since 1970. */
export interface LanMoment {
  readonly floorMilliseconds: number;
  readonly nowMilliseconds: number;
}

const dayMilliseconds = 24 * 60 * 60 * 1000;
/** A box whose clock has died, and that was off for a year, serves workstations that know the day. */
const lifetimeMilliseconds = 397 * dayMilliseconds;
/** Apple's systems take no certificate of more than 825 days. */
const lifetimeMillisecondsMax = 800 * dayMilliseconds;
/** A new one is made when it would last so much longer. */
const renewMilliseconds = 60 * dayMilliseconds;

/**
 * When a server certificate is to hold (rule T42). It is workstations that judge it, by clocks of their own: it begins at what has surely
 * been reached, so that a clock which is ahead does not put it into their future, and ends late enough for one that is behind.
 * @param endMilliseconds of what signs it
 */
export function planServerDates(moment: LanMoment, endMilliseconds: number): ServerDates {
  const { floorMilliseconds, nowMilliseconds } = moment;
  const notBeforeMilliseconds = floorMilliseconds - backdatedMilliseconds;
  const end = Math.max(floorMilliseconds, nowMilliseconds) + lifetimeMilliseconds;
  const notAfterMilliseconds = Math.min(end, notBeforeMilliseconds + lifetimeMillisecondsMax, endMilliseconds);
  return { notBeforeMilliseconds, notAfterMilliseconds };
}

/** Whether a certificate is to be replaced: another would last much longer, or it has not begun. */
export function isServerDue(held: ServerDates, next: ServerDates): boolean {
  const gainMilliseconds = next.notAfterMilliseconds - held.notAfterMilliseconds;
  const hasBegun = held.notBeforeMilliseconds <= next.notBeforeMilliseconds + backdatedMilliseconds;
  return gainMilliseconds >= renewMilliseconds || !hasBegun;
}
