import type { Language } from './language.js';

const locales: Record<Language, string> = { fr: 'fr-FR', en: 'en-GB' };

/** `2026-11-21` → `21 nov. 2026`; partial FHIR dates stay partial (`2026-11` → `nov. 2026`). Unreadable text as it is. */
export function formatDate(language: Language, date: string): string {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(date);
  if (!match) return date;
  const [, year = '', month, day] = match;
  if (month === undefined) return year;
  // A FHIR date-time is shown as the day it is here, not as the day it was written in another offset.
  const value = date.includes('T') ? new Date(date) : new Date(Number(year), Number(month) - 1, Number(day ?? 1));
  if (Number.isNaN(value.getTime())) return date;
  return new Intl.DateTimeFormat(locales[language], {
    year: 'numeric',
    month: 'short',
    ...(day === undefined ? {} : { day: 'numeric' }),
  }).format(value);
}

/** `10:42`, 24 hours in both languages. */
export function formatTime(language: Language, at: string | number): string {
  const value = new Date(at);
  if (Number.isNaN(value.getTime())) return '';
  return new Intl.DateTimeFormat(locales[language], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    value,
  );
}

/** `10:42` today, `21 nov. 2026, 10:42` on another day. */
export function formatMoment(language: Language, at: string | number, nowMilliseconds: number): string {
  const value = new Date(at);
  if (Number.isNaN(value.getTime())) return '';
  const time = formatTime(language, at);
  if (value.toDateString() === new Date(nowMilliseconds).toDateString()) return time;
  return `${formatDate(language, value.toISOString())}, ${time}`;
}

/** `aujourd’hui 10:42`, `21 nov. 2026, 10:42`: for the moments of a record, where a bare time would be a riddle. */
export function formatDayAndTime(language: Language, at: string | number, nowMilliseconds: number): string {
  const moment = formatMoment(language, at, nowMilliseconds);
  if (!/^\d\d:\d\d$/.test(moment)) return moment;
  return `${language === 'fr' ? 'aujourd’hui' : 'today'} ${moment}`;
}

/** Decimal comma in French; `decimals` fixes how many are shown. */
export function formatNumber(language: Language, value: number, decimals?: number): string {
  const digits =
    decimals === undefined
      ? { maximumFractionDigits: 6 }
      : { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return new Intl.NumberFormat(locales[language], digits).format(value);
}

/** `+237699123456` → `+237 6 99 12 34 56`; anything else as written. */
export function formatPhone(phone: string): string {
  const digits = /^(?:\+|00)?(?:237)?([2368]\d{8})$/.exec(phone.replace(/[\s.-]/g, ''))?.[1];
  return digits === undefined ? phone : `+237 ${digits[0]} ${(digits.slice(1).match(/\d\d/g) ?? []).join(' ')}`;
}

const units: readonly [key: DurationUnit, milliseconds: number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

export type DurationUnit = 'day' | 'hour' | 'minute' | 'second';

const unitWords: Record<Language, Record<DurationUnit, string>> = {
  fr: { day: 'j', hour: 'h', minute: 'min', second: 's' },
  en: { day: 'd', hour: 'h', minute: 'min', second: 's' },
};

/** The largest unit that fits, whole: `3 j`, `12 min`, `4 s`. */
export function formatDuration(language: Language, milliseconds: number): string {
  const length = Math.max(0, milliseconds);
  for (const [unit, size] of units) {
    if (length >= size) return `${Math.floor(length / size)}\u00a0${unitWords[language][unit]}`;
  }
  return `0\u00a0${unitWords[language].second}`;
}
