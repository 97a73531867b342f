/** The three fields of a date as typed; empty where nothing is. */
export interface DateParts {
  readonly day: string;
  readonly month: string;
  readonly year: string;
}

/** A FHIR date of any precision as three fields. */
export function partsOf(date: string): DateParts {
  const [year = '', month = '', day = ''] = date.slice(0, 10).split('-');
  return { day, month, year };
}

/**
 * Three fields as a FHIR date of the precision given: `2026`, `2026-11`, `2026-11-21`. Not a check: `31/02/2026` becomes
 * `2026-02-31`, which the form's rules then refuse. '' when nothing is typed.
 */
export function dateOf(parts: DateParts): string {
  const [year, month, day] = [parts.year.trim(), parts.month.trim(), parts.day.trim()];
  if (year === '' && month === '' && day === '') return '';
  const two = (text: string) => text.padStart(2, '0');
  // A hole keeps its place, so that the rules see it and say so.
  if (day !== '') return `${year}-${two(month)}-${two(day)}`;
  return month === '' ? year : `${year}-${two(month)}`;
}

const monthStems = [
  'jan',
  'f[ée]v|feb',
  'mar',
  'avr|apr',
  'mai|may',
  'juin|jun',
  'juil|jul',
  'ao[uû]|aug',
  'sep',
  'oct',
  'nov',
  'd[ée]c',
];

/** A pasted date: `2026-11-21`, `21/11/2026`, `21.11.26`, `21 nov. 2026`; `undefined` when it is none of them. */
export function parsePastedDate(text: string): DateParts | undefined {
  const iso = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})/.exec(text);
  if (iso) return { year: iso[1] ?? '', month: iso[2] ?? '', day: iso[3] ?? '' };
  const numeric = /^\s*(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}|\d{2})\s*$/.exec(text);
  if (numeric) return { day: numeric[1] ?? '', month: numeric[2] ?? '', year: fullYear(numeric[3] ?? '') };
  const named = /^\s*(\d{1,2})(?:er|st|nd|rd|th)?\s+(\p{L}+)\.?,?\s+(\d{4})\s*$/u.exec(text);
  if (!named) return undefined;
  const month = monthStems.findIndex((stem) => new RegExp(`^(?:${stem})`, 'i').test(named[2] ?? ''));
  return month < 0 ? undefined : { day: named[1] ?? '', month: String(month + 1), year: named[3] ?? '' };
}

/** Two digits are of this century up to 30, else of the last one: birth dates reach far back. */
function fullYear(year: string): string {
  if (year.length === 4) return year;
  return Number(year) <= 30 ? `20${year}` : `19${year}`;
}
