import { foldText } from '../../../record/fold.js';
import { healthIdSystem, readHealthId } from '../../../record/identity/health-id.js';
import { FileFault } from '../file-fault.js';
import { idOfContent, uuidOf } from '../read/found-resource.js';
import { type Column, headingKey, type Mapping } from './mapping.js';
import { readDate } from './read-date.js';

/** Words for a sex, folded: French, English and their first letters. */
const sexWords: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['male', 'm h male man boy homme masculin garcon masc'],
    ['female', 'f female woman girl femme feminin fille fem'],
    ['other', 'o other autre intersexe'],
    ['unknown', 'u unknown inconnu inconnue indetermine non precise'],
  ].flatMap(([code = '', words = '']) => words.split(' ').map((word) => [word, code])),
);

/** A column with its heading, as faults name it. */
export interface HeadedColumn {
  readonly heading: string;
  readonly column: Column | undefined;
}

type Patient = Record<string, unknown>;

/**
 * A row as a Patient in JSON. Its id follows from its first identifier, or, where it has none, from all that it says; so the
 * same row finds itself again.
 * @throws FileFault `resource-invalid`: the heading whose value cannot be read, never the value
 */
export function patientOfRow(fields: readonly string[], columns: readonly HeadedColumn[], mapping: Mapping): string {
  const values = new Map<string, string>();
  const identifiers: { system: string; value: string }[] = [];
  for (const [index, { heading, column }] of columns.entries()) {
    const text = (fields[index] ?? '').normalize('NFC').trim();
    if (text === '' || column === undefined) continue;
    if ('identifier' in column) identifiers.push(identifierOf(heading, column.identifier, text));
    else values.set(column.element, readValue(heading, column.element, text, mapping));
  }
  const patient = patientOf(values, identifiers);
  if (patient['name'] === undefined && identifiers.length === 0) {
    throw fault(
      'resource-invalid',
      'the row has neither a name nor an identifier',
      'la ligne n’a ni nom ni identifiant',
    );
  }
  const [first] = identifiers;
  const text = JSON.stringify(patient);
  const id = first === undefined ? idOfContent(text) : uuidOf(`Patient|${first.system}|${first.value}`);
  return JSON.stringify({ ...patient, id });
}

function identifierOf(heading: string, system: string, text: string): { system: string; value: string } {
  if (system !== healthIdSystem) return { system, value: text };
  const healthId = readHealthId(text);
  if (healthId === undefined) {
    throw fault('resource-invalid', `${heading}: no health identifier`, `${heading} : pas un identifiant de santé`);
  }
  return { system, value: healthId.text };
}

function readValue(heading: string, element: string, text: string, mapping: Mapping): string {
  if (element === 'gender') {
    const code = mapping.genders.get(headingKey(text)) ?? sexWords[foldText(text)];
    if (code !== undefined) return code;
    throw fault(
      'resource-invalid',
      `${heading}: a word for a sex that is not known; name it in the mapping under "genders"`,
      `${heading} : mot inconnu pour un sexe ; indiquez-le dans le fichier de correspondance, sous « genders »`,
    );
  }
  if (element !== 'birthDate' && element !== 'deceased') return text;
  const date = readDate(text, mapping.dates);
  if (date !== undefined) return date;
  const forms = mapping.dates.join(', ');
  throw fault(
    'resource-invalid',
    `${heading}: not a date of the form ${forms}`,
    `${heading} : pas une date de la forme ${forms}`,
  );
}

function patientOf(values: ReadonlyMap<string, string>, identifier: readonly object[]): Patient {
  const of = (element: string) => values.get(element);
  const [family, given, text] = [of('family'), of('given'), of('name')];
  const name = compact({ family, given: given?.split(/\s+/), text });
  const line = of('line');
  const address = compact({
    ...{ line: line && [line], city: of('city'), district: of('district'), state: of('region') },
    ...{ postalCode: of('postalCode'), country: of('country') },
  });
  const telecom = (['phone', 'email'] as const).flatMap((system) => {
    const value = of(system);
    return value === undefined ? [] : [{ system, value }];
  });
  const patient = compact({
    identifier: identifier.length > 0 ? identifier : undefined,
    name: name && [name],
    telecom: telecom.length > 0 ? telecom : undefined,
    ...{ gender: of('gender'), birthDate: of('birthDate'), deceasedDateTime: of('deceased') },
    address: address && [address],
    contact: contactOf(of('contactName'), of('contactPhone')),
  });
  return { resourceType: 'Patient', ...patient };
}

function contactOf(name: string | undefined, phone: string | undefined): readonly object[] | undefined {
  const contact = compact({
    name: name === undefined ? undefined : { text: name },
    telecom: phone === undefined ? undefined : [{ system: 'phone', value: phone }],
  });
  return contact && [contact];
}

/** Without what is not there; `undefined` when nothing is. */
function compact(object: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function fault(code: 'resource-invalid', en: string, fr: string): FileFault {
  return new FileFault(code, { en, fr });
}
