/** How long a page has been without its person: at work, soon to be covered, or due to be. */
export type Standing = 'open' | 'warned' | 'due';

/** A person who only reads gets so long to press a key (WCAG 2.2, 2.2.1: 20 s at least). */
const warningMillisecondsMax = 30_000;
const reportMillisecondsMax = 20_000;

export function standingOf(idleMilliseconds: number, limitMilliseconds: number): Standing {
  if (idleMilliseconds >= limitMilliseconds) return 'due';
  const warning = Math.min(warningMillisecondsMax, limitMilliseconds / 3);
  return idleMilliseconds >= limitMilliseconds - warning ? 'warned' : 'open';
}

/** How often the server is told at most that somebody is at work. */
export function reportEvery(limitMilliseconds: number): number {
  return Math.min(reportMillisecondsMax, limitMilliseconds / 5);
}

/** A moment by two clocks: one that may be set, and one that may stand still while the computer sleeps. */
export interface Mark {
  readonly wall: number;
  readonly steady: number;
}

export function markNow(): Mark {
  return { wall: Date.now(), steady: performance.now() };
}

/** Milliseconds between two moments, by whichever clock says more. */
export function elapsed(since: Mark, until: Mark): number {
  return Math.max(until.wall - since.wall, until.steady - since.steady);
}
