/** A password that somebody else gave to a person is good for so long (rule N30; OWASP ASVS 4.0.3, 2.3.1). */
export const givenPasswordMillisecondsMax = 72 * 60 * 60_000;

/** Until when a password holds that was given then; milliseconds since 1970. */
export function givenPasswordUntil(givenMilliseconds: number): number {
  return givenMilliseconds + givenPasswordMillisecondsMax;
}

/**
 * Whether a given password is over. One that was given long after now had its time from a clock that was wrong, and is over, too;
 * but not while the clock is unsure, which then shows the earliest that it can be (rule N33).
 */
export function isGivenPasswordOver(givenMilliseconds: number, nowMilliseconds: number, isClockSure: boolean): boolean {
  if (nowMilliseconds >= givenPasswordUntil(givenMilliseconds)) return true;
  return isClockSure && givenMilliseconds - nowMilliseconds >= givenPasswordMillisecondsMax;
}
