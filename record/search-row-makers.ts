import { asObject, asText } from './elements.js';
import { dateIntervals } from './search-dates.js';
import { numbersOf, quantityKeys } from './search-quantities.js';
import { referenceKeys } from './search-references.js';
import { besideName, type PlainSearchRow } from './search-row.js';
import { stringKeys, wordKeys } from './search-strings.js';
import { isFoundByWord } from './search-table/own.js';
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
      return stringMaker(name);
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
