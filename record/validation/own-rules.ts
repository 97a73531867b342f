import { vitalSignDefinitions, vitalSignOfLoinc } from '../clinical/vital-signs.js';
import { readInterval } from '../date-time.js';
import type { FhirObject } from '../resource.js';
import type { Findings } from './finding.js';
import { ucum } from './ucum.js';

type Value = { readonly [element: string]: unknown };

const dayMilliseconds = 24 * 60 * 60 * 1000;
const loinc = 'http://loinc.org';

/**
 * Carnet's own rules, for every client alike; few, and only what cannot be true:
 * - a birth date is not later than tomorrow (the clocks of a region may differ by some hours);
 * - a vital sign, coded in LOINC with the UCUM unit that its form uses, is within what a body can have.
 */
export function checkOwnRules(value: FhirObject, nowMilliseconds: number | undefined, findings: Findings): void {
  if (value.resourceType === 'Patient' && nowMilliseconds !== undefined) {
    checkBirthDate(value, nowMilliseconds, findings);
  }
  if (value.resourceType !== 'Observation') return;
  checkVitalSign(value, 'Observation', findings);
  const components = value['component'];
  if (!Array.isArray(components)) return;
  components.forEach((component: Value, index) => {
    checkVitalSign(component, `Observation.component[${index}]`, findings);
  });
}

function checkBirthDate(value: FhirObject, nowMilliseconds: number, findings: Findings): void {
  const birthDate = value['birthDate'];
  const interval = typeof birthDate === 'string' ? readInterval(birthDate) : undefined;
  if (interval && interval.start > nowMilliseconds + dayMilliseconds) {
    findings.rule('Patient.birthDate', 'is in the future');
  }
}

function checkVitalSign(value: Value, path: string, findings: Findings): void {
  const quantity = value['valueQuantity'] as Value | undefined;
  const amount = quantity?.['value'];
  if (typeof amount !== 'number' || quantity?.['system'] !== ucum) return;
  const { coding } = (value['code'] ?? {}) as { readonly coding?: readonly Value[] };
  for (const { system, code } of coding ?? []) {
    const sign = system === loinc ? vitalSignOfLoinc(String(code)) : undefined;
    if (sign === undefined) continue;
    const definition = vitalSignDefinitions[sign];
    const [low, high] = definition.hardRange;
    if (quantity['code'] === definition.ucum && (amount < low || amount > high)) {
      findings.rule(
        `${path}.valueQuantity.value`,
        `is impossible: ${definition.en} is ${low} to ${high} ${definition.unit}`,
      );
    }
  }
}
