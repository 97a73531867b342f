import { formatNumber } from './format.js';
import type { Language } from './language.js';

const units: Readonly<Record<Language, readonly string[]>> = {
  fr: ['o', 'ko', 'Mo', 'Go', 'To'],
  en: ['B', 'kB', 'MB', 'GB', 'TB'],
};

/** `0 o`, `12 ko`, `3,4 Mo`: powers of ten, as operators bill them; one decimal below ten. */
export function formatBytes(language: Language, bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units[language].length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const decimals = unit > 0 && value < 9.95 ? 1 : 0;
  return `${formatNumber(language, value, decimals)}\u00a0${units[language][unit]}`;
}
