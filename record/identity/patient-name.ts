import { asObject, asText, type Elements, valuesAt } from '../elements.js';

/** Which name counts, the best first (FHIR R4 `name-use`). */
const uses = ['official', 'usual', undefined, 'temp', 'nickname', 'anonymous', 'old', 'maiden'];

/** The name of a patient in the parts that are shown; empty strings where there is none. */
export interface PatientName {
  readonly family: string;
  readonly given: string;
  readonly prefix: string;
}

/** The name that counts of a Patient (or Practitioner): the official one, else the usual one, else the first. */
export function patientName(patient: Elements): PatientName {
  const names = valuesAt(patient, 'name')
    .map(asObject)
    .filter((name) => name !== undefined);
  const ranked = uses.map((use) => names.find((candidate) => candidate['use'] === use));
  const name = ranked.find((candidate) => candidate !== undefined) ?? names[0];
  const part = (element: string) =>
    valuesAt(name, element)
      .filter((text) => typeof text === 'string')
      .join(' ');
  const family = part('family');
  const given = part('given');
  if (family === '' && given === '') return { family: asText(name?.['text']) ?? '', given: '', prefix: '' };
  return { family, given, prefix: part('prefix') };
}

/** The name as lists and banners show it: `MBARGA Marie Thérèse`. */
export function writePatientName(patient: Elements): string {
  const { family, given } = patientName(patient);
  return [family.toLocaleUpperCase('fr'), given].filter((part) => part !== '').join(' ');
}

/** The first value of an identifier of a system. */
export function identifierOf(resource: Elements, system: string): string | undefined {
  const identifiers = valuesAt(resource, 'identifier').map(asObject);
  return asText(identifiers.find((identifier) => identifier?.['system'] === system)?.['value']);
}
