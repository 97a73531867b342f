import t from 'tap';
import { type BackupTimes, isBackupDue, isBackupStale } from '../../../config/running/backup-due.js';

const minute = 60_000;
const hour = 60 * minute;
const times = (change: Partial<BackupTimes>): BackupTimes => {
  return { lastAt: undefined, failedAt: undefined, startedAt: 0, everyMilliseconds: hour, ...change };
};

t.test('a backup is due by the clock, not right after the start, and soon again after a failure', async (t) => {
  t.notOk(isBackupDue(times({}), 10_000), 'the program has just started');
  t.ok(isBackupDue(times({}), minute), 'there is none yet');
  t.notOk(isBackupDue(times({ lastAt: minute }), hour));
  t.ok(isBackupDue(times({ lastAt: minute }), hour + minute));
  t.notOk(isBackupDue(times({ everyMilliseconds: 0 }), 100 * hour), 'none by the clock');
  t.notOk(isBackupDue(times({ failedAt: hour }), hour + 4 * minute));
  t.ok(isBackupDue(times({ failedAt: hour }), hour + 5 * minute));
  t.ok(
    isBackupDue(times({ lastAt: 50 * hour, startedAt: 50 * hour }), hour),
    'a clock that was set back puts nothing off',
  );
});

t.test('[B3] three periods without a backup are told', async (t) => {
  t.notOk(isBackupStale(times({ lastAt: 0 }), 3 * hour));
  t.ok(isBackupStale(times({ lastAt: 0 }), 3 * hour + 1));
  t.ok(isBackupStale(times({ startedAt: hour }), 4 * hour + 1), 'never made one');
  t.notOk(isBackupStale(times({ lastAt: 0, everyMilliseconds: minute }), 59 * minute), 'not within the hour');
  t.notOk(isBackupStale(times({ lastAt: 0, everyMilliseconds: 0 }), 23 * hour), 'by hand: a day');
  t.ok(isBackupStale(times({ lastAt: 0, everyMilliseconds: 0 }), 25 * hour));
});
