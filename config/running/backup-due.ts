/** What the clock says about backups; all times in milliseconds since 1970. */
export interface BackupTimes {
  /** When the last complete one was made; `undefined` when there is none. */
  readonly lastAt: number | undefined;
  /** When this program last tried in vain; `undefined` when the last attempt went well. */
  readonly failedAt: number | undefined;
  /** When this program began to look. */
  readonly startedAt: number;
  /** 0: none by the clock. */
  readonly everyMilliseconds: number;
}

/** A program that has just started has more urgent things to do. */
const settleMilliseconds = 60_000;
const retryMillisecondsMax = 5 * 60_000;
/** So many periods without a backup are told. */
const stalePeriods = 3;
/** The same where no backup is made by the clock, or very often. */
const staleMillisecondsMin = 60 * 60_000;
const staleByHandMilliseconds = 24 * 60 * 60_000;

/** Whether it is time for a backup. A clock that was set back must not put it off for longer than the period. */
export function isBackupDue(times: BackupTimes, now: number): boolean {
  const { lastAt, failedAt, startedAt, everyMilliseconds } = times;
  if (everyMilliseconds === 0 || Math.abs(now - startedAt) < Math.min(settleMilliseconds, everyMilliseconds))
    return false;
  if (failedAt !== undefined) return Math.abs(now - failedAt) >= Math.min(retryMillisecondsMax, everyMilliseconds);
  return lastAt === undefined || Math.abs(now - lastAt) >= everyMilliseconds;
}

/** Whether the last backup is so old that somebody has to be told (rule B3). It never blocks anything. */
export function isBackupStale({ lastAt, startedAt, everyMilliseconds }: BackupTimes, now: number): boolean {
  const byClock = Math.max(staleMillisecondsMin, everyMilliseconds * stalePeriods);
  const limit = everyMilliseconds === 0 ? staleByHandMilliseconds : byClock;
  return now - (lastAt ?? startedAt) > limit;
}
