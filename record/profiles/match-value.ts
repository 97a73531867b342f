import { readInterval } from '../date-time.js';
import { isObject } from '../elements.js';

/** Whether a value is the fixed one: the same members, the same order of lists (FHIR R4 ElementDefinition.fixed[x]). */
export function isFixed(value: unknown, fixed: unknown): boolean {
  if (Array.isArray(fixed)) {
    return Array.isArray(value) && value.length === fixed.length && fixed.every((item, at) => isFixed(value[at], item));
  }
  if (!isObject(fixed)) return value === fixed;
  if (!isObject(value)) return false;
  const keys = Object.keys(fixed);
  return keys.length === Object.keys(value).length && keys.every((key) => isFixed(value[key], fixed[key]));
}

/**
 * Whether a value holds the pattern: what the pattern has the value has too, and each item of a list of the pattern is
 * held by some item (FHIR R4 ElementDefinition.pattern[x]).
 */
export function holdsPattern(value: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern)) {
    return Array.isArray(value) && pattern.every((item) => value.some((each) => holdsPattern(each, item)));
  }
  if (!isObject(pattern)) return value === pattern;
  return isObject(value) && Object.entries(pattern).every(([key, item]) => holdsPattern(value[key], item));
}

/**
 * How a value stands to a bound: below 0 when it is less; `undefined` where the two cannot be compared, as quantities in
 * different units and a date with a duration.
 */
export function compareToBound(value: unknown, bound: unknown): number | undefined {
  if (typeof value === 'number' && typeof bound === 'number') return value - bound;
  if (typeof value === 'string' && typeof bound === 'string') {
    const [own, other] = [readInterval(value), readInterval(bound)];
    return own === undefined || other === undefined ? undefined : own.start - other.start;
  }
  if (!isObject(value) || !isObject(bound)) return undefined;
  const isSameUnit = ['system', 'code', 'unit'].every((key) => bound[key] === undefined || bound[key] === value[key]);
  return isSameUnit ? compareToBound(value['value'], bound['value']) : undefined;
}
