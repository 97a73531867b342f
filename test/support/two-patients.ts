import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { canonicalise } from '../../record/canonical.js';
import { patientCompartment } from '../../record/definitions/load-search.js';
import { fileResource } from '../../record/filing.js';
import { isKeptApart } from '../../record/kept-apart.js';
import type { FhirObject } from '../../record/resource.js';
import type { FhirServer } from './fhir-server.js';

/** The types of the patient compartment, and Binary. */
export const compartmentTypes = [...Object.keys(patientCompartment()), 'Binary'].filter((type) => type !== 'Patient');

/** Those of which records are shown; AuditEvents are kept, and shown to nobody (rule R60). */
export const shownTypes = compartmentTypes.filter((type) => !isKeptApart(type));

/** What stands in everything that is of a patient, and in nothing else. */
export const markOf = (patient: string) => `urn:planted:${patient}:`;

/** A resource of a patient: whatever element its type names the patient by, and with a code and identifier to search by. */
export function recordOf(type: string, id: string, patient: string, more: object = {}): FhirObject {
  const reference = { reference: `Patient/${patient}` };
  return {
    ...{ resourceType: type, id, implicitRules: `${markOf(patient)}${type}` },
    ...{ subject: reference, patient: reference, beneficiary: reference, for: reference, individual: reference },
    ...{ securityContext: reference, actor: type === 'Schedule' ? [reference] : reference },
    ...{ participant: [{ actor: reference }], member: [{ entity: reference }], link: [{ target: reference }] },
    ...{ deliverTo: reference, target: [reference], entity: [{ what: reference }], candidate: reference },
    ...{ code: { coding: [{ system: 'urn:x', code: 'c' }] }, identifier: [{ system: 'urn:x', value: `i-${patient}` }] },
    ...more,
  };
}

/** Stores resources as they are, and has them filed and in the index. */
export async function store({ journal }: FhirServer, ...values: readonly FhirObject[]): Promise<void> {
  const entries = values.map((value) => {
    const body = canonicalise(JSON.stringify(value));
    const type = parseResourceType(value.resourceType);
    const resource = { type, id: parseResourceId(value.id ?? ''), body, value, filing: fileResource(value) };
    return { verb: 'update' as const, resource };
  });
  await journal.records.commitBundle({ author: 'Practitioner/doctor', entries });
  if ((await journal.sync.identity()).site !== '000') return;
  while ((await journal.fanout.fanOut(0, 1000)).more);
  while ((await journal.fanout.index(1000)).waitingChanges > 0);
}

/**
 * The records of two patients, `pa` and `pb`: of each type of the compartment one of each; one of `pb` that names `pa` beside
 * them, wherever the specification's compartment looks; and one of `pa` that leads to what is of `pb`.
 */
export async function storeTwoPatients(server: FhirServer): Promise<void> {
  const patientOf = (id: string) => ({
    ...{ resourceType: 'Patient', id, implicitRules: `${markOf(id)}Patient` },
    ...{ identifier: [{ system: 'urn:x', value: `i-${id}` }], name: [{ family: 'Mbarga', given: ['Paul'] }] },
    birthDate: '1990-01-01',
  });
  const beside = { reference: 'Patient/pa' };
  const naming = {
    ...{ performer: [beside], asserter: beside, recorder: beside, author: [beside], source: beside, sender: beside },
    ...{ recipient: [beside], receiver: [beside], payor: [beside], subscriber: beside, focus: beside },
  };
  const leading = {
    ...{ encounter: { reference: 'Encounter/ofb' }, hasMember: [{ reference: 'Observation/ofb' }] },
    ...{ derivedFrom: [{ reference: 'Observation/ofb' }], performer: [{ reference: 'Patient/pb' }] },
  };
  await store(
    server,
    patientOf('pa'),
    { ...patientOf('pb'), link: [{ other: { reference: 'Patient/pa' }, type: 'seealso' }] },
    ...compartmentTypes.flatMap((type) => [
      recordOf(type, 'ofa', 'pa', leading),
      recordOf(type, 'ofb', 'pb'),
      recordOf(type, 'ofb-naming-a', 'pb', naming),
    ]),
  );
}
