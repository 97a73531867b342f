import { normaliseTyped } from '../../protocol/check-characters.js';
import { asObject, asText, type Elements, valuesAt } from '../elements.js';
import { foldText } from '../fold.js';
import { healthIdSystem } from './health-id.js';
import { patientName } from './patient-name.js';

/** An identifier that names one person. */
export interface PersonIdentifier {
  readonly system: string;
  readonly value: string;
}

/** What stays the same of a person, whatever their name. */
export interface BirthMarks {
  /** As FHIR writes it; a year or a month may be all there is. */
  readonly birthDate: string | undefined;
  readonly gender: string | undefined;
}

/** What tells of a Patient who it is. */
export interface PersonMarks extends BirthMarks {
  readonly identifiers: readonly PersonIdentifier[];
  /** Name and given names, folded, in the order of the alphabet; '' where one of both is missing. */
  readonly name: string;
}

/** Identifiers that somebody had for a while only (FHIR R4 `identifier-use`). */
const passingUses: readonly unknown[] = ['temp', 'old'];
/** Fewer letters and digits than this are a placeholder, as `0` or `NA`. */
const identifierCharactersMin = 3;

/** Reads what tells who a Patient is; whatever is not in its form is left out. */
export function personMarks(patient: Elements): PersonMarks {
  const { family, given } = patientName(patient);
  const words = foldText(`${family} ${given}`).split(' ').sort();
  return {
    identifiers: valuesAt(patient, 'identifier').flatMap(identifierOf),
    name: family === '' || given === '' ? '' : words.join(' '),
    birthDate: asText(patient['birthDate']),
    gender: asText(patient['gender']),
  };
}

/** Equal for two who bear the same name, were born on the same day and are of the same sex; none where a day is missing. */
export function personKey({ name, birthDate, gender }: PersonMarks): string | undefined {
  if (name === '' || birthDate?.length !== 10 || gender === undefined || gender === 'unknown') return undefined;
  return `${name}|${birthDate}|${gender}`;
}

/** Whether two cannot be one person, whatever identifier they share: born on another day, or of another sex. */
export function areAtOdds(left: BirthMarks, right: BirthMarks): boolean {
  const [earlier, later] = [left.birthDate ?? '', right.birthDate ?? ''];
  // A year says no more than that year.
  const length = Math.min(earlier.length, later.length);
  if (earlier.slice(0, length) !== later.slice(0, length)) return true;
  const sexes = [left.gender, right.gender].filter((sex) => sex === 'male' || sex === 'female');
  return sexes.length === 2 && sexes[0] !== sexes[1];
}

function identifierOf(item: unknown): readonly PersonIdentifier[] {
  const identifier = asObject(item);
  const [system, value] = [asText(identifier?.['system']), asText(identifier?.['value'])];
  if (system === undefined || value === undefined || passingUses.includes(identifier?.['use'])) return [];
  const plain = foldText(value).replaceAll(' ', '');
  if (plain.length < identifierCharactersMin || /^(.)\1*$/u.test(plain)) return [];
  return [{ system, value: system === healthIdSystem ? normaliseTyped(value) : value }];
}
