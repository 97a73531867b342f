import { localDate, readInterval } from '../date-time.js';

/** An age at a date, counted as people count it; `estimated` when the birth date is not known to the day. */
export interface Age {
  readonly years: number;
  /** Whole months since birth. */
  readonly months: number;
  readonly days: number;
  readonly estimated: boolean;
}

const dayMilliseconds = 24 * 60 * 60 * 1000;

/**
 * The age of someone born on a FHIR date of any precision, at a moment (of death, where they died). Of an imprecise date the
 * middle counts. `undefined` when the date is none, or is later than the moment.
 */
export function ageAt(birthDate: string | undefined, nowMilliseconds: number): Age | undefined {
  const interval = birthDate === undefined ? undefined : readInterval(birthDate);
  if (birthDate === undefined || interval === undefined || interval.start > nowMilliseconds) return undefined;
  const exact = birthDate.length >= 10;
  const born = localDate(exact ? interval.start : Math.min((interval.start + interval.end) / 2, nowMilliseconds));
  const today = localDate(nowMilliseconds);
  const [bornYear = 0, bornMonth = 0, bornDay = 0] = born.split('-').map(Number);
  const [year = 0, month = 0, day = 0] = today.split('-').map(Number);
  const months = Math.max(0, (year - bornYear) * 12 + (month - bornMonth) - (day < bornDay ? 1 : 0));
  const days = Math.max(0, Math.round((Date.parse(today) - Date.parse(born)) / dayMilliseconds));
  return { years: Math.floor(months / 12), months, days, estimated: !exact };
}

/** An age as it is said: days in the first month, months below two years, years and months below five, then years. */
export function writeAge(age: Age, language: 'fr' | 'en'): string {
  const about = age.estimated ? (language === 'fr' ? 'env. ' : 'about ') : '';
  return about + (language === 'fr' ? writeFrench(age) : writeEnglish(age));
}

function writeFrench({ years, months, days }: Age): string {
  if (months < 1) return `${days} ${days > 1 ? 'jours' : 'jour'}`;
  if (years < 2) return `${months} mois`;
  if (years < 5 && months % 12 > 0) return `${years} ans ${months % 12} mois`;
  return `${years} ans`;
}

function writeEnglish({ years, months, days }: Age): string {
  if (months < 1) return `${days} ${days === 1 ? 'day' : 'days'}`;
  if (years < 2) return `${months} ${months === 1 ? 'month' : 'months'}`;
  if (years < 5 && months % 12 > 0) return `${years} years ${months % 12} ${months % 12 === 1 ? 'month' : 'months'}`;
  return `${years} years`;
}
