import t from 'tap';
import { refusalOf, send, startFhirServer } from '../../support/fhir-server.js';
import { author, resourceOf } from '../../support/journal-fixtures.js';
import { onBothSearchFaces } from '../../support/search-faces.js';

const reference = (address: string) => ({ reference: address });
const world = [
  { resourceType: 'Organization', id: 'ministry', name: 'Ministère' },
  { resourceType: 'Organization', id: 'region', name: 'Région', partOf: reference('Organization/ministry') },
  { resourceType: 'Organization', id: 'ward', name: 'Pédiatrie', partOf: reference('Organization/region') },
  { resourceType: 'Practitioner', id: 'dr', name: [{ family: 'Abega' }] },
  {
    ...{
      resourceType: 'Patient',
      id: 'p1',
      name: [{ family: 'Ngo' }],
      managingOrganization: reference('Organization/ward'),
    },
    generalPractitioner: [reference('Practitioner/dr')],
  },
  { resourceType: 'Patient', id: 'p2', name: [{ family: 'Fotso' }] },
  ...[1, 2].map((index) => ({
    ...{ resourceType: 'Observation', id: `o${index}`, status: 'final', subject: reference(`Patient/p${index}`) },
    code: { coding: [{ code: `c,${index}` }] },
  })),
];

onBothSearchFaces(t, '[F67] §3.1.1.4.13 chains go through several references', async (t, face) => {
  await face.put(...world);
  for (const query of [
    'subject:Patient.name=ngo',
    'subject.family=ngo',
    'patient.name:exact=Ngo',
    'patient.general-practitioner.name=abega',
    'patient.general-practitioner:Practitioner.family=abega',
    'patient.organization.name=p%C3%A9diatrie',
    'patient.organization.partof.partof.name=minist',
    'patient._id=p1',
    'patient.general-practitioner:Practitioner=dr',
    'subject:Patient.general-practitioner:Practitioner=Practitioner/dr',
    'patient.organization:Organization=ward&patient.organization=Organization/ward',
    'patient._has:Observation:patient:code=c%5C,1',
    'patient.name=ngo,nobody&status=final',
  ]) {
    t.strictSame(await face.keys(`Observation?${query}`), ['Observation/o1'], query);
  }
  t.strictSame(await face.keys('Observation?patient.general-practitioner:missing=true'), ['Observation/o2']);
  t.strictSame(await face.keys('Observation?patient.general-practitioner:PractitionerRole=dr'), [], 'of another type');
  t.strictSame(await face.keys('Observation?subject:Patient.name='), ['Observation/o1', 'Observation/o2']);
  t.strictSame(await face.keys('Observation?subject:Group.identifier=x'), []);
});

onBothSearchFaces(t, '[F67] §3.1.1.4.14 reverse chains, nested too', async (t, face) => {
  await face.put(...world);
  t.strictSame(await face.keys('Patient?_has:Observation:patient:code=c%5C,1'), ['Patient/p1']);
  t.strictSame(await face.keys('Patient?_has:Observation:subject:_id=o2'), ['Patient/p2']);
  t.strictSame(await face.keys('Practitioner?_has:Patient:general-practitioner:_has:Observation:patient:code=c%5C,1'), [
    'Practitioner/dr',
  ]);
  t.strictSame(await face.keys('Organization?_has:Patient:organization:general-practitioner.name=abega'), [
    'Organization/ward',
  ]);
  t.strictSame(
    await face.keys('Patient?_has:Observation:patient:code=c'),
    [],
    'a comma that is escaped separates nothing',
  );
});

onBothSearchFaces(t, '[F74] chains and values are bounded, and the answer says by what', async (t, face) => {
  const refused = async (url: string, word: RegExp) => {
    const started = process.hrtime.bigint();
    const answer = await send(face.server, 'doctor', 'GET', url);
    t.strictSame(refusalOf(answer), { status: 400, code: 'parameter-malformed', path: undefined }, url.slice(0, 80));
    t.match(answer.json().issue[0].diagnostics, word);
    t.ok(process.hrtime.bigint() - started < 2_000_000_000n, 'soon');
  };
  await refused(`Organization?${'partof.'.repeat(5)}name=x`, /links/);
  await refused(`Organization?${'partof.'.repeat(2000)}name=x`, /links/);
  await refused(`Organization?${'_has:Organization:partof:'.repeat(5)}name=x`, /links/);
  const values = Array.from({ length: 100 }, (_, index) => index).join(',');
  await refused(`Patient?${Array.from({ length: 11 }, () => `name=${values}`).join('&')}`, /values/);
  t.strictSame(await face.keys(`Organization?${'partof.'.repeat(4)}name=x`), []);
  const full = Array.from({ length: 9 }, () => `organization.partof.partof.partof.name=${values}`).join('&');
  t.strictSame(await face.keys(`Patient?${full}`), []);
});

onBothSearchFaces(t, '[F70] a chain goes only where its person may search', async (t, face) => {
  await face.put(...world);
  const asReception = (url: string) => send(face.server, 'reception', 'GET', url);
  t.equal((await asReception('Patient?organization.name=p')).json().entry.length, 1);
  for (const url of [
    'Patient?_has:Observation:patient:code=1',
    'Practitioner?_has:Patient:general-practitioner:_has:Observation:patient:code=1',
  ]) {
    t.strictSame(refusalOf(await asReception(url)), { status: 403, code: 'forbidden', path: undefined }, url);
  }
  const reverse = await asReception(
    'Patient?_id=p1&_revinclude=Observation:patient&_include=Patient:general-practitioner',
  );
  t.strictSame(
    reverse.json().entry.map(({ resource }: { resource: { id: string } }) => resource.id),
    ['p1', 'dr'],
  );
});

t.test('[J5] a chain at a hub does not go through rows of an older version', async (t) => {
  const server = await startFhirServer(t, 'hub');
  const { records, fanout } = server.journal;
  const put = (value: (typeof world)[number]) =>
    records.commitBundle({ author, entries: [{ verb: 'update', resource: resourceOf(value) }] });
  for (const value of world) await put(value);
  while ((await fanout.index(1000)).waitingChanges > 0);
  const found = async (url: string) => (await send(server, 'doctor', 'GET', url)).json().entry?.length ?? 0;
  t.equal(await found('Observation?patient.name=ngo'), 1);
  t.equal(await found('Patient?_has:Observation:patient:code=c%5C,2'), 1);
  await put({ resourceType: 'Patient', id: 'p1', name: [{ family: 'Talla' }] });
  await put({ ...(world.at(-1) as (typeof world)[number]), code: { coding: [{ code: 'other' }] } });
  t.equal(await found('Observation?patient.name=ngo'), 0, 'nobody is called so any more');
  t.equal(await found('Observation?status=final&patient.name=ngo'), 0);
  t.equal(await found('Patient?_has:Observation:patient:code=c%5C,2'), 0);
});
