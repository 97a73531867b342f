import { foldText } from '../../record/fold.js';
import type { Surroundings } from '../../record/search-places.js';
import type { SearchClause } from '../record-store.js';
import { lastCharacter } from './order.js';
import type { SearchValue } from './search-value.js';
import type { Predicate } from './source.js';

/** The columns of a row that a value is compared with, in the order in which its kind has them. */
export type Columns = readonly string[];

/** `ap`: within ten percent (FHIR R4 §3.1.1.4.6). */
const approximate = 0.1;

/** FHIR R4 §3.1.1.4.8: the start of the text by default; `:exact` as written; `:contains` anywhere. */
export function stringPredicate(
  value: SearchValue,
  modifier: SearchClause['modifier'],
  [folded = '', exact = '']: Columns,
): Predicate {
  if (value.sounds !== undefined) return soundsPredicate(value.sounds, folded);
  if (modifier === 'exact') {
    return { text: `${folded} = ? AND ${exact} = ?`, values: [foldText(value.text), value.text] };
  }
  if (modifier === 'contains') return { text: `instr(${folded}, ?) > 0`, values: [foldText(value.text)] };
  return { text: `${folded} >= ? AND ${folded} < ?`, values: [value.text, `${value.text}${lastCharacter}`] };
}

/** A word that sounds like the longest of those wanted, of which there are the fewest, beside words that sound like the others. */
function soundsPredicate(sounds: readonly string[], column: string): Predicate {
  const [first = '', ...others] = [...new Set(sounds)].sort((one, other) => other.length - one.length);
  const beside = ` AND EXISTS (SELECT 1 FROM search_string w INDEXED BY search_string_of
    WHERE w.resource = s.resource AND w.parameter = s.parameter AND w.value = ?)`;
  return { text: `${column} = ?${beside.repeat(others.length)}`, values: [first, ...others] };
}

/** FHIR R4 §3.1.1.4.10. Many codes are one list, for SQLite takes no statement of a thousand alternatives. */
export function tokenPredicate({ system, text, among }: SearchValue, [code = '', systems = '']: Columns): Predicate {
  if (among !== undefined) {
    const list = JSON.stringify(among.map((each) => [each.code, each.system]));
    return { text: `(${code}, ${systems}) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))`, values: [list] };
  }
  if (system === undefined) return { text: `${code} = ?`, values: [text] };
  if (text === '') return { text: `${systems} = ?`, values: [system] };
  return { text: `${code} = ? AND ${systems} = ?`, values: [text, system] };
}

/** FHIR R4 §3.1.1.4.5 `:below`: the URL itself, and those in which further segments of a path follow on it. */
export function belowPredicates({ text }: SearchValue, [url = '']: Columns): readonly Predicate[] {
  const folder = text.endsWith('/') ? text : `${text}/`;
  return [
    { text: `${url} = ?`, values: [text] },
    { text: `${url} >= ? AND ${url} < ?`, values: [folder, `${folder}${lastCharacter}`] },
  ];
}

/** FHIR R4 §3.1.1.4.9. */
export function referencePredicate({ system, text }: SearchValue, [target = '', type = '']: Columns): Predicate {
  if (system === undefined) return { text: `${target} = ?`, values: [text] };
  return { text: `${target} = ? AND ${type} = ?`, values: [text, system] };
}

/**
 * FHIR R4 §3.1.1.4.7: the resource's interval [start, end) against the interval asked for. An interval starts before it ends, so
 * one that ends by a time starts before it: that is said, too, for the index goes by the start and would be read to its end.
 */
export function datePredicate(value: SearchValue, now: number, [first = '', last = '']: Columns): Predicate {
  const { start = 0, end = 0 } = value;
  switch (value.prefix) {
    case 'eq':
      return { text: `${first} >= ? AND ${first} < ? AND ${last} <= ?`, values: [start, end, end] };
    case 'ne':
      return { text: `(${first} < ? OR ${last} > ?)`, values: [start, end] };
    case 'gt':
      return { text: `${last} > ?`, values: [end] };
    case 'lt':
      return { text: `${first} < ?`, values: [start] };
    case 'ge':
      return { text: `(${first} >= ? OR ${last} > ?)`, values: [start, end] };
    case 'le':
      return { text: `(${first} < ? OR ${last} <= ?)`, values: [start, end] };
    case 'sa':
      return { text: `${first} >= ?`, values: [end] };
    case 'eb':
      return { text: `${first} < ? AND ${last} <= ?`, values: [start, start] };
    case 'ap': {
      const margin = Math.abs(now - start) * approximate;
      return { text: `${first} < ? AND ${last} > ?`, values: [end + margin, start - margin] };
    }
  }
}

/** The same for the time of the last version, of the row of `resource` that goes by this name. */
export function updatedPredicate(value: SearchValue, row: string, now: number): Predicate {
  return instantPredicate(value, `${row}.updated_milliseconds`, now);
}

/** The same for an instant: a column of milliseconds. */
export function instantPredicate(value: SearchValue, column: string, now: number): Predicate {
  const { start = 0, end = 0 } = value;
  switch (value.prefix) {
    case 'eq':
      return { text: `${column} >= ? AND ${column} < ?`, values: [start, end] };
    case 'ne':
      return { text: `(${column} < ? OR ${column} >= ?)`, values: [start, end] };
    case 'gt':
    case 'sa':
      return { text: `${column} >= ?`, values: [end] };
    case 'lt':
    case 'eb':
      return { text: `${column} < ?`, values: [start] };
    case 'ge':
      return { text: `${column} >= ?`, values: [start] };
    case 'le':
      return { text: `${column} < ?`, values: [end] };
    case 'ap': {
      const margin = Math.abs(now - start) * approximate;
      return { text: `${column} >= ? AND ${column} < ?`, values: [start - margin, end + margin] };
    }
  }
}

/** FHIR R4 §3.1.1.4.11; the number stands for all that rounds to it, by the digits it was written with. */
export function quantityPredicate(value: SearchValue, columns: Columns): Predicate {
  if (value.around !== undefined) return aroundPredicate(value.around, columns);
  const [number = '', code = '', systems = ''] = columns;
  const range = numberPredicate(value, number);
  const unit = value.unit === undefined ? [] : [value.unit];
  const system = value.system === undefined ? [] : [value.system];
  return {
    text: range.text + (unit.length > 0 ? ` AND ${code} = ?` : '') + (system.length > 0 ? ` AND ${systems} = ?` : ''),
    values: [...range.values, ...unit, ...system],
  };
}

/**
 * What lies within a distance (FHIR R4 `Location.near`): between two parallels, by the index, and of that what a straight line
 * through the globe reaches. The columns hold z, x and y of a point of the unit sphere.
 */
function aroundPredicate(around: Surroundings, [z = '', x = '', y = '']: Columns): Predicate {
  const square = (column: string) => `(${column} - ?) * (${column} - ?)`;
  const chord = [z, `CAST(${x} AS REAL)`, `CAST(${y} AS REAL)`].map(square).join(' + ');
  return {
    text: `${z} >= ? AND ${z} <= ? AND ${chord} <= ?`,
    values: [
      ...[around.zMin, around.zMax],
      ...[around.z, around.z, around.x, around.x, around.y, around.y],
      around.chordSquareMax,
    ],
  };
}

/** FHIR R4 §3.1.1.4.6: only `eq` and `ne` mean what rounds to the number; the other prefixes take it as it stands. */
function numberPredicate({ prefix, text }: SearchValue, column: string): Predicate {
  const number = Number(text);
  const [low, high] = roundingRange(text);
  switch (prefix) {
    case 'eq':
      return { text: `${column} >= ? AND ${column} < ?`, values: [low, high] };
    case 'ne':
      return { text: `(${column} < ? OR ${column} >= ?)`, values: [low, high] };
    case 'gt':
    case 'sa':
      return { text: `${column} > ?`, values: [number] };
    case 'lt':
    case 'eb':
      return { text: `${column} < ?`, values: [number] };
    case 'ge':
      return { text: `${column} >= ?`, values: [number] };
    case 'le':
      return { text: `${column} <= ?`, values: [number] };
    case 'ap': {
      const margin = Math.abs(number) * approximate;
      return { text: `${column} >= ? AND ${column} <= ?`, values: [number - margin, number + margin] };
    }
  }
}

/**
 * Half a unit of the last digit below and above. Put together as decimals: 5.4 - 0.05 in binary would lie above 5.35,
 * which belongs to it.
 */
function roundingRange(text: string): readonly [low: number, high: number] {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  const tenths = BigInt(mantissa.replace(/[.+]/g, '')) * 10n;
  const scale = Number(exponent) - decimals - 1;
  return [Number(`${tenths - 5n}e${scale}`), Number(`${tenths + 5n}e${scale}`)];
}
