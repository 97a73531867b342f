import { asObject, asText, valuesAt } from './elements.js';
import { foldText } from './fold.js';

/** What a string compares by: folded, and as written. */
export interface StringKey {
  readonly value: string;
  readonly exact: string;
}

/** Words of a text by whose start it is found, and how much of the text behind each is kept: a text may be a book. */
const wordsMax = 32;
const charactersAfterWordMax = 200;

const textParts = [
  'text',
  'family',
  'given',
  'prefix',
  'suffix',
  'line',
  'city',
  'district',
  'state',
  'country',
  'postalCode',
];

/** The texts of a string, markdown, HumanName or Address (FHIR R4 §3.1.1.4.8), each by its start. */
export function stringKeys(item: unknown): StringKey[] {
  return textsOf(item).flatMap((exact) => {
    const value = foldText(exact);
    return value === '' ? [] : [{ value, exact }];
  });
}

/** The same, and by the start of each further word. */
export function wordKeys(item: unknown): StringKey[] {
  return textsOf(item).flatMap((exact) => wordStarts(foldText(exact)).map((value) => ({ value, exact })));
}

function wordStarts(value: string): string[] {
  if (value === '') return [];
  const starts = [value];
  for (let at = value.indexOf(' '); at !== -1 && starts.length < wordsMax; at = value.indexOf(' ', at + 1)) {
    starts.push(value.slice(at + 1, at + 1 + charactersAfterWordMax));
  }
  return starts;
}

function textsOf(item: unknown): string[] {
  const text = asText(item);
  if (text !== undefined) return [text];
  const object = asObject(item);
  if (object === undefined) return [];
  return textParts.flatMap((part) => valuesAt(object, part)).flatMap((part) => asText(part) ?? []);
}
