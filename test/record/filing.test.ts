import fc from 'fast-check';
import t from 'tap';
import { fileResource } from '../../record/filing.js';
import type { FhirObject } from '../../record/resource.js';

const toPatient = { reference: 'Patient/p' };
const referral = (code: string) => [
  { identifier: { system: 'urn:carnet:site', value: code }, reference: 'Organization/o' },
];

t.test('[S3] each resource travels in the lane of its urgency', async (t) => {
  const cases: readonly (readonly [FhirObject, number])[] = [
    [{ resourceType: 'AllergyIntolerance' }, 1],
    [{ resourceType: 'ServiceRequest', performer: referral('7KD') }, 1],
    [{ resourceType: 'ServiceRequest', priority: 'stat' }, 1],
    [{ resourceType: 'ServiceRequest', priority: 'routine' }, 2],
    [{ resourceType: 'Observation', interpretation: [{ coding: [{ code: 'HH' }] }] }, 1],
    [{ resourceType: 'Observation', interpretation: [{ coding: [{ code: 'H' }] }] }, 2],
    [{ resourceType: 'Patient', id: 'p' }, 2],
    [{ resourceType: 'Patient', id: 'p', deceasedBoolean: true }, 1],
    [{ resourceType: 'Encounter' }, 2],
    [{ resourceType: 'Organization' }, 3],
    [{ resourceType: 'Practitioner' }, 3],
    [{ resourceType: 'Schedule' }, 3],
    [{ resourceType: 'Appointment' }, 3],
    [{ resourceType: 'Binary' }, 4],
    [{ resourceType: 'SomethingNew' }, 2],
  ];
  for (const [value, lane] of cases) t.equal(fileResource(value).lane, lane, JSON.stringify(value));
});

t.test('[F1] a resource is filed under its patient; only reference data belongs to everybody', async (t) => {
  const cases: readonly (readonly [FhirObject, string | undefined])[] = [
    [{ resourceType: 'Patient', id: 'p' }, 'p'],
    [{ resourceType: 'Observation', id: 'o', subject: toPatient }, 'p'],
    [{ resourceType: 'AllergyIntolerance', id: 'a', patient: toPatient }, 'p'],
    [{ resourceType: 'Observation', id: 'o', subject: { reference: 'Patient/p/_history/3' } }, 'p'],
    [
      {
        resourceType: 'Appointment',
        id: 'a',
        participant: [{ actor: { reference: 'Location/l' } }, { actor: toPatient }],
      },
      'p',
    ],
    [{ resourceType: 'Task', id: 't', for: toPatient }, 'p'],
    [{ resourceType: 'Coverage', id: 'c', beneficiary: toPatient }, 'p'],
    [{ resourceType: 'SomethingNew', id: 's', subject: toPatient }, 'p'],
    [{ resourceType: 'Organization', id: 'o' }, undefined],
    [{ resourceType: 'Location', id: 'l' }, undefined],
    // Without a patient that can be read, a record of care goes to nobody else rather than to everybody.
    [{ resourceType: 'Observation', id: 'o' }, 'o'],
    [{ resourceType: 'Observation', id: 'o', subject: { reference: 'Patient?identifier=x|1' } }, 'o'],
    [{ resourceType: 'SomethingNew', id: 's' }, 's'],
  ];
  for (const [value, patient] of cases) t.equal(fileResource(value).patient, patient, JSON.stringify(value));
});

t.test('[F2] a referral makes the site that it is addressed to interested in the patient', async (t) => {
  const sites = (value: FhirObject) => fileResource(value).interestedSites;
  t.strictSame(sites({ resourceType: 'ServiceRequest', performer: [...referral('7KD'), ...referral('7KD')] }), ['7KD']);
  t.strictSame(sites({ resourceType: 'Task', owner: referral('2AB')[0] }), ['2AB']);
  t.strictSame(sites({ resourceType: 'ServiceRequest', performer: referral('not a site') }), []);
  t.strictSame(
    sites({ resourceType: 'ServiceRequest', performer: [{ identifier: { system: 'x', value: '7KD' } }] }),
    [],
  );
  t.strictSame(sites({ resourceType: 'Observation', performer: referral('7KD') }), []);
});

t.test('[P2] what nobody validated is filed without an error, whatever it holds', async () => {
  const types = fc.constantFrom(
    'Patient',
    'Observation',
    'ServiceRequest',
    'Appointment',
    'Task',
    'New',
    '__proto__',
    'toString',
  );
  const elements = fc.dictionary(
    fc.constantFrom(
      'id',
      'subject',
      'patient',
      'performer',
      'name',
      'code',
      'identifier',
      'meta',
      'period',
      'effectiveDateTime',
      'birthDate',
      'telecom',
      'valueQuantity',
    ),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(types, elements, (resourceType, rest) => {
      fileResource({ ...rest, resourceType } as FhirObject);
    }),
  );
});
