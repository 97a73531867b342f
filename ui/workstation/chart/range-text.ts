import type { ReferenceRange } from '../../../record/clinical/reference-ranges.js';
import { formatNumber } from '../../kit/i18n/format.js';
import type { Language } from '../../kit/i18n/language.js';

/** `36–37,5`, `≥ 96`, `≤ 139`; '' without a range. */
export function rangeText(language: Language, range: ReferenceRange | undefined): string {
  if (!range) return '';
  const { lowNormal, highNormal } = range;
  if (lowNormal !== undefined && highNormal !== undefined) {
    return `${formatNumber(language, lowNormal)}–${formatNumber(language, highNormal)}`;
  }
  if (lowNormal !== undefined) return `≥\u00a0${formatNumber(language, lowNormal)}`;
  return highNormal === undefined ? '' : `≤\u00a0${formatNumber(language, highNormal)}`;
}
