import type { Patient } from '@medplum/fhirtypes';
import type { Assessment } from '../../../record/clinical/assess.js';
import { referenceRange } from '../../../record/clinical/reference-ranges.js';
import { type VitalSign, vitalSignDefinitions } from '../../../record/clinical/vital-signs.js';
import { ageAt } from '../../../record/identity/age.js';
import type { VitalItem } from '../../../record/summary.js';
import { formatNumber } from '../../kit/i18n/format.js';
import type { Language } from '../../kit/i18n/language.js';
import { rangeText } from './range-text.js';

/** One line of the table of vital signs; both blood pressures are one line, as people say them. */
export interface VitalLine {
  readonly key: VitalSign;
  readonly name: string;
  readonly value: string;
  readonly unit: string;
  readonly range: string;
  readonly assessment: Assessment | undefined;
  /** `131/85` of the time before. */
  readonly previous: string;
  readonly item: VitalItem;
}

/** Lines of the last vital signs of a summary. */
export function vitalLines(
  language: Language,
  vitals: readonly VitalItem[],
  patient: Patient,
  pressureName: string,
): readonly VitalLine[] {
  const lines = vitals.map((item) => lineOf(language, item, patient));
  const upper = lines.find((line) => line.key === 'systolic');
  const lower = lines.find((line) => line.key === 'diastolic');
  if (!upper || !lower || upper.item.id !== lower.item.id) return lines;
  const both = (of: (line: VitalLine) => string) => [upper, lower].map(of).join('/');
  const pressure: VitalLine = {
    ...upper,
    name: pressureName,
    value: both((line) => line.value),
    range: both((line) => line.range),
    previous: upper.previous && lower.previous ? both((line) => line.previous) : '',
    assessment: worse(upper.assessment, lower.assessment),
  };
  return lines.flatMap((line) => (line === upper ? pressure : line === lower ? [] : line));
}

function lineOf(language: Language, item: VitalItem, patient: Patient): VitalLine {
  const { sign, value, unit, previous } = item;
  const definition = vitalSignDefinitions[sign];
  const ageMonths = ageAt(patient.birthDate, item.milliseconds ?? Date.now())?.months;
  return {
    key: sign,
    name: definition[language],
    value: formatNumber(language, value),
    unit: unit || definition.unit,
    range: rangeText(language, referenceRange(sign, ageMonths)),
    assessment: item.assessment,
    previous: previous === undefined ? '' : formatNumber(language, previous),
    item,
  };
}

/** The one that deserves more attention. */
function worse(one: Assessment | undefined, other: Assessment | undefined): Assessment | undefined {
  const rank = (assessment: Assessment | undefined) =>
    assessment === undefined || assessment === 'normal' ? 0 : assessment.startsWith('critically') ? 2 : 1;
  return rank(other) > rank(one) ? other : one;
}
