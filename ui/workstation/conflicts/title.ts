import type { CodeableConcept } from '@medplum/fhirtypes';
import { conceptText } from '../fhir/read.js';
import type { WordKey, WorkstationWords } from '../words/use-words.js';
import type { Conflict } from './conflicts.js';

const kinds: ReadonlySet<string> = new Set([
  'AllergyIntolerance',
  'Condition',
  'Encounter',
  'MedicationRequest',
  'Observation',
  'Patient',
  'ServiceRequest',
]);

/** The kind of a record in words; one that is not known by its FHIR name. */
export function kindText(words: WorkstationWords, type: string): string {
  return kinds.has(type) ? words.t(`kind.${type}` as WordKey) : type;
}

/** What the question is about: `Allergie : Pénicilline`. */
export function titleOf(words: WorkstationWords, { resource, current }: Conflict): string {
  const concept = (current.body['code'] ?? current.body['medicationCodeableConcept']) as CodeableConcept | undefined;
  const about = conceptText(concept);
  const kind = kindText(words, resource.type);
  return about === '' ? kind : words.t('conflict.title', { kind, about });
}
