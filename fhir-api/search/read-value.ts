import type { SearchPair } from '../../journal/record-store.js';
import type { SearchValue } from '../../journal/search/search-value.js';
import { Problem } from '../../protocol/problem.js';
import type { Half, ParameterKind } from '../../record/search-parameters.js';
import { splitEscaped } from './escape.js';
import { nearValue } from './near.js';
import {
  dateValue,
  idValue,
  numberValue,
  quantityValue,
  referenceValue,
  stringValue,
  tokenValue,
  uriValue,
} from './values.js';

/** What a value is read for. */
export interface ValuePlace {
  readonly name: string;
  readonly kind: Exclude<ParameterKind, 'composite'>;
  /** The service base URL, under which an absolute reference is one of ours. */
  readonly base: string;
  /** Whether a text counts as it is written. */
  readonly exact: boolean;
  /** The one type that a reference without a type means. */
  readonly onlyTarget: string | undefined;
}

/** Reads one value of a parameter that is no composite. @throws Problem `parameter-malformed` */
export function readValue({ name, kind, base, exact, onlyTarget }: ValuePlace, text: string): SearchValue {
  switch (kind) {
    case 'string':
      return stringValue(text, exact);
    case 'token':
      return tokenValue(name, text);
    case 'uri':
      return uriValue(name, text);
    case 'reference':
      return referenceValue(name, text, base, onlyTarget);
    case 'date':
    case 'lastUpdated':
      return dateValue(name, text);
    case 'quantity':
      return quantityValue(name, text);
    case 'number':
      return numberValue(name, text);
    case 'special':
      return nearValue(name, text);
    case 'id':
      return idValue(text);
  }
}

/**
 * One value of a composite: a token, `$`, and a value of the other half with a prefix if its kind has them (FHIR R4
 * §3.1.1.4.15).
 * @throws Problem `parameter-malformed`
 */
export function pairValue(
  name: string,
  text: string,
  otherKind: Half['kind'],
  base: string,
): SearchPair['values'][number] {
  const parts = splitEscaped(text, '$');
  const [code = '', other = ''] = parts;
  if (parts.length !== 2 || code === '' || other === '') {
    throw new Problem('parameter-malformed', `${name} is two values with a $ between them`);
  }
  const half = { name, kind: otherKind, base, exact: false, onlyTarget: undefined };
  return { code: tokenValue(name, code), other: readValue(half, other) };
}
