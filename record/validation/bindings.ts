import type { InternalSchemaElement } from '@medplum/core';
import { codesOf } from '../definitions/load.js';
import { asObject, isObject } from '../elements.js';
import { holdsCode } from '../holds-code.js';
import { isCurrency } from './currencies.js';
import type { Findings } from './finding.js';
import { isMediaType } from './media-type.js';
import { isUcum, ucum } from './ucum.js';

/** Quantities are bound to units, which are found otherwise. */
const boundTypes = new Set(['code', 'Coding', 'CodeableConcept']);

/** Value sets that no definition lists, for what they hold follows a grammar or stands in a standard of others. */
const grammars: Readonly<
  Record<string, { readonly holds: (value: unknown, element: string) => boolean; readonly text: string }>
> = {
  'http://hl7.org/fhir/ValueSet/mimetypes': { holds: holdsMediaType, text: 'is not a media type (BCP 13)' },
  'http://hl7.org/fhir/ValueSet/currencies': {
    holds: (value) => typeof value !== 'string' || isCurrency(value),
    text: 'is not a currency of ISO 4217',
  },
  'http://hl7.org/fhir/ValueSet/ucum-units': { holds: holdsUnit, text: 'has no coding that is a unit of UCUM' },
};

/**
 * Checks a code, Coding or CodeableConcept against the required binding of its element (FHIR R4 §4.1.5.1): by the list of its
 * codes, or by their grammar. A value set that has neither (one of LOINC) is not checked.
 */
export function checkBinding(
  value: unknown,
  type: string,
  element: Pick<InternalSchemaElement, 'path' | 'binding'>,
  path: string,
  findings: Findings,
): void {
  const valueSet = element.binding?.valueSet;
  if (valueSet === undefined || !boundTypes.has(type)) return;
  const grammar = Object.hasOwn(grammars, valueSet) ? grammars[valueSet] : undefined;
  if (grammar !== undefined && !grammar.holds(value, element.path)) findings.rule(path, grammar.text);
  const codes = codesOf(valueSet);
  if (codes === undefined || holdsCode(value, type, codes)) return;
  if (type === 'CodeableConcept') findings.rule(`${path}.coding`, `none is one of the codes of ${valueSet}`);
  else findings.rule(path, `is not one of the codes of ${valueSet}`);
}

/** A CapabilityStatement, and a TestScript that asks a server for what that offers, say `json` and `xml` in short (FHIR R4 §5.1). */
function holdsMediaType(value: unknown, element: string): boolean {
  if (typeof value !== 'string') return true;
  return (
    isMediaType(value) || (/^(?:CapabilityStatement|TestScript)\./.test(element) && /^(?:json|xml|ttl)$/.test(value))
  );
}

function holdsUnit(value: unknown): boolean {
  const codings = asObject(value)?.['coding'];
  return Array.isArray(codings) && codings.some(isUnit);
}

function isUnit(coding: unknown): boolean {
  if (!isObject(coding)) return false;
  const { system, code } = coding;
  return system === ucum && typeof code === 'string' && isUcum(code);
}
