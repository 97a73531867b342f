import { codesOf } from '../definitions/load.js';
import { holdsCode } from '../holds-code.js';
import type { Findings } from './finding.js';

/** Quantities are bound to units, which are found otherwise. */
const boundTypes = new Set(['code', 'Coding', 'CodeableConcept']);

/**
 * Checks a code, Coding or CodeableConcept against a required binding (FHIR R4 §4.1.5.1). Value sets that cannot be
 * enumerated offline (media types, languages, units) are not checked.
 */
export function checkBinding(value: unknown, type: string, valueSet: string, path: string, findings: Findings): void {
  const codes = codesOf(valueSet);
  if (codes === undefined || !boundTypes.has(type) || holdsCode(value, type, codes)) return;
  if (type === 'CodeableConcept') findings.rule(`${path}.coding`, `none is one of the codes of ${valueSet}`);
  else findings.rule(path, `is not one of the codes of ${valueSet}`);
}
