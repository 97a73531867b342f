import type { Resolution, rawMilliseconds } from '../../protocol/telemetry/link-sample.js';

const hourMilliseconds = 3_600_000;
const dayMilliseconds = 24 * hourMilliseconds;

/** For how long samples of each resolution are kept. */
export const keptMilliseconds: Readonly<Record<Resolution | typeof rawMilliseconds, number>> = {
  10000: 48 * hourMilliseconds,
  60000: 7 * dayMilliseconds,
  900000: 90 * dayMilliseconds,
  86400000: 730 * dayMilliseconds,
};
export const decisionsKeptMilliseconds = 90 * dayMilliseconds;
/** Samples of a minute that could not be told within this are not told any more: those of 15 minutes are. */
export const fineToldMillisecondsMax = dayMilliseconds;
/** What lies further in the future was measured under a clock that has been set back since. */
export const futureMillisecondsMax = dayMilliseconds;

export const keptResolutions = [10_000, 60_000, 900_000, 86_400_000] as const;
