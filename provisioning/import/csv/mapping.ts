import { Problem } from '../../../protocol/problem.js';
import { asObject, asText } from '../../../record/elements.js';
import { healthIdSystem } from '../../../record/identity/health-id.js';
import { columnsMax } from '../limits.js';
import { defaultDatePatterns, isDatePattern } from './read-date.js';

/** What a column may be. */
export const columnElements = [
  ...['family', 'given', 'name', 'gender', 'birthDate', 'deceased', 'phone', 'email'],
  ...['line', 'city', 'district', 'region', 'postalCode', 'country', 'contactName', 'contactPhone'],
] as const;
type ColumnElement = string;

/** What a column of a table means: an element of the Patient, or an identifier of a system. */
export type Column = { readonly element: ColumnElement } | { readonly identifier: string };

/** What the columns of a table of patients mean, and how it is written. */
export interface Mapping {
  /** By the folded heading; `undefined`: the column is left out on purpose. */
  readonly columns: ReadonlyMap<string, Column | undefined>;
  /** Found by looking where it is not said. */
  readonly delimiter: string | undefined;
  readonly encoding: 'utf-8' | 'windows-1252' | 'utf-16le' | undefined;
  /** How dates are written, tried in this order. */
  readonly dates: readonly string[];
  /** Words for a sex besides those that are known. */
  readonly genders: ReadonlyMap<string, string>;
}

/** A mapping that shows all there is; it fits the table that the README shows. */
export const mappingExample = {
  delimiter: ';',
  encoding: 'utf-8',
  dates: ['DD/MM/YYYY', 'YYYY-MM-DD', 'MM/YYYY', 'YYYY'],
  genders: { '1': 'male', '2': 'female' },
  columns: {
    'N° dossier': { identifier: 'urn:hopital-de-garoua:dossier' },
    CNI: { identifier: 'urn:carnet:cm:cni' },
    Nom: 'family',
    Prénoms: 'given',
    Sexe: 'gender',
    'Né(e) le': 'birthDate',
    Téléphone: 'phone',
    Quartier: 'line',
    Ville: 'city',
    Région: 'region',
    'Personne à prévenir': 'contactName',
    'Tél. à prévenir': 'contactPhone',
    Remarque: null,
  },
} as const;

const encodings: Readonly<Record<string, Mapping['encoding']>> = {
  'utf-8': 'utf-8',
  'latin-1': 'windows-1252',
  'utf-16': 'utf-16le',
};
const delimiters: Readonly<Record<string, string>> = { ';': ';', ',': ',', '\t': '\t', tab: '\t' };
const genders: readonly unknown[] = ['male', 'female', 'other', 'unknown'];
const members = ['columns', 'delimiter', 'encoding', 'dates', 'genders'];

/** Headings are compared without regard to case and outer spaces; `É` may come as one or two characters. */
export function headingKey(heading: string): string {
  return heading.normalize('NFC').trim().toLocaleLowerCase('fr');
}

/** @throws Problem `usage-wrong`: what is wrong with it, and what may stand there */
export function readMapping(text: string, path: string): Mapping {
  const fault = (what: string) =>
    new Problem('usage-wrong', `${path}: ${what}; see \`carnet import --mapping-example\``);
  const mapping = asObject(parse(text));
  if (mapping === undefined) throw fault('not a JSON object');
  const unknown = Object.keys(mapping).find((key) => !members.includes(key));
  if (unknown !== undefined) throw fault(`${unknown} is not known; ${members.join(', ')} are`);
  const { delimiter, encoding } = mapping;
  if (delimiter !== undefined && delimiters[String(delimiter)] === undefined)
    throw fault('delimiter: ";", "," or "tab"');
  if (encoding !== undefined && encodings[String(encoding)] === undefined) {
    throw fault('encoding: "utf-8", "latin-1" or "utf-16"');
  }
  const dates = mapping['dates'] ?? defaultDatePatterns;
  if (!Array.isArray(dates) || !dates.every(isDatePattern)) {
    throw fault('dates: a list of forms such as "DD/MM/YYYY", "YYYY-MM-DD", "YYYY"');
  }
  return {
    columns: readColumns(asObject(mapping['columns']), fault),
    delimiter: delimiters[String(delimiter)],
    encoding: encodings[String(encoding)],
    dates,
    genders: readGenders(mapping['genders'] ?? {}, fault),
  };
}

function readColumns(given: ReturnType<typeof asObject>, fault: (what: string) => Problem) {
  const entries = Object.entries(given ?? {});
  if (entries.length === 0) throw fault('columns: what each column means');
  if (entries.length > columnsMax) throw fault(`columns: more than ${columnsMax}`);
  const columns = new Map<string, Column | undefined>();
  for (const [heading, meaning] of entries) {
    if (columns.has(headingKey(heading))) throw fault(`columns: ${heading} stands there twice`);
    columns.set(headingKey(heading), readColumn(heading, meaning, fault));
  }
  if (![...columns.values()].some((column) => column !== undefined)) throw fault('columns: all are left out');
  return columns;
}

function readColumn(heading: string, meaning: unknown, fault: (what: string) => Problem): Column | undefined {
  if (meaning === null) return undefined;
  if (meaning === 'healthId') return { identifier: healthIdSystem };
  if (columnElements.some((element) => element === meaning)) return { element: String(meaning) };
  const system = asText(asObject(meaning)?.['identifier']);
  if (system !== undefined && /^\S+:\S+$/.test(system)) return { identifier: system };
  const known = columnElements.join(', ');
  throw fault(`columns: ${heading}: one of ${known}, healthId, {"identifier": "urn:…"}, or null to leave it out`);
}

function readGenders(given: unknown, fault: (what: string) => Problem): ReadonlyMap<string, string> {
  const entries = Object.entries(asObject(given) ?? {});
  if (asObject(given) === undefined || !entries.every(([, code]) => genders.includes(code))) {
    throw fault('genders: words, each with male, female, other or unknown');
  }
  return new Map(entries.map(([word, code]) => [headingKey(word), String(code)]));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
