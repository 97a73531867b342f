import type { SearchValue } from '../../journal/search/search-value.js';
import { Problem } from '../../protocol/problem.js';
import { isPlace, surroundingsOf } from '../../record/search-places.js';
import { splitEscaped, unescapeValue } from './escape.js';

/** FHIR R4 leaves to the server what is near where nobody says: a district and what lies around it. */
const distanceDefaultMetres = 50_000;

/** The lengths that distances are asked in, by their codes of UCUM, in metres; a mile is either that of US surveyors or the other. */
const metresOf: ReadonlyMap<string, number> = new Map([
  ['km', 1000],
  ['m', 1],
  ['[mi_us]', 6_336_000 / 3937],
  ['[mi_i]', 1609.344],
]);

const degreesPattern = /^-?\d{1,3}(?:\.\d{1,15})?$/;
const distancePattern = /^\d{1,9}(?:\.\d{1,9})?$/;

/**
 * `latitude|longitude|distance|units` of FHIR R4 `Location.near`, in degrees; without units kilometres are meant.
 * @throws Problem `parameter-malformed`
 */
export function nearValue(parameter: string, text: string): SearchValue {
  const parts = splitEscaped(text, '|').map(unescapeValue);
  const [latitude = '', longitude = '', distance = '', units = '', more] = parts;
  const place = { latitude: Number(latitude), longitude: Number(longitude) };
  const isDegrees = degreesPattern.test(latitude) && degreesPattern.test(longitude);
  if (more !== undefined || !isDegrees || !isPlace(place)) {
    throw wrong(parameter, 'is latitude|longitude|distance|units, in degrees');
  }
  const metres = metresOf.get(units === '' ? 'km' : units);
  if (metres === undefined) throw wrong(parameter, `has units other than ${[...metresOf.keys()].join(', ')}`);
  if (distance !== '' && !distancePattern.test(distance)) throw wrong(parameter, 'has a distance that is none');
  const distanceMetres = distance === '' ? distanceDefaultMetres : Number(distance) * metres;
  return { prefix: 'eq', text: '', around: surroundingsOf(place, distanceMetres) };
}

function wrong(parameter: string, what: string): Problem {
  return new Problem('parameter-malformed', `${parameter} ${what}`);
}
