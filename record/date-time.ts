/** The interval that a FHIR date covers: milliseconds since 1970, `end` exclusive. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/**
 * Where a date without time zone is read: Africa/Douala, UTC+1 all year. One constant for all nodes, so that a search
 * for a day finds the same at both ends.
 */
export const localOffsetMinutes = 60;

/** Before and after every date: what an open end of a period stands for. */
export const earliestMilliseconds = -8.64e15;
export const latestMilliseconds = 8.64e15;

const pattern =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/;
const minuteMilliseconds = 60_000;

/**
 * Reads a FHIR date, dateTime or instant of any precision (FHIR R4 §2.24.0.1) into the interval that it covers;
 * `undefined` when it is none, or is a day that the calendar lacks (2024-02-30). Seconds may be left out, as search
 * parameters may (FHIR R4 §3.1.1.4.7).
 */
export function readInterval(text: string): Interval | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  if (!isCalendarDay(Number(year), numberOf(month), numberOf(day))) return undefined;
  if (!isTimeOfDay(numberOf(hour) ?? 0, numberOf(minute) ?? 0, numberOf(second) ?? 0)) return undefined;
  const offset = readOffset(zone);
  if (offset === undefined) return undefined;
  const milliseconds = fraction === undefined ? 0 : Number(fraction.padEnd(3, '0').slice(0, 3));
  const at = (monthIndex: number, dayOfMonth: number) =>
    utc(Number(year), monthIndex, dayOfMonth, Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)) +
    milliseconds -
    offset * minuteMilliseconds;
  const monthIndex = month === undefined ? 0 : Number(month) - 1;
  const start = at(monthIndex, Number(day ?? 1));
  if (month === undefined) return { start, end: at(12, 1) };
  if (day === undefined) return { start, end: at(monthIndex + 1, 1) };
  if (hour === undefined) return { start, end: at(monthIndex, Number(day) + 1) };
  if (second === undefined) return { start, end: start + minuteMilliseconds };
  return { start, end: start + (fraction === undefined ? 1000 : 1) };
}

/** The FHIR date of a moment, in local time. */
export function localDate(milliseconds: number): string {
  return new Date(milliseconds + localOffsetMinutes * minuteMilliseconds).toISOString().slice(0, 10);
}

/** The FHIR dateTime of a moment, in local time with its zone, to the second. */
export function localDateTime(milliseconds: number): string {
  const local = new Date(milliseconds + localOffsetMinutes * minuteMilliseconds).toISOString().slice(0, 19);
  return `${local}+${String(localOffsetMinutes / 60).padStart(2, '0')}:00`;
}

/** Whether the calendar has this day; month and day may be missing. */
export function isCalendarDay(year: number, month: number | undefined, day: number | undefined): boolean {
  if (!(year >= 1 && year <= 9999)) return false;
  if (month === undefined) return day === undefined;
  if (!(month >= 1 && month <= 12)) return false;
  return day === undefined || (day >= 1 && day <= daysInMonth(year, month));
}

function daysInMonth(year: number, month: number): number {
  return new Date(utc(year, month, 0, 0, 0, 0)).getUTCDate();
}

function isTimeOfDay(hour: number, minute: number, second: number): boolean {
  return hour <= 23 && minute <= 59 && second <= 60;
}

function readOffset(zone: string | undefined): number | undefined {
  if (zone === undefined) return localOffsetMinutes;
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (minutes > 59 || hours > 14 || (hours === 14 && minutes > 0)) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/** `Date.UTC` without its special meaning of the years 0 to 99. */
function utc(year: number, monthIndex: number, day: number, hour: number, minute: number, second: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, monthIndex, day);
  return date.setUTCHours(hour, minute, second, 0);
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
