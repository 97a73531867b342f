import t from 'tap';
import { BackupLoop } from '../../../central-hub/backup/backup-loop.js';
import { createLogger } from '../../../config/running/logger.js';
import type { DoneBackup } from '../../../journal/backup/backup-store.js';
import { Problem } from '../../../protocol/problem.js';

const minute = 60_000;
const hour = 60 * minute;

/** A loop over backups that fail while they are told to, by a clock that the test moves. */
function setUp(failure: () => Error | undefined) {
  const clock = { now: 0 };
  const attempts: number[] = [];
  const stale: (number | undefined)[] = [];
  const errors: unknown[] = [];
  let last: DoneBackup | undefined;
  const take = async () => {
    attempts.push(clock.now);
    const error = failure();
    if (error !== undefined) throw error;
    last = { file: 'x', bytes: 1, atMilliseconds: clock.now };
    return { ...last, manifest: 'y', sha256: '', hubEpoch: 1, madeAt: clock.now };
  };
  const loop = new BackupLoop({
    backups: { take, stop: async () => {} },
    lastBackup: async () => last,
    everyMilliseconds: hour,
    logger: createLogger('test', 'silent'),
    now: () => clock.now,
    onStale: (at) => stale.push(at),
    onError: (error) => errors.push(error),
  });
  const runTo = async (end: number) => {
    for (; clock.now < end; clock.now += minute) await loop.look();
  };
  return { loop, attempts, stale, errors, runTo };
}

t.test('[B3] the clock makes backups; a failure is tried again, and a long silence is told once', async (t) => {
  let fails = false;
  const { attempts, stale, errors, runTo } = setUp(() => (fails ? new Problem('disk-full') : undefined));
  await runTo(3 * hour);
  t.equal(attempts.length, 3);
  fails = true;
  await runTo(8 * hour);
  t.ok(attempts.length > 40, 'tried again every five minutes');
  t.same(stale, [2 * hour + minute], 'told once, with the time of the last one');
  fails = false;
  await runTo(9 * hour);
  fails = true;
  await runTo(14 * hour);
  t.equal(stale.length, 2, 'and again after one had come');
  t.same(errors, [], 'a full disk of the backups is no failure of the hub');
});

t.test('a failure of the journal’s own disk reaches who decides whether the program may go on', async (t) => {
  const { errors, runTo } = setUp(() => new Problem('disk-failed'));
  await runTo(2 * minute);
  t.match(errors, [{ code: 'disk-failed' }]);
});
