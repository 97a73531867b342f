/** What a user of the site's network would have found (rule O7). */
export const availabilityStates = ['up', 'degraded', 'down', 'off'] as const;

/** `degraded`: slow, or nothing new is stored; `down`: no answer; `off`: the program did not run, as without power. */
export type AvailabilityState = (typeof availabilityStates)[number];

/** How long a site was how. */
export interface Availability {
  readonly upSeconds: number;
  readonly degradedSeconds: number;
  readonly downSeconds: number;
  readonly offSeconds: number;
}

/** A calendar month of UTC. */
export interface MonthAvailability extends Availability {
  /** `2026-11`. */
  readonly month: string;
}

/** What the figure of a month is held against. */
export const availabilityGoal = 0.999;

/** The part of the time in which users were answered, 0 to 1; `null` where nothing was measured. */
export function availableFraction({
  upSeconds,
  degradedSeconds,
  downSeconds,
  offSeconds,
}: Availability): number | null {
  const answered = upSeconds + degradedSeconds;
  const whole = answered + downSeconds + offSeconds;
  return whole === 0 ? null : answered / whole;
}

/** In percent to the hundredth, rounded down: a month that misses the goal never reads as if it met it. */
export function availablePercent(availability: Availability): number | null {
  const fraction = availableFraction(availability);
  // A billionth, so that a figure that is exact in decimals is not cut by its binary form.
  return fraction === null ? null : Math.floor(fraction * 10_000 + 1e-9) / 100;
}
