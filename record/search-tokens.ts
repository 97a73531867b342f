import { normaliseTyped } from '../protocol/check-characters.js';
import { asObject, asText, type Elements, valuesAt } from './elements.js';
import { healthIdSystem } from './identity/health-id.js';

/** What a token parameter compares; '' is no system. */
export interface Token {
  readonly system: string;
  readonly code: string;
}

const countryCode = '237';

/** The tokens of a code, boolean, Coding, CodeableConcept, Identifier or ContactPoint (FHIR R4 §3.1.1.4.10). */
export function tokensOf(item: unknown): Token[] {
  if (typeof item === 'boolean') return [{ system: '', code: String(item) }];
  const text = asText(item);
  if (text !== undefined) return [{ system: '', code: text }];
  const object = asObject(item);
  if (object === undefined) return [];
  if ('coding' in object || 'text' in object) {
    const codings = valuesAt(object, 'coding');
    return codings.length === 1 ? codingTokens(codings[0]) : codings.flatMap(codingTokens);
  }
  const code = asText(object['code']);
  if (code !== undefined) return [{ system: asText(object['system']) ?? '', code }];
  const value = asText(object['value']);
  if (value === undefined) return [];
  return isContactPoint(object) ? contactTokens(value) : identifierTokens(object, value);
}

/**
 * What `:of-type` compares of an Identifier (FHIR R4 §3.1.1.4.10): the system of its type, and the type's code with the
 * value behind it.
 */
export function typedIdentifierTokens(item: unknown): Token[] {
  const identifier = asObject(item);
  const value = asText(identifier?.['value']);
  if (identifier === undefined || value === undefined || identifier['type'] === undefined) return [];
  const codes = identifierTokens(identifier, value).map(({ code }) => code);
  return valuesAt(identifier, 'type.coding')
    .flatMap(codingTokens)
    .flatMap(({ system, code }) => codes.map((each) => ({ system, code: `${code}|${each}` })));
}

function codingTokens(item: unknown): Token[] {
  const coding = asObject(item);
  const code = asText(coding?.['code']);
  return code === undefined ? [] : [{ system: asText(coding?.['system']) ?? '', code }];
}

function isContactPoint(object: Elements): boolean {
  return ['phone', 'email', 'sms', 'fax', 'pager', 'url', 'other'].includes(String(object['system']));
}

/** A phone number is found as written, by its digits, and without the country's code. */
function contactTokens(value: string): Token[] {
  const codes = new Set([value]);
  const digits = value.replace(/\D/g, '');
  if (!value.includes('@') && digits.length >= 8) {
    codes.add(digits);
    if (digits.startsWith(countryCode)) codes.add(digits.slice(countryCode.length));
  }
  return [...codes].map((code) => ({ system: '', code }));
}

/** A health identifier is found with and without its hyphens. */
function identifierTokens(identifier: Elements, value: string): Token[] {
  const system = asText(identifier['system']) ?? '';
  const codes = system === healthIdSystem ? new Set([value, normaliseTyped(value)]) : [value];
  return [...codes].map((code) => ({ system, code }));
}
