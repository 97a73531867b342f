import { createUuidGenerator } from '../../../protocol/ids.js';
import { concept, systems, type WriterContext } from '../../../record/builders/context.js';
import { buildAllergy } from '../../../record/builders/orders.js';
import { buildVisit } from '../../../record/builders/visit.js';
import { localDateTime } from '../../../record/date-time.js';
import { medicineDefaults } from '../../../record/forms/prescription.js';
import type { FhirObject } from '../../../record/resource.js';
import type { Coding, Measure } from './codes.js';
import type { Random } from './random.js';

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

/** How a medicine is to be taken: so much each time, so many times a day, for so many days. */
export interface Dosage {
  readonly dose: number;
  readonly timesPerDay: number;
  readonly days: number;
  readonly asNeeded?: boolean;
  readonly instructions?: string;
}

/** Whose visit it is and who writes it. */
export interface VisitFrame {
  readonly patientId: string;
  /** For the reading of vital signs. */
  readonly ageMonths: number;
  readonly atMilliseconds: number;
  readonly staff: StaffMember;
  /** `Organization/…` of the hospital. */
  readonly organization: string | undefined;
  /** What the patient came for. */
  readonly reason: string;
  readonly minutes: number;
}

type Elements = { readonly [element: string]: unknown };

/** Ids of one millisecond that share their random part and count up (RFC 9562 §6.2 method 1): what is made together
 * stands together in an index and costs little on the wire. */
export function sharedIds(random: Random, atMilliseconds: number): () => string {
  const shared = random.bytes(10);
  return createUuidGenerator({ now: () => atMilliseconds, randomBytes: () => shared });
}

/** Builds a visit with the builders that the workstation's forms use, and adds what has no form yet. */
export class VisitBuilder {
  readonly #frame: VisitFrame;
  readonly #context: WriterContext;
  readonly #values: Record<string, string>;
  readonly #diagnoses: { readonly code: string; readonly clinicalStatus: 'active' | 'resolved' }[] = [];
  readonly #prescriptions: { readonly values: Record<string, string>; readonly status: string }[] = [];
  readonly #others: ((encounter: string) => FhirObject)[] = [];

  constructor(random: Random, frame: VisitFrame) {
    this.#frame = frame;
    this.#context = writerContext(frame, sharedIds(random, frame.atMilliseconds));
    this.#values = { reason: frame.reason };
  }

  /** A field of the visit form: a vital sign, or the note. */
  field(name: string, value: number | string): this {
    this.#values[name] = String(value);
    return this;
  }

  diagnosis(code: string, clinicalStatus: 'active' | 'resolved'): this {
    this.#diagnoses.push({ code, clinicalStatus });
    return this;
  }

  prescription(medicine: string, dosage: Dosage, status: 'active' | 'completed', indication: string): this {
    const { dose, timesPerDay, days, asNeeded, instructions } = dosage;
    this.#prescriptions.push({
      status,
      values: {
        ...(medicineDefaults(medicine) as Record<string, string>),
        ...{ medicine, dose: String(dose), timesPerDay: String(timesPerDay), days: String(days), indication },
        ...(asNeeded && { asNeeded: 'yes' }),
        ...(instructions !== undefined && { instructions }),
      },
    });
    return this;
  }

  measured(measure: Measure, value: number): this {
    const { unit, ucum } = measure;
    const valueQuantity = { value, unit, system: systems.ucum, code: ucum };
    this.#others.push((encounter) => ({ ...this.#observation(measure, encounter), valueQuantity }));
    return this;
  }

  found(measure: Measure, words: string): this {
    const valueCodeableConcept = { text: words };
    this.#others.push((encounter) => ({ ...this.#observation(measure, encounter), valueCodeableConcept }));
    return this;
  }

  immunization(vaccine: Coding, dose: number, lotNumber: string): this {
    const { staff } = this.#frame;
    this.#others.push((encounter) => ({
      resourceType: 'Immunization',
      id: this.#context.newId(),
      status: 'completed',
      vaccineCode: codedOrWords(vaccine),
      patient: { reference: `Patient/${this.#frame.patientId}` },
      encounter: { reference: encounter },
      occurrenceDateTime: this.#time,
      primarySource: true,
      lotNumber,
      performer: [{ actor: staff }],
      // FHIR counts doses from 1; the dose of birth, "zero", is said in words.
      protocolApplied: [dose > 0 ? { doseNumberPositiveInt: dose } : { doseNumberString: '0' }],
    }));
    return this;
  }

  finish(): RecordGroup {
    const { patientId, ageMonths, atMilliseconds, minutes } = this.#frame;
    const bundle = buildVisit(
      {
        ...{ patientId, ageMonths, startedMilliseconds: atMilliseconds - minutes * 60_000, values: this.#values },
        diagnoses: this.#diagnoses.map(({ code }) => ({ diagnosis: code, certainty: 'confirmed' })),
        prescriptions: this.#prescriptions.map(({ values }) => values),
      },
      this.#context,
    );
    const built = bundle.entry.map(({ resource }) => resource);
    const encounter = `Encounter/${built[0]?.id}`;
    const resources = [...this.#withStatus(built), ...this.#others.map((build) => build(encounter))];
    return { kind: 'consultation', atMilliseconds, resources };
  }

  get #time(): string {
    return localDateTime(this.#frame.atMilliseconds);
  }

  /** Long after the visit the cure is over: what the builders write is what stands on its day. */
  #withStatus(resources: readonly FhirObject[]): readonly FhirObject[] {
    const clinical = this.#diagnoses.map(({ clinicalStatus }) => clinicalStatus);
    const statuses = this.#prescriptions.map(({ status }) => status);
    return resources.map((resource) => {
      if (resource.resourceType === 'Condition') {
        return { ...resource, clinicalStatus: concept(systems.conditionClinical, clinical.shift() ?? 'active') };
      }
      if (resource.resourceType === 'MedicationRequest') return { ...resource, status: statuses.shift() ?? 'active' };
      return resource;
    });
  }

  #observation(measure: Measure, encounter: string): FhirObject {
    const { code, display, category } = measure;
    return {
      resourceType: 'Observation',
      id: this.#context.newId(),
      status: 'final',
      category: [concept(systems.observationCategory, category)],
      code: codedOrWords({ system: systems.loinc, code, display }),
      subject: { reference: `Patient/${this.#frame.patientId}` },
      encounter: { reference: encounter },
      effectiveDateTime: this.#time,
      performer: [this.#frame.staff],
    };
  }
}

/** Allergies as the form writes them, at the time of registration. */
export function makeAllergy(
  values: Readonly<Record<string, string>>,
  frame: Pick<VisitFrame, 'patientId' | 'atMilliseconds' | 'staff' | 'organization'>,
  newId: () => string,
): FhirObject {
  return buildAllergy(values, frame.patientId, writerContext(frame, newId));
}

function writerContext(
  { staff, organization, atMilliseconds }: Pick<VisitFrame, 'staff' | 'organization' | 'atMilliseconds'>,
  newId: () => string,
): WriterContext {
  return {
    practitioner: staff,
    ...(organization !== undefined && { organization: { reference: organization } }),
    nowMilliseconds: atMilliseconds,
    newId,
    language: 'fr',
  };
}

function codedOrWords({ system, code, display }: Coding): Elements {
  return code === '' ? { text: display } : concept(system, code, display);
}
