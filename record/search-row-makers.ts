import { asObject, asText } from './elements.js';
import { dateIntervals } from './search-dates.js';
import { placeOf, spherePoint } from './search-places.js';
import { numbersOf, quantityKeys } from './search-quantities.js';
import { referenceKeys } from './search-references.js';
import { besideName, type PlainSearchRow } from './search-row.js';
import { soundKeys } from './search-sounds.js';
import { stringKeys, wordKeys } from './search-strings.js';
import { isFoundBySound, isFoundByWord } from './search-table/own.js';
import type { SearchParameter } from './search-table/parameter.js';
import { tokensOf, typedIdentifierTokens } from './search-tokens.js';

/** Where rows go. */
export interface Rows {
  push(row: PlainSearchRow): unknown;
}

/** Adds the rows of one value. */
export type MakeRows = (item: unknown, rows: Rows) => void;

/** What makes the rows of a parameter, beside composites; none for those that are answered without rows. */
export function rowMakerOf({ name, kind, only }: Pick<SearchParameter, 'name' | 'kind' | 'only'>): MakeRows {
  switch (kind) {
    case 'token':
      return tokenMaker(name);
    case 'uri':
      return (item, rows) => {
        const code = asText(item);
        if (code !== undefined) rows.push({ kind: 'token', parameter: name, system: '', code });
      };
    case 'string':
      return isFoundBySound(name) ? soundMaker(name) : stringMaker(name);
    case 'date':
      return (item, rows) => {
        for (const { start, end } of dateIntervals(item)) rows.push({ kind: 'date', parameter: name, start, end });
      };
    case 'reference':
      return referenceMaker(name, only);
    case 'quantity':
      return (item, rows) => {
        for (const key of quantityKeys(item)) rows.push({ kind: 'quantity', parameter: name, ...key });
      };
    case 'number':
      return (item, rows) => {
        for (const value of numbersOf(item)) {
          rows.push({ kind: 'quantity', parameter: name, value, system: '', code: '' });
        }
      };
    case 'special':
      return placeMaker(name);
    default:
      return () => {};
  }
}

function tokenMaker(parameter: string): MakeRows {
  const ofType = besideName(parameter, 'of-type');
  return (item, rows) => {
    for (const { system, code } of tokensOf(item)) rows.push({ kind: 'token', parameter, system, code });
    for (const { system, code } of typedIdentifierTokens(item)) {
      rows.push({ kind: 'token', parameter: ofType, system, code });
    }
  };
}

function stringMaker(parameter: string): MakeRows {
  const keysOf = isFoundByWord(parameter) ? wordKeys : stringKeys;
  return (item, rows) => {
    for (const { value, exact } of keysOf(item)) rows.push({ kind: 'string', parameter, value, exact });
  };
}

/** What is written stands in the rows of `name`; it would only make these larger. */
function soundMaker(parameter: string): MakeRows {
  const bySound = besideName(parameter, 'sound');
  return (item, rows) => {
    for (const value of soundKeys(item)) rows.push({ kind: 'string', parameter: bySound, value, exact: '' });
  };
}

/** As text a number is what it was, bit for bit. */
function placeMaker(parameter: string): MakeRows {
  return (item, rows) => {
    const place = placeOf(item);
    if (place === undefined) return;
    const { x, y, z } = spherePoint(place);
    rows.push({ kind: 'quantity', parameter, value: z, system: String(y), code: String(x) });
  };
}

/** A reference that names its target by an identifier is found by that too: `:identifier` (FHIR R4 §3.1.1.4.9). */
function referenceMaker(parameter: string, only: string | undefined): MakeRows {
  const byIdentifier = besideName(parameter, 'identifier');
  return (item, rows) => {
    for (const { type, id } of referenceKeys(item)) {
      // What a urn points at is not known: it may be what is sought.
      if (only === undefined || type === '' || type === only) rows.push({ kind: 'reference', parameter, type, id });
    }
    const identifier = asObject(item)?.['identifier'];
    if (identifier === undefined) return;
    for (const { system, code } of tokensOf(identifier)) {
      rows.push({ kind: 'token', parameter: byIdentifier, system, code });
    }
  };
}
