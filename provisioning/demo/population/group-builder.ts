import { createUuidGenerator } from '../../../protocol/ids.js';
import type { FhirObject } from '../../../record/resource.js';
import { type Coding, type Measure, type Medicine, measures, systems } from './codes.js';
import type { Random } from './random.js';
import { localDate, localDateTime } from './time.js';

/** Resources that were saved together: one transaction Bundle, one group of the log (rule S8). */
export interface RecordGroup {
  readonly kind: 'registration' | 'consultation';
  /** When it was saved, milliseconds since 1970. */
  readonly atMilliseconds: number;
  readonly resources: readonly FhirObject[];
}

/** A member of staff as records name them. */
export interface StaffMember {
  /** `Practitioner/…`. */
  readonly reference: string;
  readonly display: string;
}

/** How a medicine is to be taken. */
export interface Dosage {
  readonly text: string;
  readonly frequency: number;
  readonly days: number;
  readonly tablets: number;
}

type Elements = { readonly [element: string]: unknown };

/**
 * Builds the resources of one visit. Their ids are UUIDv7 of one millisecond that share their random part and count up
 * (RFC 9562 §6.2 method 1): made together, they stand together in an index and cost little on the wire.
 */
export class GroupBuilder {
  readonly #resources: FhirObject[] = [];
  readonly #newId: () => string;
  readonly #patient: string;
  readonly #at: number;
  #encounter: string | undefined;

  constructor(random: Random, patient: string, atMilliseconds: number) {
    const shared = random.bytes(10);
    this.#newId = createUuidGenerator({ now: () => atMilliseconds, randomBytes: () => shared });
    this.#patient = patient;
    this.#at = atMilliseconds;
  }

  get time(): string {
    return localDateTime(this.#at);
  }

  encounter(reason: string, minutes: number, staff: StaffMember, organization?: string): this {
    this.#encounter = this.#add('Encounter', {
      status: 'finished',
      class: { system: systems.actClass, code: 'AMB', display: 'ambulatory' },
      subject: { reference: this.#patient },
      participant: [{ individual: { reference: staff.reference, display: staff.display } }],
      period: { start: this.time, end: localDateTime(this.#at + minutes * 60_000) },
      reasonCode: [{ text: reason }],
      ...(organization !== undefined && { serviceProvider: { reference: organization } }),
    });
    return this;
  }

  measured(measure: Measure, value: number): this {
    this.#add('Observation', { ...this.#observation(measure), valueQuantity: quantity(measure, value) });
    return this;
  }

  found(measure: Measure, words: string): this {
    this.#add('Observation', { ...this.#observation(measure), valueCodeableConcept: { text: words } });
    return this;
  }

  bloodPressure(systolic: number, diastolic: number): this {
    const component = (measure: Measure, value: number) => ({
      code: concept({ system: systems.loinc, code: measure.code, display: measure.display }),
      valueQuantity: quantity(measure, value),
    });
    this.#add('Observation', {
      ...this.#observation(measures.bloodPressurePanel),
      component: [component(measures.systolic, systolic), component(measures.diastolic, diastolic)],
    });
    return this;
  }

  condition(diagnosis: Coding, staff: StaffMember, clinicalStatus: 'active' | 'resolved', text?: string): this {
    this.#add('Condition', {
      clinicalStatus: { coding: [{ system: systems.conditionClinical, code: clinicalStatus }] },
      verificationStatus: { coding: [{ system: systems.conditionVerification, code: 'confirmed' }] },
      code: concept(diagnosis, text),
      ...this.#inVisit(),
      onsetDateTime: localDate(this.#at),
      recordedDate: this.time,
      recorder: { reference: staff.reference },
    });
    return this;
  }

  prescription(medicine: Medicine, dosage: Dosage, staff: StaffMember, status: 'active' | 'completed'): this {
    this.#add('MedicationRequest', {
      status,
      intent: 'order',
      medicationCodeableConcept: concept(medicine),
      ...this.#inVisit(),
      authoredOn: this.time,
      requester: { reference: staff.reference },
      dosageInstruction: [
        {
          text: dosage.text,
          timing: {
            repeat: {
              boundsDuration: { value: dosage.days, unit: 'jours', system: systems.ucum, code: 'd' },
              frequency: dosage.frequency,
              period: 1,
              periodUnit: 'd',
            },
          },
          route: { text: medicine.route },
        },
      ],
      dispenseRequest: { quantity: { value: dosage.tablets } },
    });
    return this;
  }

  immunization(vaccine: Coding, dose: number, lot: string, staff: StaffMember): this {
    this.#add('Immunization', {
      status: 'completed',
      vaccineCode: concept(vaccine),
      patient: { reference: this.#patient },
      ...(this.#encounter !== undefined && { encounter: { reference: this.#encounter } }),
      occurrenceDateTime: this.time,
      primarySource: true,
      lotNumber: lot,
      performer: [{ actor: { reference: staff.reference } }],
      // FHIR counts doses from 1; the dose of birth, "zero", is said in words.
      protocolApplied: [dose > 0 ? { doseNumberPositiveInt: dose } : { doseNumberString: '0' }],
    });
    return this;
  }

  note(text: string, staff: StaffMember): this {
    this.#add('ClinicalImpression', {
      status: 'completed',
      ...this.#inVisit(),
      effectiveDateTime: this.time,
      date: this.time,
      assessor: { reference: staff.reference },
      summary: text,
    });
    return this;
  }

  allergy(substance: string, reaction: string, criticality: 'low' | 'high', category: string): this {
    this.#add('AllergyIntolerance', {
      clinicalStatus: { coding: [{ system: systems.allergyClinical, code: 'active' }] },
      verificationStatus: { coding: [{ system: systems.allergyVerification, code: 'confirmed' }] },
      type: 'allergy',
      category: [category],
      criticality,
      code: { text: substance },
      patient: { reference: this.#patient },
      recordedDate: this.time,
      reaction: [{ manifestation: [{ text: reaction }] }],
    });
    return this;
  }

  finish(kind: RecordGroup['kind']): RecordGroup {
    return { kind, atMilliseconds: this.#at, resources: this.#resources };
  }

  #observation(measure: Measure): Elements {
    return {
      status: 'final',
      category: [{ coding: [{ system: systems.observationCategory, code: measure.category }] }],
      code: concept({ system: systems.loinc, code: measure.code, display: measure.display }),
      ...this.#inVisit(),
      effectiveDateTime: this.time,
    };
  }

  #inVisit(): Elements {
    return {
      subject: { reference: this.#patient },
      ...(this.#encounter !== undefined && { encounter: { reference: this.#encounter } }),
    };
  }

  #add(resourceType: string, elements: Elements): string {
    const id = this.#newId();
    this.#resources.push({ resourceType, id, ...elements });
    return `${resourceType}/${id}`;
  }
}

function concept(coding: Coding, text?: string): Elements {
  const { system, code, display } = coding;
  if (code === '') return { text: text ?? display };
  return { coding: [{ system, code, display }], ...(text !== undefined && { text }) };
}

function quantity(measure: Measure, value: number): Elements {
  return { value, unit: measure.unit, system: systems.ucum, code: measure.ucum };
}
