import { asText, type Elements, isObject } from '../elements.js';
import { type CopyLanguage, codeWord, elementWord, typeWord } from './plain-words.js';

/** An element of a resource as people read it. */
export interface PlainRow {
  readonly element: string;
  readonly label: string;
  readonly value: string;
}

/** An element that two versions say differently; '' where one does not say it. */
export interface PlainChange {
  readonly element: string;
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

/** What says nothing to a person, or only whose record it is. */
const unspoken: ReadonlySet<string> = new Set([
  ...['resourceType', 'id', 'meta', 'implicitRules', 'subject', 'patient', 'beneficiary', 'for', 'contained', 'intent'],
]);
const instant = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)/;
const date = /^(\d{4})-(\d\d)-(\d\d)$/;
const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** JSON with each number as the text that it was written as: in a laboratory 1.0 is another precision than 1. */
export function parseVerbatim(text: string): unknown {
  return JSON.parse(text.replace(token, (found) => (found.startsWith('"') ? found : `"${found}"`)));
}

/** @param body FHIR JSON */
export function plainRows(body: string, language: CopyLanguage): readonly PlainRow[] {
  const value = parseVerbatim(body);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([element, each]) => {
    const shown = unspoken.has(element) || element.startsWith('_') ? '' : plainElement(element, each, language);
    return shown === '' ? [] : [{ element, label: elementWord(element, language), value: shown }];
  });
}

/** What the later of two bodies says otherwise; all of it where there is none before. */
export function plainChanges(before: string, after: string, language: CopyLanguage): readonly PlainChange[] {
  const old = new Map((before === '' ? [] : plainRows(before, language)).map((row) => [row.element, row]));
  const fresh = new Map((after === '' ? [] : plainRows(after, language)).map((row) => [row.element, row]));
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((element) => {
    const [was, is] = [old.get(element), fresh.get(element)];
    if (was?.value === is?.value) return [];
    const label = (is ?? was)?.label ?? element;
    return [{ element, label, before: was?.value ?? '', after: is?.value ?? '' }];
  });
}

function plainElement(element: string, value: unknown, language: CopyLanguage): string {
  if (element === 'text' && isObject(value)) return narrative(value);
  if (element === 'data' && typeof value === 'string') return `(${Math.floor((value.length * 3) / 4)} B)`;
  return plain(value, language);
}

/** What a person wrote; what a program made of the rest repeats it. */
function narrative({ status, div }: Elements): string {
  if (status === 'generated' || typeof div !== 'string') return '';
  return div
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function plain(value: unknown, language: CopyLanguage): string {
  if (Array.isArray(value)) return joined(value.map((each) => plain(each, language)));
  if (value === true || value === false) return yesNo(value, language);
  if (typeof value === 'string') return plainText(value, language);
  return isObject(value) ? plainObject(value, language) : '';
}

function plainText(value: string, language: CopyLanguage): string {
  const found = instant.exec(value) ?? date.exec(value);
  if (found === null) return codeWord(value, language);
  const [, year, month, day, time] = found;
  return `${day}/${month}/${year}${time === undefined ? '' : ` ${time}`}`;
}

function plainObject(value: Elements, language: CopyLanguage): string {
  const known = knownShape(value, language);
  if (known !== undefined) return known;
  const parts = Object.entries(value).map(([element, each]) => {
    const shown = ['id', 'system', 'url'].includes(element) ? '' : plainElement(element, each, language);
    return shown === '' ? '' : `${elementWord(element, language)}${language === 'fr' ? ' : ' : ': '}${shown}`;
  });
  return joined(parts, ', ');
}

/** The data types of FHIR R4 that people know by sight; `undefined` for anything else. */
function knownShape(value: Elements, language: CopyLanguage): string | undefined {
  const { coding, text, display, reference, family, given, start, end, value: amount, unit, code } = value;
  if (Array.isArray(coding)) return asText(text) ?? plain(coding, language);
  if (family !== undefined || given !== undefined) {
    return asText(text) ?? joined([plain(value['prefix'] ?? [], language), ...words(given), asText(family) ?? ''], ' ');
  }
  if (display !== undefined && (reference !== undefined || code !== undefined)) return asText(display) ?? '';
  if (typeof reference === 'string') return referenceWord(reference, language);
  const isTelecom = value['system'] !== undefined || value['use'] !== undefined;
  if (typeof amount === 'string' && (unit !== undefined || code !== undefined || isTelecom)) {
    return joined([asText(value['comparator']) ?? '', amount, asText(unit) ?? asText(code) ?? ''], ' ');
  }
  const isPeriod = Object.keys(value).every((key) => key === 'start' || key === 'end');
  if (isPeriod && (start !== undefined || end !== undefined))
    return `${plain(start ?? '', language)} – ${plain(end ?? '', language)}`.trim();
  if (typeof code === 'string' && value['system'] !== undefined) return codeWord(code, language);
  return Object.keys(value).length === 1 && typeof text === 'string' ? text : undefined;
}

function referenceWord(reference: string, language: CopyLanguage): string {
  const type = /^([A-Z][A-Za-z]+)\//.exec(reference)?.[1];
  return type === undefined ? reference : `${typeWord(type, language)} (${reference.slice(type.length + 1)})`;
}

function words(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map((each) => asText(each) ?? '') : [];
}

function joined(parts: readonly string[], between = ' ; '): string {
  return parts.filter((part) => part !== '').join(between);
}

function yesNo(value: boolean, language: CopyLanguage): string {
  if (language === 'fr') return value ? 'oui' : 'non';
  return value ? 'yes' : 'no';
}
