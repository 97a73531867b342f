import { asText, type Elements, valuesAt } from '../elements.js';

/** French, and English beside it. */
export interface Words {
  readonly fr: string;
  readonly en: string;
}

/** A section of a patient summary, and what belongs into it. */
export interface SummarySection {
  /** LOINC code and its name. */
  readonly code: string;
  readonly display: string;
  readonly title: Words;
  /** Shown with the reason why it is empty where there is nothing. */
  readonly isRequired: boolean;
  readonly types: readonly string[];
  readonly holds: (resource: Elements) => boolean;
  /** Of its entries the latest. */
  readonly entriesMax: number;
}

/** LOINC codes of what is observed of a pregnancy: its status, the day that is expected, and how earlier ones ended. */
export const pregnancyCodes: readonly string[] = [
  ...['82810-3', '11778-8', '11779-6', '11780-2', '11636-8', '11637-6', '11638-4', '11639-2', '11640-0'],
  ...['11612-9', '11613-7', '11614-5', '33065-4'],
];

const codesAt = (resource: Elements, path: string) => valuesAt(resource, `${path}.coding.code`);
const isOneOf = (resource: Elements, element: string, values: readonly string[]) =>
  values.includes(asText(resource[element]) ?? '');
const isOfCategory = (resource: Elements, category: string) => codesAt(resource, 'category').includes(category);
const isPregnancy = (resource: Elements) =>
  codesAt(resource, 'code').some((code) => pregnancyCodes.includes(String(code)));
/** What was found not to be so, or entered by mistake, says nothing of the patient. */
const stands = (resource: Elements) =>
  !codesAt(resource, 'verificationStatus').some((code) => code === 'refuted' || code === 'entered-in-error');
const isOver = (resource: Elements) =>
  codesAt(resource, 'clinicalStatus').some((code) => ['inactive', 'remission', 'resolved'].includes(String(code)));
const observed = ['registered', 'preliminary', 'final', 'amended', 'corrected'];
const reported = [...observed, 'partial', 'appended'];

/**
 * The sections of the International Patient Summary (HL7 IPS 2.0, Composition) that records here can fill: the three that are
 * required, those that are recommended, and vital signs, past problems, plans, social history, pregnancy, advance directives and
 * alerts. In their order.
 */
export const summarySections: readonly SummarySection[] = [
  {
    ...{ code: '11450-4', display: 'Problem list - Reported', isRequired: true, entriesMax: 50 },
    title: { fr: 'Problèmes actifs', en: 'Active problems' },
    types: ['Condition'],
    holds: (resource) => stands(resource) && !isOver(resource),
  },
  {
    ...{ code: '48765-2', display: 'Allergies and adverse reactions Document', isRequired: true, entriesMax: 50 },
    title: { fr: 'Allergies et intolérances', en: 'Allergies and intolerances' },
    types: ['AllergyIntolerance'],
    holds: (resource) => stands(resource) && !isOver(resource),
  },
  {
    ...{ code: '10160-0', display: 'History of Medication use Narrative', isRequired: true, entriesMax: 50 },
    title: { fr: 'Traitements en cours', en: 'Current medication' },
    types: ['MedicationStatement', 'MedicationRequest'],
    holds: (resource) =>
      isOneOf(resource, 'status', ['active', 'intended', 'on-hold', 'unknown']) && resource['doNotPerform'] !== true,
  },
  {
    ...{ code: '11369-6', display: 'History of Immunization note', isRequired: false, entriesMax: 50 },
    title: { fr: 'Vaccinations', en: 'Immunizations' },
    types: ['Immunization'],
    holds: (resource) => isOneOf(resource, 'status', ['completed']),
  },
  {
    ...{
      code: '30954-2',
      display: 'Relevant diagnostic tests/laboratory data note',
      isRequired: false,
      entriesMax: 50,
    },
    title: { fr: 'Résultats d’examens', en: 'Results of tests' },
    types: ['Observation', 'DiagnosticReport'],
    holds: (resource) =>
      isOneOf(resource, 'status', reported) &&
      !['vital-signs', 'social-history'].some((category) => isOfCategory(resource, category)) &&
      !isPregnancy(resource),
  },
  {
    ...{ code: '47519-4', display: 'History of Procedures Document', isRequired: false, entriesMax: 30 },
    title: { fr: 'Interventions', en: 'Procedures' },
    types: ['Procedure'],
    holds: (resource) => isOneOf(resource, 'status', ['in-progress', 'completed', 'stopped', 'on-hold']),
  },
  {
    ...{ code: '46264-8', display: 'History of medical device use', isRequired: false, entriesMax: 30 },
    title: { fr: 'Dispositifs médicaux', en: 'Medical devices' },
    types: ['DeviceUseStatement'],
    holds: (resource) => isOneOf(resource, 'status', ['active', 'completed', 'intended', 'on-hold']),
  },
  {
    ...{ code: '8716-3', display: 'Vital signs note', isRequired: false, entriesMax: 40 },
    title: { fr: 'Constantes', en: 'Vital signs' },
    types: ['Observation'],
    holds: (resource) => isOneOf(resource, 'status', observed) && isOfCategory(resource, 'vital-signs'),
  },
  {
    ...{ code: '11348-0', display: 'History of Past illness note', isRequired: false, entriesMax: 30 },
    title: { fr: 'Antécédents', en: 'Past problems' },
    types: ['Condition'],
    holds: (resource) => stands(resource) && isOver(resource),
  },
  {
    ...{ code: '18776-5', display: 'Plan of care note', isRequired: false, entriesMax: 10 },
    title: { fr: 'Plans de soins', en: 'Plans of care' },
    types: ['CarePlan'],
    holds: (resource) => isOneOf(resource, 'status', ['active', 'on-hold']),
  },
  {
    ...{ code: '29762-2', display: 'Social history note', isRequired: false, entriesMax: 20 },
    title: { fr: 'Mode de vie', en: 'Social history' },
    types: ['Observation'],
    holds: (resource) =>
      isOneOf(resource, 'status', observed) && isOfCategory(resource, 'social-history') && !isPregnancy(resource),
  },
  {
    ...{ code: '10162-6', display: 'History of pregnancies Narrative', isRequired: false, entriesMax: 30 },
    title: { fr: 'Grossesses', en: 'Pregnancies' },
    types: ['Observation'],
    holds: (resource) => isOneOf(resource, 'status', observed) && isPregnancy(resource),
  },
  {
    ...{ code: '42348-3', display: 'Advance healthcare directives', isRequired: false, entriesMax: 20 },
    title: { fr: 'Directives anticipées', en: 'Advance directives' },
    types: ['Consent'],
    holds: (resource) => isOneOf(resource, 'status', ['active']) && codesAt(resource, 'scope').includes('adr'),
  },
  {
    ...{ code: '104605-1', display: 'Alert', isRequired: false, entriesMax: 20 },
    title: { fr: 'Alertes', en: 'Alerts' },
    types: ['Flag'],
    holds: (resource) => isOneOf(resource, 'status', ['active']),
  },
];
