import type { AvailabilityState, MonthAvailability } from '../../protocol/facts/availability.js';

/** A part of a day of UTC. */
export interface DayShare {
  /** Days since 1970. */
  readonly day: number;
  readonly state: AvailabilityState;
  readonly milliseconds: number;
}

/** How long a site was how for its users (rules O7, O8). */
export interface AvailabilityStore {
  /** Adds shares, and keeps until when all is accounted for, in one transaction. No day gets longer than a day. */
  keep(shares: readonly DayShare[], untilMilliseconds: number): Promise<void>;
  /** Until when all is accounted for; `undefined` before the first time. */
  accountedUntil(): Promise<number | undefined>;
  /** The month of a moment and the one before, the newest first; those without anything left out. */
  months(nowMilliseconds: number): Promise<readonly MonthAvailability[]>;
}
