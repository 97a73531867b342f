import type { SearchValue } from '../../journal/search/search-value.js';
import { Problem } from '../../protocol/problem.js';
import { readInterval } from '../../record/date-time.js';
import { foldText } from '../../record/fold.js';
import { joinedSound, soundsOf } from '../../record/identity/name-sound.js';
import { splitEscaped, unescapeValue } from './escape.js';

type Prefix = SearchValue['prefix'];

const prefixes: ReadonlySet<string> = new Set(['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap']);
const idPattern = /^[A-Za-z0-9\-.]{1,64}$/;
const numberPattern = /^[+-]?\d{1,15}(?:\.\d{1,15})?(?:[eE][+-]?\d{1,2})?$/;
const referencePattern = /^([A-Z][A-Za-z]{0,63})\/([A-Za-z0-9\-.]{1,64})$/;

/** What is wrong with a value, without the value: it may be a patient's name. */
function malformed(parameter: string, what: string): Problem {
  return new Problem('parameter-malformed', `${parameter} ${what}`);
}

/** A value of a string parameter (FHIR R4 §3.1.1.4.8): folded, but as it was written for `:exact`. */
export function stringValue(text: string, exact: boolean): SearchValue {
  const plain = unescapeValue(text);
  return { prefix: 'eq', text: exact ? plain : foldText(plain) };
}

/**
 * How the words of a name sound (FHIR R4 SearchParameter `individual-phonetic`): all of them, or that of their being written in
 * one, as `Ngo Bassong` and `Ngobassong` are.
 * @throws Problem `parameter-malformed`
 */
export function soundValues(parameter: string, text: string): readonly SearchValue[] {
  const plain = unescapeValue(text);
  const [sounds, joined] = [soundsOf(plain), joinedSound(plain)];
  if (sounds.length === 0) throw malformed(parameter, 'has no letter or digit');
  const spelled = joined === undefined ? [sounds] : [sounds, [joined]];
  return spelled.map((each) => ({ prefix: 'eq', text: foldText(plain), sounds: each }));
}

/**
 * Words beside a code, folded (`:text`, FHIR R4 §3.1.1.4.5).
 * @throws Problem `parameter-malformed`
 */
export function wordsValue(parameter: string, text: string): SearchValue {
  const value = stringValue(text, false);
  if (value.text === '') throw malformed(parameter, ':text has no letter or digit');
  return value;
}

/**
 * A token (FHIR R4 §3.1.1.4.10): `code`, `system|code`, `|code` (no system), `system|` (any code of it).
 * @throws Problem `parameter-malformed`
 */
export function tokenValue(parameter: string, text: string): SearchValue {
  const [first = '', second, third] = splitEscaped(text, '|');
  if (third !== undefined) throw malformed(parameter, 'is system|code');
  if (second === undefined) return { prefix: 'eq', text: unescapeValue(first) };
  if (first === '' && second === '') throw malformed(parameter, 'needs a system or a code');
  return { prefix: 'eq', system: unescapeValue(first), text: unescapeValue(second) };
}

/**
 * An identifier with its type (FHIR R4 §3.1.1.4.5): `system|code|value`, all three, the first two of the type.
 * @throws Problem `parameter-malformed`
 */
export function typedIdentifierValue(parameter: string, text: string): SearchValue {
  const parts = splitEscaped(text, '|').map(unescapeValue);
  const [system = '', code = '', value = ''] = parts;
  if (parts.length !== 3 || parts.includes('')) throw malformed(parameter, ':of-type is system|code|value');
  return { prefix: 'eq', system, text: `${code}|${value}` };
}

/**
 * A reference (FHIR R4 §3.1.1.4.9): `id`, `Type/id`, or an absolute URL, under this service or elsewhere. `only` is the type that the
 * parameter or its modifier leaves, when there is but one.
 * @throws Problem `parameter-malformed`
 */
export function referenceValue(parameter: string, text: string, base: string, only: string | undefined): SearchValue {
  const plain = unescapeValue(text);
  const local = plain.startsWith(`${base}/`) ? plain.slice(base.length + 1) : plain;
  const [, type, id] = referencePattern.exec(local) ?? [];
  if (type !== undefined && id !== undefined) return { prefix: 'eq', system: type, text: id };
  // What is elsewhere is indexed by its whole address.
  if (/^[a-z][a-z0-9+.-]*:\S+$/i.test(local)) return { prefix: 'eq', text: local };
  if (!idPattern.test(local)) throw malformed(parameter, 'is an id or Type/id');
  return { prefix: 'eq', text: local, ...(only === undefined ? {} : { system: only }) };
}

/**
 * A date with its precision as the interval that it covers (FHIR R4 §3.1.1.4.7).
 * @throws Problem `parameter-malformed`
 */
export function dateValue(parameter: string, text: string): SearchValue {
  const { prefix, rest } = takePrefix(unescapeValue(text));
  // A `+` before the zone that nobody escaped arrives as a space.
  const interval = readInterval(rest.replace(/ (?=\d{2}:\d{2}$)/, '+'));
  if (interval === undefined) throw malformed(parameter, 'is a date such as 2026-11-21');
  return { prefix, text: rest, start: interval.start, end: interval.end };
}

/**
 * A quantity (FHIR R4 §3.1.1.4.11): `number`, `number|system|code`, `number||code`.
 * @throws Problem `parameter-malformed`
 */
export function quantityValue(parameter: string, text: string): SearchValue {
  const [number = '', system, unit, more] = splitEscaped(text, '|');
  const { prefix, rest } = takePrefix(number);
  if (!numberPattern.test(rest) || more !== undefined || (system !== undefined && unit === undefined)) {
    throw malformed(parameter, 'is number|system|code');
  }
  return {
    prefix,
    text: rest,
    ...(system === undefined || system === '' ? {} : { system: unescapeValue(system) }),
    ...(unit === undefined || unit === '' ? {} : { unit: unescapeValue(unit) }),
  };
}

/**
 * A number (FHIR R4 §3.1.1.4.6), which has no unit.
 * @throws Problem `parameter-malformed`
 */
export function numberValue(parameter: string, text: string): SearchValue {
  const { prefix, rest } = takePrefix(text);
  if (!numberPattern.test(rest)) throw malformed(parameter, 'is a number, without a unit');
  return { prefix, text: rest };
}

/**
 * A uri (FHIR R4 §3.1.1.4.9), compared as it is written. It has no system, and a version is asked for by a parameter of its own.
 * @throws Problem `parameter-malformed`
 */
export function uriValue(parameter: string, text: string): SearchValue {
  if (splitEscaped(text, '|').length > 1) throw malformed(parameter, 'is a uri, without a system or version');
  return { prefix: 'eq', text: unescapeValue(text) };
}

/** @throws Problem `parameter-malformed` */
export function idValue(text: string): SearchValue {
  if (!idPattern.test(text)) throw malformed('_id', 'is an id');
  return { prefix: 'eq', text };
}

/** @throws Problem `parameter-malformed` */
export function missingValue(parameter: string, text: string): SearchValue {
  if (text !== 'true' && text !== 'false') throw malformed(parameter, ':missing is true or false');
  return { prefix: 'eq', text };
}

function takePrefix(text: string): { readonly prefix: Prefix; readonly rest: string } {
  const prefix = text.slice(0, 2);
  return prefixes.has(prefix) ? { prefix: prefix as Prefix, rest: text.slice(2) } : { prefix: 'eq', rest: text };
}
