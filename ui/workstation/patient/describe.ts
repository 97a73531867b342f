import type { Patient } from '@medplum/fhirtypes';
import { ageAt, writeAge } from '../../../record/identity/age.js';
import { formatDate } from '../../kit/i18n/format.js';
import { deathOf, nameOf } from '../fhir/read.js';
import type { WorkstationWords } from '../words/use-words.js';

/** The name on the banner; words where there is none yet. */
export function patientName(words: WorkstationWords, patient: Patient): string {
  return nameOf(patient) || words.t('patient.unnamed');
}

export function sexText(words: WorkstationWords, patient: Patient): string {
  return words.t(`sex.${patient.gender ?? 'unknown'}`);
}

/** `39 ans`; at death for the deceased; '' without a birth date. */
export function ageText(words: WorkstationWords, patient: Patient, nowMilliseconds: number): string {
  const death = deathOf(patient);
  const age = ageAt(patient.birthDate, death ? Date.parse(death) : nowMilliseconds);
  return age === undefined ? '' : writeAge(age, words.language);
}

/** `née le 21 nov. 1987`, `né en 1987`. An estimate shows in the age. */
export function birthText(words: WorkstationWords, patient: Patient): string {
  const { birthDate } = patient;
  if (birthDate === undefined) return words.t('birth.unknown');
  const born = words.t(`born.${grammarOf(patient)}`);
  const date = formatDate(words.language, birthDate);
  return words.t(birthDate.length === 10 ? 'birth.on' : 'birth.in', { born, date });
}

export function deathText(words: WorkstationWords, patient: Patient): string | undefined {
  const death = deathOf(patient);
  if (death === undefined) return undefined;
  const dead = words.t(`dead.${grammarOf(patient)}`);
  return death === '' ? dead : words.t('dead.on', { dead, date: formatDate(words.language, death) });
}

/** French words agree with the sex of whom they are said. */
function grammarOf(patient: Patient): 'male' | 'female' | 'other' {
  return patient.gender === 'male' || patient.gender === 'female' ? patient.gender : 'other';
}
