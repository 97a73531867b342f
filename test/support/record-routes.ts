import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import type { Action } from '../../record/access.js';
import { canonicalise } from '../../record/canonical.js';
import { resourceTypes } from '../../record/definitions/load.js';
import { fileResource } from '../../record/filing.js';
import { type FhirServer, type Sender, send } from './fhir-server.js';

/** A Subscription and an AuditEvent are no records: they are kept by themselves, and have tests of their own. */
const noRecords = ['Bundle', 'Parameters', 'Subscription', 'AuditEvent'];
export const types = resourceTypes().filter((type) => !noRecords.includes(type));
export const clinicalKinds = [
  'Observation',
  'Condition',
  'MedicationRequest',
  'DiagnosticReport',
  'AllergyIntolerance',
];
/** One type at least of each kind of access. */
export const sample = [
  ...clinicalKinds,
  ...['Patient', 'Encounter', 'Appointment', 'MedicationDispense', 'Medication', 'MedicationStatement', 'Coverage'],
  ...['Organization', 'Practitioner', 'Location', 'ValueSet', 'MeasureReport', 'Provenance', 'Binary'],
];

/** One resource of every type, each pointing at all that others could be reached by, and holding a word of its own. */
export async function plant(server: FhirServer): Promise<void> {
  const entries = types.map((type) => {
    const value = {
      resourceType: type,
      id: 'planted',
      implicitRules: `urn:planted:${type}`,
      subject: { reference: 'Patient/planted' },
      patient: { reference: 'Patient/planted' },
      encounter: { reference: 'Encounter/planted' },
      serviceProvider: { reference: 'Organization/planted' },
      managingOrganization: { reference: 'Organization/planted' },
      requester: { reference: 'Practitioner/planted' },
      location: [{ location: { reference: 'Location/planted' } }],
    };
    const body = canonicalise(JSON.stringify(value));
    const resource = { type: parseResourceType(type), id: parseResourceId('planted'), body, value };
    return { verb: 'create' as const, resource: { ...resource, filing: fileResource(value) } };
  });
  await server.journal.records.commitBundle({ author: 'carnet:import', entries });
}

/** The types whose planted word is in an answer. */
export function typesIn(body: string): string[] {
  return [...body.matchAll(/urn:planted:([A-Za-z]+)/g)].map((match) => match[1] ?? '');
}

export interface Route {
  readonly name: string;
  readonly action: Action;
  readonly ask: (server: FhirServer, who: Sender, type: string, id: string) => ReturnType<typeof send>;
}

function bundleOf(kind: string, method: string, url: string) {
  return { resourceType: 'Bundle', type: kind, entry: [{ request: { method, url } }] };
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const asFhir = { accept: 'application/fhir+json' };
export const routes: readonly Route[] = [
  {
    name: 'read',
    action: 'read',
    ask: (s, who, type, id) => send(s, who, 'GET', `${type}/${id}`, undefined, asFhir),
  },
  // What a Binary holds, where nothing else is asked for.
  { name: 'read as it is', action: 'read', ask: (s, who, type, id) => send(s, who, 'GET', `${type}/${id}`) },
  { name: 'delivery', action: 'read', ask: (s, who, type, id) => send(s, who, 'GET', `/api/delivery/${type}/${id}`) },
  { name: 'history', action: 'history', ask: (s, who, type, id) => send(s, who, 'GET', `${type}/${id}/_history`) },
  { name: 'history of type', action: 'history', ask: (s, who, type) => send(s, who, 'GET', `${type}/_history`) },
  {
    name: 'search',
    action: 'search',
    ask: (s, who, type, id) => send(s, who, 'GET', `${type}?_id=${id}&_total=accurate`),
  },
  {
    name: 'search by form',
    action: 'search',
    ask: (s, who, type, id) => send(s, who, 'POST', `${type}/_search`, `_id=${id}`, form),
  },
  {
    name: 'batch',
    action: 'read',
    ask: (s, who, type, id) => send(s, who, 'POST', '', bundleOf('batch', 'GET', `${type}/${id}`)),
  },
  {
    name: 'transaction',
    action: 'search',
    ask: (s, who, type, id) => send(s, who, 'POST', '', bundleOf('transaction', 'GET', `${type}?_id=${id}`)),
  },
  {
    name: 'create',
    action: 'create',
    ask: (s, who, type) => send(s, who, 'POST', type, `{"resourceType":"${type}","x":1}`),
  },
  {
    name: 'update',
    action: 'update',
    ask: (s, who, type, id) => send(s, who, 'PUT', `${type}/${id}`, `{"resourceType":"${type}","id":"${id}","x":1}`),
  },
];

/** Status and codes; for a batch, those of its entry. */
export function verdictOf(response: { statusCode: number; body: string; json: () => unknown }): string {
  if (response.statusCode !== 200) return String(response.statusCode);
  if (response.body === '') return '200';
  const { entry } = response.json() as { entry?: { response?: { status?: string } }[] };
  return entry?.[0]?.response?.status?.slice(0, 3) ?? '200';
}
