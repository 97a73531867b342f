import t from 'tap';
import { refusalOf, send } from '../../support/fhir-server.js';
import { onBothSearchFaces } from '../../support/search-faces.js';

const to = (reference: string) => ({ reference });
/** Ten levels, each part of the one before. */
const levels = Array.from({ length: 10 }, (_, level) => ({
  ...{ resourceType: 'Location', id: `l${level}` },
  ...(level > 0 && { partOf: to(`Location/l${level - 1}`) }),
}));
const encounter = (id: string, location: string) => ({
  ...{ resourceType: 'Encounter', id, status: 'finished', class: { code: 'IMP' } },
  location: [{ location: to(`Location/${location}`) }],
});
const world = [
  ...levels,
  { resourceType: 'Location', id: 'beside', partOf: to('Location/l1') },
  { resourceType: 'Organization', id: 'region' },
  { resourceType: 'Organization', id: 'hospital', partOf: to('Organization/region') },
  { resourceType: 'Organization', id: 'ring', partOf: to('Organization/round') },
  { resourceType: 'Organization', id: 'round', partOf: to('Organization/ring') },
  { resourceType: 'Patient', id: 'p', managingOrganization: to('Organization/hospital') },
  { resourceType: 'Patient', id: 'r', managingOrganization: to('Organization/ring') },
  { resourceType: 'Patient', id: 'n' },
  encounter('e0', 'l0'),
  encounter('e2', 'l2'),
  encounter('e8', 'l8'),
  encounter('e9', 'l9'),
  encounter('eb', 'beside'),
  encounter('gone', 'nowhere'),
  {
    ...{ resourceType: 'Appointment', id: 'a', status: 'booked' },
    participant: [{ status: 'accepted', actor: to('Location/l3') }],
  },
  {
    ...{ resourceType: 'PractitionerRole', id: 'pr', location: [to('Location/l3')] },
    organization: to('Organization/hospital'),
  },
];

/** FHIR R4 §3.1.1.4.5: "The :below … for references: finds all resources in the hierarchy". */
const cases: readonly (readonly [query: string, ids: string])[] = [
  ['Encounter?location:below=Location/l1', 'e2 e8 e9 eb'],
  ['Encounter?location:below=l1', 'e2 e8 e9 eb'],
  ['Encounter?location:below=http%3A//localhost:80/fhir/Location/l1', 'e2 e8 e9 eb'],
  // Eight levels, and no more.
  ['Encounter?location:below=Location/l0', 'e0 e2 e8 eb'],
  ['Encounter?location:below=Location/l2,Location/beside', 'e2 e8 e9 eb'],
  ['Encounter?location:above=Location/l2', 'e0 e2'],
  ['Encounter?location:above=Location/beside', 'e0 eb'],
  ['Encounter?location:above=Location/l9', 'e2 e8 e9'],
  ['Encounter?location:below=Location/unknown', ''],
  ['Encounter?location:below=Location/l1&location:above=Location/l2', 'e2'],
  ['Location?partof:below=Location/l7', 'l8 l9'],
  ['Location?partof:above=Location/l1', 'beside l1 l2'],
  ['Patient?organization:below=Organization/region', 'p'],
  ['Patient?organization:below=Organization/ring', 'r'],
  ['Patient?organization:above=Organization/round', 'r'],
  ['Appointment?actor:below=Location/l2', 'a'],
  ['Appointment?actor:below=l2', 'a'],
  ['PractitionerRole?location:below=l2&organization:below=region', 'pr'],
  ['Encounter?_has:Observation:encounter:status=final&location:below=l1', ''],
  ['Location?_has:Encounter:location:_id=e9&partof:below=l2', 'l9'],
  ['PractitionerRole?organization.partof:below=region', 'pr'],
];

onBothSearchFaces(t, '[F152] §3.1.1.4.5 :above and :below of references: what is part of what', async (t, face) => {
  await face.put(...world);
  for (const [query, ids] of cases) {
    const found = (await face.keys(query)).map((key) => key.slice(key.indexOf('/') + 1));
    t.equal([...found].sort().join(' '), ids, query);
  }
  await face.put({ resourceType: 'Location', id: 'l2', partOf: to('Location/beside') });
  t.strictSame(await face.keys('Encounter?location:below=beside&_sort=_id&_count=2'), ['Encounter/e2', 'Encounter/e8']);
});

onBothSearchFaces(t, '[F152][F70] what has no hierarchy is refused, and what may not be searched', async (t, face) => {
  await face.put(...world);
  const ask = (query: string, role: 'doctor' | 'ops' = 'doctor') => send(face.server, role, 'GET', query);
  for (const query of ['Encounter?patient:below=p', 'Observation?encounter:above=e0', 'Encounter?part-of:below=e0']) {
    t.match(refusalOf(await ask(query)), { status: 400, code: 'parameter-unknown' }, query);
  }
  const actor = await ask('Appointment?actor:below=Patient/p');
  t.match(refusalOf(actor), { status: 400, code: 'parameter-unknown' });
  t.match(actor.json().issue[0].diagnostics, /only of Location it is known what is part of what/);
  t.equal(refusalOf(await ask('Encounter?location:below=a/b/c')).code, 'parameter-malformed');
  const many = Array.from({ length: 130 }, () => 'location:below=l1').join('&');
  t.equal(refusalOf(await ask(`Encounter?${many}`)).code, 'parameter-malformed');
  const condition = { 'if-none-exist': 'location:below=l1&status=finished' };
  const { resourceType, ...rest } = encounter('x', 'l2');
  const made = await send(
    face.server,
    'doctor',
    'POST',
    'Encounter',
    { resourceType, ...rest, id: undefined },
    condition,
  );
  t.equal(made.statusCode, 412, 'several are there already');
});
