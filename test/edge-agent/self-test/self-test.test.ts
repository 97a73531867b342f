import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { judgeSelfTest, type SelfTestReadings } from '../../../edge-agent/self-test/judge-self-test.js';
import { probeFsync } from '../../../edge-agent/self-test/probe-fsync.js';
import { isSelfTestDue } from '../../../edge-agent/self-test/self-test-due.js';
import { selfTestFacts, selfTestWords } from '../../../protocol/facts/self-test.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const hour = 3_600_000;
const day = 24 * hour;
const now = 1_800_000_000_000;
const utcHour = (milliseconds: number) => new Date(milliseconds).getUTCHours();

const well: SelfTestReadings = {
  atMilliseconds: now,
  database: { state: 'sound', milliseconds: 812.4 },
  fsync: { medianMilliseconds: 4, worstMilliseconds: 31 },
  box: {
    ...{ diskFreeBytes: 50e9, diskTotalBytes: 100e9, certificateExpiresAt: now + 80 * day, clockState: 'sure' },
    ...{ clockOffsetMilliseconds: 12, backupAt: null },
  },
};
const found = (more: Partial<SelfTestReadings['box']>, readings: Partial<SelfTestReadings> = {}) => {
  const test = judgeSelfTest({ ...well, ...readings, box: { ...well.box, ...more } }, []);
  return selfTestFacts(test).found.map(({ check, state }) => `${check} ${state}`);
};

t.test('[O5] a self-test comes once a week at a quiet hour, and after eight days at any', async (t) => {
  const atThree = Date.UTC(2027, 0, 10, 3);
  t.equal(isSelfTestDue(undefined, atThree, 3), true, 'the first quiet hour');
  t.equal(isSelfTestDue(undefined, atThree, 10), false);
  t.equal(isSelfTestDue(atThree - 6 * day, atThree, 3), false);
  t.equal(isSelfTestDue(atThree - 7 * day, atThree, 3), true);
  t.equal(isSelfTestDue(atThree - 7 * day, atThree, 12), false);
  t.equal(isSelfTestDue(atThree - 8 * day, atThree, 12), true, 'a box that is off at night');
  t.equal(isSelfTestDue(atThree + 400 * day, atThree, 3), true, 'a clock that was wrong');
  // A box that runs: over any ten weeks it is tested nine to eleven times, always at night.
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40 * 365 }), fc.integer({ min: 0, max: 59 }), (days, minute) => {
      let last: number | undefined;
      const tests: number[] = [];
      for (let at = days * day + minute * 60_000; at < (days + 70) * day; at += 20 * 60_000) {
        if (!isSelfTestDue(last, at, utcHour(at))) continue;
        last = at;
        tests.push(at);
      }
      return tests.length >= 9 && tests.length <= 11 && tests.every((at) => utcHour(at) >= 1 && utcHour(at) < 5);
    }),
    { numRuns: 50 },
  );
});

t.test('[O5] what is not well is told with its figures, and nothing else', async (t) => {
  const test = judgeSelfTest(well, []);
  t.strictSame(selfTestFacts(test), { at: now, found: [] });
  t.strictSame(
    test.results.map(({ check }) => check),
    Object.keys(selfTestWords),
    'all were looked at',
  );
  t.match(test.results, [
    { check: 'database', figures: { milliseconds: 812 } },
    { figures: { medianMilliseconds: 4, worstMilliseconds: 31 } },
    { figures: { freeBytes: 50e9, totalBytes: 100e9 } },
    { figures: { daysLeft: 80 } },
    { figures: { offsetMilliseconds: 12 } },
    {},
  ]);
  t.strictSame(found({}, { database: { state: 'damaged', milliseconds: 1 } }), ['database fault']);
  t.strictSame(found({}, { database: { state: 'unread', milliseconds: 1 } }), ['database warn']);
  t.strictSame(found({}, { fsync: undefined }), ['fsync fault']);
  t.strictSame(found({}, { fsync: { medianMilliseconds: 300, worstMilliseconds: 300 } }), ['fsync warn']);
  t.strictSame(found({}, { fsync: { medianMilliseconds: 3_000, worstMilliseconds: 3_000 } }), ['fsync fault']);
  t.strictSame(found({ diskFreeBytes: 9e9 }), ['disk warn']);
  t.strictSame(found({ diskFreeBytes: 2e9 }), ['disk fault']);
  t.strictSame(found({ diskFreeBytes: 0, diskTotalBytes: 0 }), ['disk warn'], 'one that does not say');
  t.strictSame(found({ certificateExpiresAt: now + 10 * day }), ['certificate warn']);
  t.strictSame(found({ certificateExpiresAt: now - day }), ['certificate fault']);
  t.strictSame(found({ clockOffsetMilliseconds: null, clockState: 'unsure' }), [], 'a hub that was not heard yet');
  t.strictSame(found({ clockOffsetMilliseconds: -600_000 }), ['clock warn']);
  t.strictSame(found({ backupAt: now - day }), []);
  t.strictSame(found({ backupAt: now - 5 * day }), ['backup warn']);
  t.strictSame(found({ backupAt: now - 20 * day }), ['backup fault']);
});

t.test('[O5] a disk that fills is told weeks before it is full', async (t) => {
  const earlier = (daysAgo: number, freeBytes: number) =>
    judgeSelfTest({ ...well, atMilliseconds: now - daysAgo * day, box: { ...well.box, diskFreeBytes: freeBytes } }, []);
  const disk = (...before: readonly ReturnType<typeof earlier>[]) =>
    judgeSelfTest(well, before).results.find(({ check }) => check === 'disk');
  t.match(disk(earlier(7, 64e9)), { state: 'warn', figures: { bytesPerDay: 2e9, daysLeft: 25 } });
  t.match(disk(earlier(7, 120e9)), { state: 'fault', figures: { bytesPerDay: 10e9, daysLeft: 5 } });
  t.match(disk(earlier(7, 50.7e9)), { state: 'ok', figures: { daysLeft: 500 } });
  t.match(disk(earlier(7, 40e9)), { state: 'ok', figures: { bytesPerDay: Number } }, 'it got more room');
  t.match(disk(earlier(1, 90e9)), { state: 'ok' }, 'one day is no trend');
  t.match(disk(earlier(1, 90e9), earlier(7, 64e9)), { state: 'warn', figures: { daysLeft: 25 } });
});

t.test('[O5] how long the disk takes is measured on it, and leaves nothing behind', async (t) => {
  const dir = temporaryFolder(t);
  const probed = await probeFsync(dir, () => performance.now());
  t.ok(probed !== undefined && probed.medianMilliseconds > 0);
  t.ok(probed !== undefined && probed.worstMilliseconds >= probed.medianMilliseconds);
  t.strictSame(readdirSync(dir), []);
  chmodSync(dir, 0o500);
  t.equal(await probeFsync(join(dir, 'nowhere'), () => performance.now()), undefined, 'where nothing can be written');
  chmodSync(dir, 0o700);
});
