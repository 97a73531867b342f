import { labelled } from './label.js';

export const of = (reference: string) => ({ reference });
const secret = { coding: [{ system: 'urn:codes', code: 'secret' }], text: 'urn:secret' };
export const known = { coding: [{ system: 'urn:codes', code: 'known' }], text: 'known' };
const onP1 = { subject: of('Patient/p1'), patient: of('Patient/p1'), encounter: of('Encounter/e1') };

/** What everybody who cares sees, some of it pointing at what not everybody does. */
export const open = [
  { resourceType: 'Patient', id: 'p1', name: [{ family: 'Ngo' }] },
  { resourceType: 'Patient', id: 'p2', name: [{ family: 'Abe' }], ...labelled() },
  { resourceType: 'Practitioner', id: 'd1', name: [{ family: 'Fotso' }] },
  { resourceType: 'Practitioner', id: 'd2', name: [{ family: 'Hidden' }] },
  { resourceType: 'Encounter', id: 'e1', status: 'finished', subject: of('Patient/p1') },
  {
    resourceType: 'MedicationRequest',
    id: 'm1',
    ...onP1,
    requester: of('Practitioner/d1'),
    medicationCodeableConcept: known,
  },
  { resourceType: 'Observation', id: 'o1', ...onP1, code: known, effectiveDateTime: '2026-11-01' },
  { resourceType: 'Condition', id: 'c1', ...onP1, code: known },
  { resourceType: 'MedicationDispense', id: 'x1', ...onP1, authorizingPrescription: [of('MedicationRequest/m-r')] },
  { resourceType: 'Observation', id: 'o2', ...onP1, code: known, hasMember: [of('Observation/o-r')] },
] as const;

/** What a nurse does not see; it points at what nothing else points at. */
export const hidden = [
  {
    resourceType: 'MedicationRequest',
    id: 'm-r',
    ...onP1,
    requester: of('Practitioner/d2'),
    medicationCodeableConcept: secret,
    ...labelled(),
  },
  { resourceType: 'Condition', id: 'c-r', ...onP1, code: secret, recordedDate: '2026-11-03', ...labelled('V') },
  { resourceType: 'Observation', id: 'o-r', ...onP1, code: secret, effectiveDateTime: '2026-11-02', ...labelled() },
  {
    resourceType: 'Encounter',
    id: 'e-r',
    status: 'planned',
    subject: of('Patient/p1'),
    reasonCode: [secret],
    ...labelled(),
  },
  {
    resourceType: 'DiagnosticReport',
    id: 'r-r',
    ...onP1,
    code: secret,
    result: [of('Observation/o1')],
    ...labelled('V'),
  },
  { resourceType: 'MedicationDispense', id: 'x-r', ...onP1, medicationCodeableConcept: secret, ...labelled() },
  { resourceType: 'ServiceRequest', id: 's-r', ...onP1, code: secret, ...labelled() },
  { resourceType: 'DocumentReference', id: 'f-r', subject: of('Patient/p1'), type: secret, ...labelled() },
  {
    resourceType: 'Provenance',
    id: 'v-r',
    target: [of('Condition/c1')],
    agent: [{ who: of('Practitioner/d2') }],
    ...labelled(),
  },
] as const;
