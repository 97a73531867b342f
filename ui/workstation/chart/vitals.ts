import type { Observation, Patient } from '@medplum/fhirtypes';
import { type Assessment, assessValue } from '../../../record/clinical/assess.js';
import { type ReferenceRange, referenceRange } from '../../../record/clinical/reference-ranges.js';
import {
  type VitalSign,
  vitalSignDefinitions,
  vitalSignOfLoinc,
  vitalSigns,
} from '../../../record/clinical/vital-signs.js';
import { ageAt } from '../../../record/identity/age.js';

/** The last measurement of a vital sign. */
export interface LastVital {
  readonly sign: VitalSign;
  readonly value: number;
  readonly unit: string;
  readonly at: string;
  readonly observation: Observation;
  readonly assessment: Assessment | undefined;
  readonly range: ReferenceRange | undefined;
}

/** The last value of each vital sign, in the order that people read them. */
export function lastVitals(observations: readonly Observation[], patient: Patient): readonly LastVital[] {
  const last = new Map<VitalSign, LastVital>();
  for (const observation of observations) {
    if (observation.status === 'entered-in-error' || observation.status === 'cancelled') continue;
    for (const part of [observation, ...(observation.component ?? [])]) {
      const sign = part.code?.coding?.map((coding) => vitalSignOfLoinc(coding.code ?? '')).find(Boolean);
      const value = part.valueQuantity?.value;
      if (!sign || value === undefined) continue;
      const at = observation.effectiveDateTime ?? observation.issued ?? '';
      const known = last.get(sign);
      if (known && known.at >= at) continue;
      const ageMonths = ageAt(patient.birthDate, Date.parse(at))?.months;
      const { unit } = vitalSignDefinitions[sign];
      last.set(sign, {
        sign,
        value,
        unit: part.valueQuantity?.unit ?? unit,
        at,
        observation,
        assessment: assessValue(sign, value, ageMonths),
        range: referenceRange(sign, ageMonths),
      });
    }
  }
  return vitalSigns.flatMap((sign) => last.get(sign) ?? []);
}
