/** Tried where a mapping says nothing: in Cameroon the day comes first. */
export const defaultDatePatterns = ['YYYY-MM-DD', 'DD/MM/YYYY', 'D MMMM YYYY', 'YYYY-MM', 'MM/YYYY', 'YYYY'] as const;

const months: readonly (readonly string[])[] = [
  ['janvier', 'january', 'janv', 'jan'],
  ['fevrier', 'february', 'fevr', 'fev', 'feb'],
  ['mars', 'march', 'mar'],
  ['avril', 'april', 'avr', 'apr'],
  ['mai', 'may'],
  ['juin', 'june', 'jun'],
  ['juillet', 'july', 'juil', 'jul'],
  ['aout', 'august', 'aug'],
  ['septembre', 'september', 'sept', 'sep'],
  ['octobre', 'october', 'oct'],
  ['novembre', 'november', 'nov'],
  ['decembre', 'december', 'dec'],
];

/** Day, month and year with `/`, `-` or `.` between them, which of these does not matter. */
const patterns: Readonly<Record<string, RegExp>> = {
  'YYYY-MM-DD': /^(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})(?:[T ][\d:.Z+]*)?$/,
  'DD/MM/YYYY': /^(?<day>\d{1,2})[-/.](?<month>\d{1,2})[-/.](?<year>\d{4})(?: [\d:]*)?$/,
  'MM/DD/YYYY': /^(?<month>\d{1,2})[-/.](?<day>\d{1,2})[-/.](?<year>\d{4})(?: [\d:]*)?$/,
  'D MMMM YYYY': /^(?<day>\d{1,2})(?:er)?[ -](?<name>\p{L}+)\.?[ -](?<year>\d{4})$/u,
  YYYYMMDD: /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/,
  DDMMYYYY: /^(?<day>\d{2})(?<month>\d{2})(?<year>\d{4})$/,
  'YYYY-MM': /^(?<year>\d{4})[-/.](?<month>\d{1,2})$/,
  'MM/YYYY': /^(?<month>\d{1,2})[-/.](?<year>\d{4})$/,
  YYYY: /^(?<year>\d{4})$/,
};

export function isDatePattern(pattern: unknown): pattern is string {
  return typeof pattern === 'string' && Object.hasOwn(patterns, pattern);
}

/** A date as FHIR writes it (`YYYY`, `YYYY-MM`, `YYYY-MM-DD`); `undefined` when none of the patterns reads it as a day that there is. */
export function readDate(text: string, tried: readonly string[]): string | undefined {
  for (const pattern of tried) {
    const parts = patterns[pattern]?.exec(text.trim())?.groups;
    const date = parts && writeDate(parts);
    if (date !== undefined) return date;
  }
  return undefined;
}

function writeDate({ year = '', month, name, day }: Readonly<Record<string, string | undefined>>): string | undefined {
  const number = name === undefined ? Number(month ?? 0) : monthOf(name);
  if (month === undefined && name === undefined) return Number(year) === 0 ? undefined : year;
  if (number < 1 || number > 12 || Number(year) === 0) return undefined;
  const start = `${year}-${String(number).padStart(2, '0')}`;
  if (day === undefined) return start;
  const date = `${start}-${day.padStart(2, '0')}`;
  // The 31st of April becomes another day, or none.
  const time = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date ? undefined : date;
}

function monthOf(name: string): number {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return months.findIndex((names) => names.includes(plain)) + 1;
}
