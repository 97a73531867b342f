import t from 'tap';
import { onBothSearchFaces } from '../../support/search-faces.js';

const about = (id: string, subject: object) => ({
  ...{ resourceType: 'Observation', id, status: 'final', code: { text: id }, subject },
});
const urn = 'urn:uuid:0190e0a0-0000-7000-8000-000000000001';
const world = [
  { resourceType: 'Patient', id: 'one', name: [{ family: 'Ngo' }] },
  { resourceType: 'Patient', id: 'two', name: [{ family: 'Ngo' }] },
  // A group under the id of a patient.
  { resourceType: 'Group', id: 'one', type: 'person', actual: true, code: { text: 'Ngo' } },
  { resourceType: 'Location', id: 'one', name: 'Ward' },
  about('of-one', { reference: 'Patient/one' }),
  about('of-two', { reference: 'Patient/two' }),
  about('of-group', { reference: 'Group/one' }),
  about('of-place', { reference: 'Location/one' }),
  about('of-urn', { reference: urn }),
  about('of-card', { identifier: { system: 'urn:cards', value: '7' } }),
];
const observations = ['of-card', 'of-group', 'of-one', 'of-place', 'of-two', 'of-urn'];

const found: readonly (readonly [query: string, ids: readonly string[]])[] = [
  ['patient=one', ['of-one']],
  ['subject=one', ['of-group', 'of-one', 'of-place']],
  ['patient=Patient/one,Patient/two', ['of-one', 'of-two']],
  ['patient=Group/one', []],
  ['patient:Patient=two', ['of-two']],
  [`patient=${urn}`, ['of-urn']],
  ['patient:identifier=urn:cards|7', ['of-card']],
  // What a urn points at is not known.
  ['patient:missing=false', ['of-one', 'of-two', 'of-urn']],
  ['patient:missing=true', ['of-card', 'of-group', 'of-place']],
  ['subject:missing=true', ['of-card']],
  ['patient.name=ngo', ['of-one', 'of-two']],
];

onBothSearchFaces(t, '[F60] §3.1.1.4.9 patient finds those of the subjects that are patients', async (t, face) => {
  await face.put(...world);
  const ids = async (query: string) =>
    (await face.keys(`Observation?${query}`)).map((key) => key.slice('Observation/'.length));
  for (const [query, expected] of found) t.strictSame((await ids(query)).toSorted(), expected, query);
  t.strictSame(await ids('_sort=patient,_id'), ['of-urn', 'of-one', 'of-two', 'of-card', 'of-group', 'of-place']);
  t.strictSame(await ids('_sort=-patient,_id'), ['of-two', 'of-one', 'of-urn', 'of-card', 'of-group', 'of-place']);
  t.strictSame((await ids('')).toSorted(), observations);
});

onBothSearchFaces(t, '[F60] §3.1.1.5.3 includes by patient follow and find patients alone', async (t, face) => {
  await face.put(...world);
  const cases: readonly (readonly [url: string, included: readonly string[]])[] = [
    ['Observation?_include=Observation:patient', ['Patient/one', 'Patient/two']],
    ['Observation?_include=Observation:subject', ['Group/one', 'Location/one', 'Patient/one', 'Patient/two']],
    ['Observation?_include=Observation:subject:Group', ['Group/one']],
    ['Patient?_id=one&_revinclude=Observation:patient', ['Observation/of-one']],
    ['Group?_id=one&_revinclude=Observation:subject', ['Observation/of-group']],
    ['Group?_revinclude:iterate=Observation:patient', []],
  ];
  for (const [url, included] of cases) t.strictSame((await face.keys(url, 'include')).toSorted(), included, url);
  t.strictSame(await face.keys('Patient?_has:Observation:patient:_id=of-one,of-group,of-urn'), ['Patient/one']);
  t.strictSame(await face.keys('Group?_has:Observation:subject:_id=of-one,of-group'), ['Group/one']);
});
