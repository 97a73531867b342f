import type { LinkPast } from './history.js';

/** How far back may be shown, in hours. */
export const spans = [1, 6, 24] as const;
export type Hours = (typeof spans)[number];

const hourMilliseconds = 3_600_000;

/** The shortest span that leaves out nothing that was measured: a site of an hour ago would be a stroke at the edge of a day. */
export function fittingHours(links: readonly LinkPast[], nowMilliseconds: number): Hours {
  const oldest = Math.min(...links.flatMap(({ samples }) => samples.map(({ at }) => at)));
  return spans.find((hours) => oldest >= nowMilliseconds - hours * hourMilliseconds && Number.isFinite(oldest)) ?? 24;
}

export function hoursAsMilliseconds(hours: Hours): number {
  return hours * hourMilliseconds;
}
