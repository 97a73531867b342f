import { randomUUID } from 'node:crypto';
import type { FhirObject } from '../../../record/resource.js';
import type { Exchange } from './http-target.js';
import type { Population } from './population.js';

/** One kind of request, each time about another resource. */
export interface Workload {
  readonly name: string;
  /** How heavy it is: how many requests are wanted at most. */
  readonly requestsMax: number;
  exchange(index: number): Exchange;
}

const transactionEntries = 100;

/** What the requests ask of a resource of the sample. */
interface Asked {
  readonly id: string;
  readonly patient: string;
  readonly code: string;
  readonly day: string;
}

/** Reads, searches and writes of a hospital's every day, over a population. */
export function workloadsOver({ sample }: Population): readonly Workload[] {
  const of = (type: string) => sample.get(type) ?? [];
  const [patients, observations] = [of('Patient'), of('Observation')];
  const search = (name: string, type: string, queryOf: (asked: Asked, resource: FhirObject) => string): Workload => ({
    name,
    requestsMax: 2_000,
    exchange: (index) => {
      const resource = at(of(type), index);
      return { method: 'GET', path: `/${queryOf(askedOf(resource), resource)}` };
    },
  });
  return [
    {
      name: 'create',
      requestsMax: 2_000,
      exchange: (index) => ({ method: 'POST', path: '/Observation', body: withoutId(at(observations, index)) }),
    },
    { name: 'transaction-100', requestsMax: 200, exchange: (index) => transaction(observations, index) },
    search('read', 'Observation', ({ id }) => `Observation/${id}`),
    search(
      'patient-name',
      'Patient',
      (_, patient) => `Patient?name=${encodeURIComponent(prefixOf(patient))}&_count=20`,
    ),
    search('patient-identifier', 'Patient', (_, patient) => `Patient?identifier=${identifierOf(patient)}`),
    search('patient-birthdate', 'Patient', (_, patient) => `Patient?birthdate=${patient.birthDate}&_count=20`),
    search('observation-patient', 'Observation', ({ patient }) => `Observation?patient=Patient/${patient}&_count=20`),
    search(
      'observation-patient-code',
      'Observation',
      ({ patient, code }) => `Observation?patient=Patient/${patient}&code=${code}`,
    ),
    search('observation-code-date', 'Observation', ({ code, day }) => `Observation?code=${code}&date=${day}&_count=20`),
    search(
      'observation-newest',
      'Observation',
      ({ patient }) => `Observation?patient=Patient/${patient}&_sort=-date&_count=10`,
    ),
    search('encounter-date', 'Encounter', ({ day }) => `Encounter?date=${day}&_count=20`),
    search('condition-code', 'Condition', ({ code }) => `Condition?code=${code}&_count=20`),
    search('medication-patient-status', 'MedicationRequest', ({ patient }) => {
      return `MedicationRequest?patient=Patient/${patient}&status=active,completed&_count=20`;
    }),
    search('chain-patient-name', 'Patient', (_, patient) => {
      return `Condition?patient.name=${encodeURIComponent(prefixOf(patient))}&_count=20`;
    }),
    search('include', 'Encounter', ({ day }) => `Encounter?date=${day}&_include=Encounter:patient&_count=20`),
    search('revinclude', 'Encounter', ({ id }) => `Encounter?_id=${id}&_revinclude=Observation:encounter`),
    {
      ...search('everything', 'Patient', ({ id }) => `Patient/${id}/$everything`),
      requestsMax: Math.max(500, patients.length),
    },
  ];
}

function at(resources: readonly FhirObject[], index: number): FhirObject {
  const found = resources[index % resources.length];
  if (found === undefined) throw new Error('the population has none of a type that is asked for');
  return found;
}

function askedOf(resource: FhirObject): Asked {
  const text = JSON.stringify(resource);
  return {
    id: resource.id ?? '',
    patient: /"Patient\/([^"]+)"/.exec(text)?.[1] ?? '',
    code: /"code":\{"coding":\[\{[^}]*"code":"([^"]+)"/.exec(text)?.[1] ?? '',
    day: /"(\d{4}-\d{2}-\d{2})T/.exec(text)?.[1] ?? '',
  };
}

/** The first four letters of a family name, as they are typed at a desk. */
function prefixOf(patient: FhirObject): string {
  const [name] = patient.name as readonly { readonly family: string }[];
  return name?.family.slice(0, 4) ?? '';
}

function identifierOf(patient: FhirObject): string {
  const [identifier] = patient.identifier as readonly { readonly system: string; readonly value: string }[];
  return encodeURIComponent(`${identifier?.system}|${identifier?.value}`);
}

function withoutId({ id: _, ...resource }: FhirObject): string {
  return JSON.stringify(resource);
}

function transaction(resources: readonly FhirObject[], index: number): Exchange {
  const entry = Array.from({ length: transactionEntries }, (_, place) => {
    const { id, ...resource } = at(resources, index * transactionEntries + place);
    return { fullUrl: `urn:uuid:${randomUUID()}`, resource, request: { method: 'POST', url: 'Observation' } };
  });
  return { method: 'POST', path: '', body: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }) };
}
