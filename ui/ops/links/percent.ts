import { formatNumber } from '../../kit/i18n/format.js';
import type { OpsWords } from '../words/use-words.js';

/** A share of 1 as `0,3 %`: one decimal where it is small. */
export function percentText(words: OpsWords, fraction: number): string {
  const percent = fraction * 100;
  const decimals = percent > 0 && percent < 9.95 ? 1 : 0;
  return words.t('loss.percent', { percent: formatNumber(words.language, percent, decimals) });
}
