import { codesOf } from '../definitions/load.js';
import type { Findings } from './finding.js';

interface Coding {
  readonly system?: unknown;
  readonly code?: unknown;
}

/**
 * Checks a code, Coding or CodeableConcept against a required binding (FHIR R4 §4.1.5.1). Value sets that cannot be
 * enumerated offline (media types, languages, units) are not checked.
 */
export function checkBinding(value: unknown, type: string, valueSet: string, path: string, findings: Findings): void {
  const codes = codesOf(valueSet);
  if (codes === undefined) return;
  const allows = (coding: Coding) =>
    Object.hasOwn(codes, String(coding.system)) && codes[String(coding.system)]?.includes(String(coding.code)) === true;
  if (type === 'code') {
    if (typeof value === 'string' && !Object.values(codes).some((list) => list.includes(value))) {
      findings.rule(path, `is not one of the codes of ${valueSet}`);
    }
  } else if (type === 'Coding') {
    if (!allows(value as Coding)) findings.rule(path, `is not one of the codes of ${valueSet}`);
  } else if (type === 'CodeableConcept') {
    const { coding } = value as { readonly coding?: unknown };
    if (Array.isArray(coding) && coding.some((item) => isObject(item) && allows(item))) return;
    findings.rule(`${path}.coding`, `none is one of the codes of ${valueSet}`);
  }
}

function isObject(value: unknown): value is Coding {
  return typeof value === 'object' && value !== null;
}
