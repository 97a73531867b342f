import { asObject, asText, type Elements, valuesAt } from '../elements.js';
import type { Words } from './sections.js';

/** What is told of a resource on one line of a summary. */
export interface SummaryRow {
  /** As the record has it; '' where it does not say. */
  readonly when: string;
  readonly what: string;
  readonly detail: string;
}

/** A resource that another one names, by `Type/id`; `undefined` where it is not at hand. */
export type Lookup = (reference: string) => Elements | undefined;

const whenPaths: readonly string[] = [
  ...[
    'effectiveDateTime',
    'effectivePeriod.start',
    'effectiveInstant',
    'onsetDateTime',
    'onsetPeriod.start',
    'onsetString',
  ],
  ...['occurrenceDateTime', 'occurrenceString', 'performedDateTime', 'performedPeriod.start', 'performedString'],
  ...[
    'timingDateTime',
    'timingPeriod.start',
    'period.start',
    'authoredOn',
    'recordedDate',
    'recordedOn',
    'dateAsserted',
  ],
  ...['issued', 'created', 'dateTime'],
];

/** Codes that a reader must see in words; others go without saying. */
const told: Readonly<Record<string, Words>> = {
  'on-hold': { fr: 'suspendu', en: 'on hold' },
  intended: { fr: 'prévu', en: 'intended' },
  unknown: { fr: 'statut inconnu', en: 'status unknown' },
  preliminary: { fr: 'provisoire', en: 'preliminary' },
  partial: { fr: 'partiel', en: 'partial' },
  registered: { fr: 'en attente', en: 'pending' },
  stopped: { fr: 'interrompu', en: 'stopped' },
  provisional: { fr: 'à confirmer', en: 'provisional' },
  differential: { fr: 'hypothèse', en: 'differential' },
  unconfirmed: { fr: 'non confirmé', en: 'unconfirmed' },
  high: { fr: 'risque élevé', en: 'high risk' },
};

/**
 * The line of a resource; its texts are those of the record.
 * @param resource with its numbers as texts, as they were written
 */
export function summaryRow(resource: Elements, language: keyof Words, lookup: Lookup): SummaryRow {
  const status = [
    asText(resource['status']),
    asText(resource['criticality']),
    ...valuesAt(resource, 'verificationStatus.coding.code').map(asText),
  ].flatMap((code) => (code !== undefined && Object.hasOwn(told, code) ? [told[code]?.[language] ?? ''] : []));
  const values = [observedValue(resource), ...componentsOf(resource), ...reactionsOf(resource), ...dosesOf(resource)];
  return {
    when: whenOf(resource),
    what: whatOf(resource, lookup),
    detail: [...values, asText(resource['conclusion']), ...status].filter((text) => text).join(' · '),
  };
}

export function whenOf(resource: Elements): string {
  for (const path of whenPaths) {
    const text = asText(valuesAt(resource, path)[0]);
    if (text !== undefined) return text;
  }
  return '';
}

function whatOf(resource: Elements, lookup: Lookup): string {
  for (const element of ['code', 'vaccineCode', 'medicationCodeableConcept']) {
    const text = conceptText(resource[element]);
    if (text !== '') return text;
  }
  for (const element of ['medicationReference', 'device']) {
    const reference = asObject(resource[element]);
    const target = lookup(asText(reference?.['reference']) ?? '');
    const text = conceptText(target?.['code']) || conceptText(target?.['type']) || asText(reference?.['display']);
    if (text) return text;
  }
  const [category] = valuesAt(resource, 'category');
  return asText(resource['title']) ?? asText(resource['description']) ?? conceptText(category);
}

/** The words of a CodeableConcept: its text, else the name of a code, else the code. */
export function conceptText(value: unknown): string {
  const concept = asObject(value);
  if (concept === undefined) return '';
  const texts = [concept['text'], ...valuesAt(concept, 'coding.display'), ...valuesAt(concept, 'coding.code')];
  return asText(texts.find((text) => typeof text === 'string' && text !== '')) ?? '';
}

/** `value[x]` of an Observation or of a component. */
function observedValue(resource: Elements): string {
  const quantity = quantityText(resource['valueQuantity']);
  const concept = conceptText(resource['valueCodeableConcept']);
  const plain = ['valueString', 'valueDateTime', 'valueTime', 'valueInteger', 'valueBoolean']
    .map((element) => resource[element])
    .find((value) => value !== undefined);
  const range = asObject(resource['valueRange']);
  const ends = range && [quantityText(range['low']), quantityText(range['high'])].join(' – ');
  return quantity || concept || ends || (plain === undefined ? '' : String(plain));
}

function quantityText(value: unknown): string {
  const quantity = asObject(value);
  if (quantity === undefined) return '';
  const unit = asText(quantity['unit']) ?? asText(quantity['code']);
  return [quantity['comparator'], quantity['value'], unit].filter((part) => part !== undefined).join(' ');
}

function componentsOf(resource: Elements): string[] {
  return valuesAt(resource, 'component').map((value) => {
    const component = asObject(value) ?? {};
    return `${conceptText(component['code'])} ${observedValue(component)}`.trim();
  });
}

function reactionsOf(resource: Elements): string[] {
  return valuesAt(resource, 'reaction.manifestation').map(conceptText);
}

function dosesOf(resource: Elements): string[] {
  const instructions = [...valuesAt(resource, 'dosageInstruction'), ...valuesAt(resource, 'dosage')];
  return instructions.flatMap((value) => asText(asObject(value)?.['text']) ?? []);
}
