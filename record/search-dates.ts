import { earliestMilliseconds, type Interval, latestMilliseconds, readInterval } from './date-time.js';
import { asObject, asText, valuesAt } from './elements.js';

/** The intervals that a date, dateTime, instant, Period or Timing covers (FHIR R4 §3.1.1.4.7). */
export function dateIntervals(item: unknown): Interval[] {
  const text = asText(item);
  if (text !== undefined) return present(readInterval(text));
  const object = asObject(item);
  if (object === undefined) return [];
  if ('event' in object || 'repeat' in object) return present(timingInterval(object));
  return present(periodInterval(object));
}

function periodInterval(period: { readonly [element: string]: unknown }): Interval | undefined {
  const start = asText(period['start']);
  const end = asText(period['end']);
  if (start === undefined && end === undefined) return undefined;
  const first = start === undefined ? earliestMilliseconds : readInterval(start)?.start;
  const last = end === undefined ? latestMilliseconds : readInterval(end)?.end;
  return first === undefined || last === undefined || last <= first ? undefined : { start: first, end: last };
}

/** A Timing is found from its first to its last event, and within its bounds. */
function timingInterval(timing: unknown): Interval | undefined {
  const intervals = [...valuesAt(timing, 'event'), ...valuesAt(timing, 'repeat.boundsPeriod')].flatMap(dateIntervals);
  if (intervals.length === 0) return undefined;
  return {
    start: Math.min(...intervals.map(({ start }) => start)),
    end: Math.max(...intervals.map(({ end }) => end)),
  };
}

function present(interval: Interval | undefined): Interval[] {
  return interval === undefined ? [] : [interval];
}
