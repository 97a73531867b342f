import { type ReferenceRange, referenceRange } from './reference-ranges.js';
import { type VitalSign, vitalSignDefinitions } from './vital-signs.js';

export type Assessment = 'critically-low' | 'low' | 'normal' | 'high' | 'critically-high';

/** The arrow that stands beside a value; meaning is never by colour alone. */
export const assessmentArrows: Readonly<Record<Assessment, string>> = {
  'critically-low': '↓↓',
  low: '↓',
  normal: '',
  high: '↑',
  'critically-high': '↑↑',
};

/** The words beside the arrow. */
export const assessmentWords: Readonly<Record<Assessment, { readonly fr: string; readonly en: string }>> = {
  'critically-low': { fr: 'très bas', en: 'critically low' },
  low: { fr: 'bas', en: 'low' },
  normal: { fr: 'normal', en: 'normal' },
  high: { fr: 'élevé', en: 'high' },
  'critically-high': { fr: 'très élevé', en: 'critically high' },
};

/** HL7 v3 ObservationInterpretation; HH and LL make the change urgent. */
export const assessmentCodes: Readonly<Record<Assessment, string>> = {
  'critically-low': 'LL',
  low: 'L',
  normal: 'N',
  high: 'H',
  'critically-high': 'HH',
};

/** Assesses a value by the reference range of its age; `undefined` where there is no range. */
export function assessValue(sign: VitalSign, value: number, ageMonths: number | undefined): Assessment | undefined {
  const range = referenceRange(sign, ageMonths);
  return range === undefined ? undefined : assessWithin(range, value);
}

/** Whether people should look again at what they typed: possible, but rarely true. */
export function isPlausible(sign: VitalSign, value: number): boolean {
  const [low, high] = vitalSignDefinitions[sign].plausibleRange;
  return value >= low && value <= high;
}

function assessWithin(range: ReferenceRange, value: number): Assessment {
  if (range.highCritical !== undefined && value >= range.highCritical) return 'critically-high';
  if (range.lowCritical !== undefined && value <= range.lowCritical) return 'critically-low';
  if (range.highNormal !== undefined && value > range.highNormal) return 'high';
  if (range.lowNormal !== undefined && value < range.lowNormal) return 'low';
  return 'normal';
}
