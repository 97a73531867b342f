import type { LinkName } from '../ids.js';
import type { LinkCauseCode } from '../links/link-causes.js';
import type { LinkStateCode } from '../links/link-states.js';
import type { RoundTripFigures, RoundTrips } from './round-trips.js';

/** How much time one sample stands for (ms): 1 min, 15 min, 1 day (UTC). */
export const resolutions = [60_000, 900_000, 86_400_000] as const;
export type Resolution = (typeof resolutions)[number];

/** How much time a sample as it is first taken stands for; it never leaves the site. */
export const rawMilliseconds = 10_000;

/** What one link has shown in one stretch of time (rule L30). */
export interface LinkSample {
  readonly link: LinkName;
  readonly resolution: Resolution;
  /** When the stretch began, milliseconds since 1970; a multiple of the resolution. */
  readonly at: number;
  /** Probes. */
  readonly sent: number;
  readonly answered: number;
  /** `null` where nothing answered. */
  readonly roundTrip: RoundTripFigures | null;
  /** On the wire. */
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** What stood longest. */
  readonly state: LinkStateCode;
  readonly cause: LinkCauseCode;
}

/** A sample as it is kept where it was measured: all that a coarser one needs. */
export interface MeasuredSample extends Omit<LinkSample, 'resolution' | 'roundTrip'> {
  readonly roundTrips: RoundTrips;
}
