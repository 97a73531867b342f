import type { BoxFacts } from '../../protocol/facts/box-facts.js';
import type { SelfTest, SelfTestResult } from '../../protocol/facts/self-test.js';
import { limits } from '../../protocol/limits.js';

const dayMilliseconds = 24 * 3_600_000;
const fsyncMilliseconds = { warn: 150, fault: 2_000 } as const;
const diskFreeFraction = { warn: 0.1, fault: 0.03 } as const;
const daysUntilFull = { warn: 30, fault: 7 } as const;
const certificateDays = { warn: 21, fault: 7 } as const;
const backupDays = { warn: 3, fault: 14 } as const;
/** Two tests this near to each other tell of no trend. */
const trendDaysMin = 3;

/** What a self-test found out. */
export interface SelfTestReadings {
  readonly atMilliseconds: number;
  /** `unread`: the look itself failed. */
  readonly database: { readonly state: 'sound' | 'damaged' | 'unread'; readonly milliseconds: number };
  /** The median and the longest of a few small writes; `undefined` where none could be made. */
  readonly fsync: { readonly medianMilliseconds: number; readonly worstMilliseconds: number } | undefined;
  readonly box: Pick<
    BoxFacts,
    'diskFreeBytes' | 'diskTotalBytes' | 'certificateExpiresAt' | 'clockState' | 'clockOffsetMilliseconds' | 'backupAt'
  >;
}

type State = SelfTestResult['state'];

/** Says of each what it is, with the figures that it rests on; pure. @param before earlier tests, the newest first */
export function judgeSelfTest(readings: SelfTestReadings, before: readonly SelfTest[]): SelfTest {
  const { atMilliseconds } = readings;
  const results = [
    judgeDatabase(readings),
    judgeFsync(readings),
    judgeDisk(readings, before),
    judgeCertificate(readings),
    judgeClock(readings),
    judgeBackup(readings),
  ];
  return { atMilliseconds, results };
}

function judgeDatabase({ database }: SelfTestReadings): SelfTestResult {
  const states = { sound: 'ok', damaged: 'fault', unread: 'warn' } as const;
  const figures = { milliseconds: Math.round(database.milliseconds) };
  return { check: 'database', state: states[database.state], figures };
}

function judgeFsync({ fsync }: SelfTestReadings): SelfTestResult {
  if (fsync === undefined) return { check: 'fsync', state: 'fault', figures: {} };
  const { medianMilliseconds, worstMilliseconds } = fsync;
  const figures = { medianMilliseconds: round(medianMilliseconds), worstMilliseconds: round(worstMilliseconds) };
  return { check: 'fsync', state: above(medianMilliseconds, fsyncMilliseconds), figures };
}

/** Room now, and by how much it shrank since an earlier test. */
function judgeDisk({ atMilliseconds, box }: SelfTestReadings, before: readonly SelfTest[]): SelfTestResult {
  const { diskFreeBytes: freeBytes, diskTotalBytes: totalBytes } = box;
  const figures = { freeBytes, totalBytes };
  if (totalBytes === 0) return { check: 'disk', state: 'warn', figures };
  const now = below(freeBytes / totalBytes, diskFreeFraction);
  const earlier = before.find((test) => atMilliseconds - test.atMilliseconds >= trendDaysMin * dayMilliseconds);
  const earlierBytes = earlier?.results.find(({ check }) => check === 'disk')?.figures['freeBytes'];
  if (earlier === undefined || earlierBytes === undefined) return { check: 'disk', state: now, figures };
  const days = (atMilliseconds - earlier.atMilliseconds) / dayMilliseconds;
  const bytesPerDay = Math.round((earlierBytes - freeBytes) / days);
  if (bytesPerDay <= 0) return { check: 'disk', state: now, figures: { ...figures, bytesPerDay } };
  const daysLeft = Math.floor(freeBytes / bytesPerDay);
  const state = worse(now, below(daysLeft, daysUntilFull));
  return { check: 'disk', state, figures: { ...figures, bytesPerDay, daysLeft } };
}

function judgeCertificate({ atMilliseconds, box }: SelfTestReadings): SelfTestResult {
  const daysLeft = Math.floor((box.certificateExpiresAt - atMilliseconds) / dayMilliseconds);
  return { check: 'certificate', state: below(daysLeft, certificateDays), figures: { daysLeft } };
}

/** A site that did not hear its hub since it started does not know better: that is no fault of its clock. */
function judgeClock({ box }: SelfTestReadings): SelfTestResult {
  const offset = box.clockOffsetMilliseconds;
  if (offset === null) return { check: 'clock', state: 'ok', figures: {} };
  const state = Math.abs(offset) > limits.clockAheadWarnMillisecondsMax ? 'warn' : 'ok';
  return { check: 'clock', state, figures: { offsetMilliseconds: offset } };
}

/** A box that never made one keeps its records at the hub, whose backup is watched. */
function judgeBackup({ atMilliseconds, box }: SelfTestReadings): SelfTestResult {
  if (box.backupAt === null) return { check: 'backup', state: 'ok', figures: {} };
  const ageDays = Math.floor((atMilliseconds - box.backupAt) / dayMilliseconds);
  return { check: 'backup', state: above(ageDays, backupDays), figures: { ageDays } };
}

function above(value: number, limit: { readonly warn: number; readonly fault: number }): State {
  return value > limit.fault ? 'fault' : value > limit.warn ? 'warn' : 'ok';
}

function below(value: number, limit: { readonly warn: number; readonly fault: number }): State {
  return value < limit.fault ? 'fault' : value < limit.warn ? 'warn' : 'ok';
}

function worse(one: State, other: State): State {
  const order: readonly State[] = ['ok', 'warn', 'fault'];
  return order.indexOf(one) < order.indexOf(other) ? other : one;
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
