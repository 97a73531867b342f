import type { ValueSetCodes } from './definitions/compact.js';
import { type Elements, isObject } from './elements.js';

/** Whether a code, Coding, CodeableConcept or Quantity is one of these codes; another type is, for nothing is known of it. */
export function holdsCode(value: unknown, type: string, codes: ValueSetCodes): boolean {
  if (typeof value === 'string') return Object.values(codes).some((list) => list.includes(value));
  if (!isObject(value)) return true;
  if (type === 'CodeableConcept') {
    const { coding } = value;
    return Array.isArray(coding) && coding.some((each: unknown) => isObject(each) && isListed(each, codes));
  }
  return type === 'Coding' || type === 'Quantity' ? isListed(value, codes) : true;
}

function isListed(coding: Elements, codes: ValueSetCodes): boolean {
  const system = String(coding['system']);
  return Object.hasOwn(codes, system) && codes[system]?.includes(String(coding['code'])) === true;
}
