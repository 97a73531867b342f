import type { Resource } from '@medplum/fhirtypes';
import { readDemographics } from '../../../record/builders/patient.js';
import { demographicsForm } from '../../../record/forms/demographics.js';
import type { FormValues } from '../../../record/forms/field.js';
import { formatDate, formatDayAndTime } from '../../kit/i18n/format.js';
import { elementsOf } from '../fhir/read.js';
import type { WordKey, WorkstationWords } from '../words/use-words.js';
import { type Difference, differencesOf } from './flatten.js';

/** A change as people read it: the field in words, the values as shown. */
export interface SpokenChange {
  readonly key: string;
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

/** What a version changed; of a patient by the fields of the form, of anything else by the names of its elements. */
export function spokenChanges(
  words: WorkstationWords,
  before: Resource | undefined,
  after: Resource,
  nowMilliseconds: number,
): readonly SpokenChange[] {
  if (after.resourceType === 'Patient') return patientChanges(words, before, after);
  return differencesOf(before, after)
    .filter(({ path }) => !/(^|\.)(url|reference|code|use|type)$/i.test(path) || /status/i.test(path))
    .map((difference) => spoken(words, difference, nowMilliseconds));
}

function spoken(words: WorkstationWords, { path, before, after }: Difference, nowMilliseconds: number): SpokenChange {
  const [element = ''] = path.split(/[.[]/);
  const shown = (value: string) => shownText(words, value, nowMilliseconds);
  return { key: path, field: elementWord(words, element), before: shown(before), after: shown(after) };
}

/** A text of a record as it is shown: dates as people write them. */
export function shownText(words: WorkstationWords, value: string, nowMilliseconds: number): string {
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return formatDayAndTime(words.language, value, nowMilliseconds);
  return /^\d{4}-\d\d(-\d\d)?$/.test(value) ? formatDate(words.language, value) : value;
}

const elementKeys: ReadonlySet<string> = new Set([
  'status',
  'clinicalStatus',
  'verificationStatus',
  'code',
  'category',
  'criticality',
  'reaction',
  'recordedDate',
  'recorder',
  'requester',
  'assessor',
  'performer',
  'participant',
  'period',
  'reasonCode',
  'summary',
  'note',
  'effectiveDateTime',
  'valueQuantity',
  'component',
  'interpretation',
  'medicationCodeableConcept',
  'dosageInstruction',
  'dispenseRequest',
  'authoredOn',
  'priority',
  'onsetDateTime',
  'serviceProvider',
  'birthDate',
  'gender',
  'deceasedBoolean',
  'deceasedDateTime',
  'name',
  'address',
  'telecom',
  'identifier',
  'link',
  'abatementDateTime',
]);

/** An element's name in words; one that is not known is shown as it is. */
export function elementWord(words: WorkstationWords, element: string): string {
  return elementKeys.has(element) ? words.t(`element.${element}` as WordKey) : element;
}

function patientChanges(
  words: WorkstationWords,
  before: Resource | undefined,
  after: Resource,
): readonly SpokenChange[] {
  const old: FormValues = before ? readDemographics(elementsOf(before)) : {};
  const fresh = readDemographics(elementsOf(after));
  return demographicsForm.fields.flatMap((field) => {
    const shown = (value: string | undefined) => {
      if (value === undefined || value === '') return '';
      if (field.kind === 'date') return formatDate(words.language, value);
      if (field.kind === 'yes-no') return words.t(value === 'yes' ? 'form.yes' : 'form.no');
      return field.choices?.find((choice) => choice.code === value)?.[words.language] ?? value;
    };
    const [was, is] = [shown(old[field.name]), shown(fresh[field.name])];
    return was === is ? [] : [{ key: field.name, field: field.label[words.language], before: was, after: is }];
  });
}
