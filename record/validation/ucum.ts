import { isUcumUnit } from './ucum-units.js';

/** The system of its codes (FHIR R4 §4.3.9). */
export const ucum = 'http://unitsofmeasure.org';

/** What people write has some tens; a longer text is not looked at. */
const charactersMax = 500;
/** A unit with its exponent, or a number; what stands in brackets belongs to the name of a unit. */
const operand = /(?:\[[^[\]]*\]|[^./(){}[\]\s])+/y;
/** A remark (UCUM 2.2 §12): no unit, and no part of the meaning. */
const annotation = /\{[!-z|~]*\}/y;

/**
 * Whether a text is a unit of UCUM 2.2 (The Unified Code for Units of Measure, §§5 to 12), in its case-sensitive form: units
 * with prefixes and exponents, numbers, `.` and `/` between them, parentheses and annotations.
 */
export function isUcum(text: string): boolean {
  if (text.length > charactersMax) return false;
  let depth = 0;
  // A unit may begin with a division: `/min`.
  let at = text.startsWith('/') ? 1 : 0;
  let wantsOperand = true;
  while (at < text.length) {
    const character = text[at];
    if (wantsOperand && character === '(') {
      depth += 1;
      at += 1;
      continue;
    }
    if (wantsOperand) {
      const end = endOfOperand(text, at);
      if (end === undefined) return false;
      at = end;
    } else if (character === ')' && depth > 0) {
      depth -= 1;
      at = endOf(annotation, text, at + 1) ?? at + 1;
    } else if (character === '.' || character === '/') at += 1;
    else return false;
    wantsOperand = !wantsOperand && character !== ')';
  }
  return !wantsOperand && depth === 0;
}

/** Behind a unit or a number, an annotation, or both. */
function endOfOperand(text: string, at: number): number | undefined {
  const end = endOf(operand, text, at);
  if (end === undefined) return endOf(annotation, text, at);
  if (!isFactor(text.slice(at, end))) return undefined;
  return endOf(annotation, text, end) ?? end;
}

/** A number, or a unit to a power: `10*3`, `m2`, `s-1`. */
function isFactor(text: string): boolean {
  if (/^[1-9]\d*$/.test(text)) return true;
  return isUcumUnit(text) || isUcumUnit(text.replace(/[+-]?\d+$/, ''));
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
