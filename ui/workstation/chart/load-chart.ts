import type {
  AllergyIntolerance,
  ClinicalImpression,
  Condition,
  Encounter,
  MedicationRequest,
  Observation,
  Patient,
  Resource,
  ServiceRequest,
} from '@medplum/fhirtypes';
import { mayDo } from '../../../record/access.js';
import type { FhirObject } from '../../../record/resource.js';
import type { Role } from '../../../record/role.js';
import { type PatientSummary, summarise } from '../../../record/summary.js';
import { asFailure } from '../../kit/http/failure.js';
import { readFhir, searchFhirPages, type Versioned } from '../fhir/client.js';

/** One part of the chart; `restricted` when the role may not see it. */
export type Part<T> =
  | {
      readonly kind: 'ready';
      readonly items: readonly T[];
      readonly more: boolean;
      /** How many more there are that the role may not see. */
      readonly restricted: number;
    }
  | { readonly kind: 'restricted' }
  | { readonly kind: 'failed' };

export interface Chart {
  readonly patient: Versioned<Patient>;
  readonly allergies: Part<AllergyIntolerance>;
  readonly conditions: Part<Condition>;
  readonly medication: Part<MedicationRequest>;
  readonly observations: Part<Observation>;
  readonly encounters: Part<Encounter>;
  readonly notes: Part<ClinicalImpression>;
  readonly referrals: Part<ServiceRequest>;
}

const itemsPerPage = '200';
/** What still counts may be older than much that does not: allergies, problems and treatments are read to the end. */
const pagesMax = { whole: 10, recent: 1 } as const;

/**
 * The one-page summary of a patient: a handful of searches at once, the newest first. Where a part is not whole, the
 * chart says so.
 * @throws Failure when the patient cannot be read
 */
export async function loadChart(patientId: string, role: Role): Promise<Chart> {
  const of = <T extends Resource>(type: T['resourceType'], sort: string, depth: keyof typeof pagesMax) =>
    // What the role may not see is not even asked for: a refusal is an entry in the audit.
    mayDo(role, type, 'search')
      ? part<T>(type, depth, [
          ['patient', patientId],
          ['_sort', sort],
          ['_count', itemsPerPage],
        ])
      : Promise.resolve<Part<T>>({ kind: 'restricted' });
  const [patient, allergies, conditions, medication, observations, encounters, notes, referrals] = await Promise.all([
    readFhir<Patient>('Patient', patientId),
    of<AllergyIntolerance>('AllergyIntolerance', '-date', 'whole'),
    of<Condition>('Condition', '-recorded-date', 'whole'),
    of<MedicationRequest>('MedicationRequest', '-authoredon', 'whole'),
    of<Observation>('Observation', '-date', 'recent'),
    of<Encounter>('Encounter', '-date', 'recent'),
    of<ClinicalImpression>('ClinicalImpression', '-date', 'recent'),
    of<ServiceRequest>('ServiceRequest', '-authored', 'recent'),
  ]);
  return { patient, allergies, conditions, medication, observations, encounters, notes, referrals };
}

async function part<T extends Resource>(
  type: T['resourceType'],
  depth: keyof typeof pagesMax,
  parameters: readonly (readonly [string, string])[],
): Promise<Part<T>> {
  try {
    const { resources, more, restricted } = await searchFhirPages<T>(type, parameters, pagesMax[depth]);
    return { kind: 'ready', items: resources, more, restricted };
  } catch (error) {
    const { kind } = asFailure(error);
    return { kind: kind === 'restricted' || kind === 'missing' ? 'restricted' : 'failed' };
  }
}

/** What of a chart counts now, by the rules of the record. */
export function summaryOf(chart: Chart, nowMilliseconds: number): PatientSummary {
  const parts: readonly Part<Resource>[] = [
    chart.allergies,
    chart.conditions,
    chart.medication,
    chart.observations,
    chart.encounters,
    chart.notes,
    chart.referrals,
  ];
  const resources = parts.flatMap((one) => (one.kind === 'ready' ? one.items : []));
  return summarise(asFhir(chart.patient.resource), resources.map(asFhir), nowMilliseconds);
}

/** The typed resources of FHIR are JSON objects; their interfaces do not say so. */
export function asFhir(resource: Resource): FhirObject {
  return resource as unknown as FhirObject;
}
