import { formatDuration } from '../../kit/i18n/format.js';
import type { Language } from '../../kit/i18n/language.js';

const hourMilliseconds = 3_600_000;
const dayMilliseconds = 24 * hourMilliseconds;
const minuteMilliseconds = 60_000;

/** How long something lasts, in two units from an hour on: `1 j 2 h`, `2 h 14 min`, `12 min`, `4 s`. */
export function ageText(language: Language, milliseconds: number): string {
  const whole = formatDuration(language, milliseconds);
  if (milliseconds < hourMilliseconds) return whole;
  const days = milliseconds >= dayMilliseconds;
  const rest = milliseconds % (days ? dayMilliseconds : hourMilliseconds);
  if (rest < (days ? hourMilliseconds : minuteMilliseconds)) return whole;
  return `${whole} ${formatDuration(language, rest)}`;
}
