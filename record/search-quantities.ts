import { asObject, asText, type Elements } from './elements.js';

/** What a quantity compares by: the number as it is, and its unit, by code if it has one. */
export interface QuantityKey {
  readonly value: number;
  readonly system: string;
  readonly code: string;
}

/** FHIR R4 §3.1.1.4.11: a Money is counted in this system (FHIR R4 §2.24.0.14). */
const currencies = 'urn:iso:std:iso:4217';

/**
 * The numbers of a Quantity (an Age, a Duration), a Money or a Range (FHIR R4 §3.1.1.4.11); of a range, both ends. Units are not
 * converted: what is sought in another unit than it was written in is not found, rather than found wrongly.
 */
export function quantityKeys(item: unknown): QuantityKey[] {
  const object = asObject(item);
  if (object === undefined) return [];
  if ('low' in object || 'high' in object) return [...quantityKeys(object['low']), ...quantityKeys(object['high'])];
  const value = object['value'];
  if (typeof value !== 'number' || !Number.isFinite(value)) return [];
  const currency = asText(object['currency']);
  if (currency !== undefined) return [{ value, system: currencies, code: currency }];
  return [{ value, system: asText(object['system']) ?? '', code: unitOf(object) }];
}

/** The same of a decimal, an integer or a Range, without units (FHIR R4 §3.1.1.4.6). */
export function numbersOf(item: unknown): number[] {
  if (typeof item === 'number') return Number.isFinite(item) ? [item] : [];
  return quantityKeys(item).map(({ value }) => value);
}

function unitOf(quantity: Elements): string {
  return asText(quantity['code']) ?? asText(quantity['unit']) ?? '';
}
