import { type Assessment, assessValue } from './clinical/assess.js';
import { type VitalSign, vitalSignDefinitions, vitalSignOfLoinc, vitalSigns } from './clinical/vital-signs.js';
import { earliestMilliseconds } from './date-time.js';
import { asObject, asText, type Elements, valuesAt } from './elements.js';
import { ageAt } from './identity/age.js';
import { readReference } from './reference.js';
import type { FhirObject } from './resource.js';
import { dateIntervals } from './search-dates.js';

/** One line of the summary; `resource` is what it stands for. */
export interface SummaryItem {
  readonly type: string;
  readonly id: string;
  /** What it is, in the words of the record. */
  readonly text: string;
  /** When, milliseconds since 1970; absent where the record does not say. */
  readonly milliseconds?: number;
  readonly resource: FhirObject;
}

export interface AllergyItem extends SummaryItem {
  readonly criticality: string;
  readonly reaction: string;
}

export interface VitalItem extends SummaryItem {
  readonly sign: VitalSign;
  readonly value: number;
  readonly unit: string;
  readonly assessment: Assessment | undefined;
  /** The value before it, for the trend. */
  readonly previous?: number;
}

export interface ReferralItem extends SummaryItem {
  readonly to: string;
  readonly priority: string;
  readonly status: string;
}

/** The chart on one page: what one must know before acting. */
export interface PatientSummary {
  /** Active allergies, the most dangerous first. */
  readonly allergies: readonly AllergyItem[];
  /** Active problems, the newest first. */
  readonly problems: readonly SummaryItem[];
  /** Prescriptions that are active and not yet used up. */
  readonly medication: readonly SummaryItem[];
  /** The last value of each vital sign. */
  readonly vitals: readonly VitalItem[];
  /** Visits, the newest first. */
  readonly visits: readonly SummaryItem[];
  readonly notes: readonly SummaryItem[];
  /** Referrals that are not finished, the newest first. */
  readonly referrals: readonly ReferralItem[];
}

const dayMilliseconds = 24 * 60 * 60 * 1000;

/**
 * Makes the summary of a patient from whatever of their record is at hand, in any order. Entries marked as entered in error
 * are left out; nothing else is hidden that is active.
 */
export function summarise(
  patient: FhirObject,
  resources: readonly FhirObject[],
  nowMilliseconds: number,
): PatientSummary {
  const of = (type: string) => resources.filter((resource) => resource.resourceType === type && !isError(resource));
  return {
    allergies: of('AllergyIntolerance').filter(isActive).map(allergyItem).sort(byDanger),
    problems: newestFirst(
      distinct(
        of('Condition')
          .filter(isActive)
          .map((resource) => item(resource, 'code', ['onset[x]', 'recordedDate'])),
      ),
    ),
    medication: newestFirst(
      of('MedicationRequest')
        .filter((resource) => isTaken(resource, nowMilliseconds))
        .map(medicationItem),
    ),
    vitals: lastVitals(of('Observation'), asText(patient['birthDate'])),
    visits: newestFirst(of('Encounter').map((resource) => item(resource, 'reasonCode', ['period']))),
    notes: newestFirst(of('ClinicalImpression').map(noteItem)),
    referrals: newestFirst(of('ServiceRequest').filter(isOpenReferral).map(referralItem)),
  };
}

/** The words of a CodeableConcept: its text, else the display of a coding, else its code. */
export function conceptText(concept: unknown): string {
  const [coding] = valuesAt(concept, 'coding').map(asObject);
  const object = asObject(concept);
  return asText(object?.['text']) ?? asText(coding?.['display']) ?? asText(coding?.['code']) ?? '';
}

function item(resource: FhirObject, conceptPath: string, datePaths: readonly string[]): SummaryItem {
  const [concept] = valuesAt(resource, conceptPath);
  const milliseconds = dateOf(resource, datePaths);
  return {
    type: resource.resourceType,
    id: resource.id ?? '',
    text: conceptText(concept),
    ...(milliseconds !== undefined && { milliseconds }),
    resource,
  };
}

function dateOf(resource: Elements, paths: readonly string[]): number | undefined {
  for (const path of paths) {
    const stem = path.replace('[x]', '');
    const choices = path === stem ? [path] : ['DateTime', 'Period', 'Instant'].map((choice) => stem + choice);
    const [interval] = choices.flatMap((choice) => valuesAt(resource, choice)).flatMap(dateIntervals);
    if (interval !== undefined && interval.start !== earliestMilliseconds) return interval.start;
  }
  return undefined;
}

function allergyItem(resource: FhirObject): AllergyItem {
  return {
    ...item(resource, 'code', ['recordedDate']),
    criticality: asText(resource['criticality']) ?? 'unable-to-assess',
    reaction: valuesAt(resource, 'reaction.manifestation').map(conceptText).join(', '),
  };
}

function medicationItem(resource: FhirObject): SummaryItem {
  const line = item(resource, 'medicationCodeableConcept', ['authoredOn']);
  const dosage = valuesAt(resource, 'dosageInstruction.text').flatMap((text) => asText(text) ?? []);
  return { ...line, text: [line.text, ...dosage].join(' · ') };
}

function noteItem(resource: FhirObject): SummaryItem {
  return { ...item(resource, 'code', ['date', 'effective[x]']), text: asText(resource['summary']) ?? '' };
}

function referralItem(resource: FhirObject): ReferralItem {
  const [performer] = valuesAt(resource, 'performer').map(asObject);
  const [reason] = valuesAt(resource, 'reasonCode');
  return {
    ...item(resource, 'code', ['authoredOn']),
    text: conceptText(reason),
    to: asText(performer?.['display']) ?? '',
    priority: asText(resource['priority']) ?? 'routine',
    status: asText(resource['status']) ?? '',
  };
}

function isError(resource: Elements): boolean {
  const verification = valuesAt(resource, 'verificationStatus.coding.code');
  return (
    resource['status'] === 'entered-in-error' ||
    verification.includes('entered-in-error') ||
    verification.includes('refuted')
  );
}

/** Active, or of unknown state: an allergy without a status stays visible. */
function isActive(resource: Elements): boolean {
  const codes = valuesAt(resource, 'clinicalStatus.coding.code');
  return codes.length === 0 || codes.some((code) => ['active', 'recurrence', 'relapse'].includes(String(code)));
}

/** A prescription counts until its duration is over; without a duration, as long as it is active. */
function isTaken(resource: Elements, nowMilliseconds: number): boolean {
  if (resource['status'] !== 'active') return false;
  const authored = dateOf(resource, ['authoredOn']);
  const days = valuesAt(resource, 'dosageInstruction.timing.repeat.boundsDuration')
    .map(asObject)
    .filter((duration) => duration?.['code'] === 'd')
    .map((duration) => Number(duration?.['value']));
  if (authored === undefined || days.length === 0) return true;
  return nowMilliseconds < authored + (Math.max(...days) + 1) * dayMilliseconds;
}

function isOpenReferral(resource: Elements): boolean {
  const addressed = valuesAt(resource, 'performer').some((performer) => {
    const text = asText(asObject(performer)?.['reference']);
    return text !== undefined && readReference(text)?.form === 'relative' && text.startsWith('Organization/');
  });
  return addressed && ['draft', 'active', 'on-hold'].includes(String(resource['status']));
}

function lastVitals(observations: readonly FhirObject[], birthDate: string | undefined): VitalItem[] {
  const readings = newestFirst(observations.flatMap((observation) => vitalItems(observation, birthDate)));
  return vitalSigns.flatMap((sign) => {
    const [last, before] = readings.filter((reading) => reading.sign === sign);
    if (last === undefined) return [];
    return [before === undefined ? last : { ...last, previous: before.value }];
  });
}

function vitalItems(observation: FhirObject, birthDate: string | undefined): VitalItem[] {
  const line = item(observation, 'code', ['effective[x]', 'issued']);
  const months = line.milliseconds === undefined ? undefined : ageAt(birthDate, line.milliseconds)?.months;
  return [observation, ...valuesAt(observation, 'component')].flatMap((part) => {
    const quantity = asObject(asObject(part)?.['valueQuantity']);
    const value = quantity?.['value'];
    const [sign] = valuesAt(part, 'code.coding.code').flatMap((code) => vitalSignOfLoinc(String(code)) ?? []);
    if (typeof value !== 'number' || sign === undefined) return [];
    const unit = asText(quantity?.['unit']) ?? asText(quantity?.['code']) ?? '';
    // In another unit the value is shown and not judged.
    const judged = (quantity?.['code'] ?? unit) === vitalSignDefinitions[sign].ucum;
    return [{ ...line, sign, value, unit, assessment: judged ? assessValue(sign, value, months) : undefined }];
  });
}

function newestFirst<Item extends SummaryItem>(items: readonly Item[]): Item[] {
  const time = ({ milliseconds }: SummaryItem) => milliseconds ?? earliestMilliseconds;
  return [...items].sort((left, right) => time(right) - time(left) || (left.id < right.id ? 1 : -1));
}

/** The same problem noted at several visits is one line: the newest. */
function distinct(items: readonly SummaryItem[]): SummaryItem[] {
  const byText = new Map<string, SummaryItem>();
  for (const line of newestFirst(items)) {
    if (!byText.has(line.text)) byText.set(line.text, line);
  }
  return [...byText.values()];
}

function byDanger(left: AllergyItem, right: AllergyItem): number {
  const rank = ({ criticality }: AllergyItem) => ['high', 'unable-to-assess', 'low'].indexOf(criticality);
  return rank(left) - rank(right) || left.text.localeCompare(right.text, 'fr');
}
