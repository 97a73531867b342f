import t from 'tap';
import { send } from '../../support/fhir-server.js';
import { onBothSearchFaces, type SearchFace } from '../../support/search-faces.js';

const to = (reference: string) => ({ reference });
const coded = (code: string) => ({ coding: [{ system: 'urn:x', code }] });
const numbered = (value: string) => [{ system: 'urn:i', value }];
const world = [
  {
    ...{ resourceType: 'Organization', id: 'g1', active: true, identifier: numbered('G1'), name: 'Hôpital de Garoua' },
    ...{ type: [coded('hospital')], partOf: to('Organization/g2'), endpoint: [to('Endpoint/n1')] },
  },
  { resourceType: 'Organization', id: 'g2', active: false, name: 'Région du Nord', type: [coded('region')] },
  {
    ...{ resourceType: 'Location', id: 'l1', status: 'active', identifier: numbered('L1'), name: 'Maternité' },
    ...{ type: [coded('ward')], managingOrganization: to('Organization/g1'), partOf: to('Location/l2') },
    position: { latitude: 9.3, longitude: 13.4 },
  },
  { resourceType: 'Location', id: 'l2', status: 'suspended', name: 'Bloc' },
  {
    ...{ resourceType: 'Practitioner', id: 'd1', active: true, identifier: numbered('D1') },
    name: [{ family: 'Abega', given: ['Paul'] }],
  },
  { resourceType: 'Practitioner', id: 'd2', active: false, name: [{ family: 'Abegah', given: ['Pauline'] }] },
  {
    ...{ resourceType: 'PractitionerRole', id: 'r1', active: true, practitioner: to('Practitioner/d1') },
    ...{ organization: to('Organization/g1'), location: [to('Location/l1')], code: [coded('midwife')] },
    ...{ specialty: [coded('obstetrics')], healthcareService: [to('HealthcareService/s1')] },
  },
  {
    ...{ resourceType: 'HealthcareService', id: 's1', active: true, identifier: numbered('S1'), name: 'Consultation' },
    ...{ providedBy: to('Organization/g1'), location: [to('Location/l1')], type: [coded('antenatal')] },
  },
  {
    ...{
      resourceType: 'Endpoint',
      id: 'n1',
      status: 'active',
      identifier: numbered('N1'),
      address: 'https://x.example',
    },
    ...{ connectionType: { code: 'hl7-fhir-rest' }, payloadType: [coded('any')] },
    managingOrganization: to('Organization/g1'),
  },
  {
    ...{ resourceType: 'OrganizationAffiliation', id: 'a1', active: true, identifier: numbered('A1') },
    ...{ period: { start: '2020-01-01', end: '2030-01-01' }, code: [coded('member')], endpoint: [to('Endpoint/n1')] },
    ...{ organization: to('Organization/g2'), participatingOrganization: to('Organization/g1') },
  },
];

/** IHE mCSD 4.0, ITI TF-2: 3.90.4.1.2: of each type the parameters that a directory must take, each with what is found. */
const cases: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Organization: {
    '_id=g1': 'g1',
    'active=true': 'g1',
    'identifier=urn:i|G1': 'g1',
    'name=hopital': 'g1',
    'name:contains=garoua': 'g1',
    'name:exact=Région du Nord': 'g2',
    'type=urn:x|hospital': 'g1',
    'partof=Organization/g2': 'g1',
    '_id=g1&_include=Organization:endpoint': 'g1 n1',
    '_id=g1&_revinclude=Location:organization': 'g1 l1',
    '_id=g1&_revinclude=OrganizationAffiliation:participating-organization': 'a1 g1',
    '_id=g2&_revinclude=OrganizationAffiliation:primary-organization': 'a1 g2',
  },
  Location: {
    '_id=l1': 'l1',
    'identifier=L1': 'l1',
    'name=mater': 'l1',
    'name:contains=tern': 'l1',
    'name:exact=Bloc': 'l2',
    'organization=Organization/g1': 'l1',
    'organization=g1': 'l1',
    'status=suspended': 'l2',
    'type=ward': 'l1',
    'partof=Location/l2': 'l1',
    'near=9.3|13.4|5|km': 'l1',
    '_id=l1&_include=Location:organization': 'g1 l1',
  },
  Practitioner: {
    '_id=d1': 'd1',
    'active=false': 'd2',
    'identifier=urn:i|D1': 'd1',
    'name=abega': 'd1 d2',
    'name:contains=bega': 'd1 d2',
    'name:exact=Abega': 'd1',
    'given=paul': 'd1 d2',
    'given:exact=Paul': 'd1',
    'given:contains=aul': 'd1 d2',
    'family=abegah': 'd2',
    'family:exact=Abegah': 'd2',
    'family:contains=bega': 'd1 d2',
  },
  PractitionerRole: {
    'active=true': 'r1',
    'location=Location/l1': 'r1',
    'organization=Organization/g1': 'r1',
    'practitioner=Practitioner/d1': 'r1',
    'role=midwife': 'r1',
    'service=HealthcareService/s1': 'r1',
    'specialty=obstetrics': 'r1',
    '_id=r1&_include=PractitionerRole:practitioner': 'd1 r1',
  },
  HealthcareService: {
    '_id=s1': 's1',
    'active=true': 's1',
    'identifier=S1': 's1',
    'location=Location/l1': 's1',
    'name=consult': 's1',
    'name:contains=sult': 's1',
    'name:exact=Consultation': 's1',
    'organization=Organization/g1': 's1',
    'service-type=antenatal': 's1',
  },
  Endpoint: { '_id=n1': 'n1', 'identifier=N1': 'n1', 'organization=Organization/g1': 'n1', 'status=active': 'n1' },
  OrganizationAffiliation: {
    '_id=a1': 'a1',
    'active=true': 'a1',
    'date=ge2025': 'a1',
    'date=gt2031': '',
    'identifier=A1': 'a1',
    'participating-organization=Organization/g1': 'a1',
    'primary-organization=Organization/g2': 'a1',
    'role=member': 'a1',
    '_id=a1&_include=OrganizationAffiliation:endpoint': 'a1 n1',
  },
};
const prefixes: Readonly<Record<string, readonly [past: number, future: number]>> = {
  ...{ gt: [1, 0], ge: [1, 0], sa: [1, 0] },
  ...{ lt: [0, 1], le: [0, 1], eb: [0, 1] },
};

async function found(face: SearchFace, url: string): Promise<string> {
  const answer = await send(face.server, 'doctor', 'GET', url, undefined, { prefer: 'handling=strict' });
  if (answer.statusCode !== 200) return `${answer.statusCode}`;
  const { entry = [] } = answer.json() as {
    readonly entry?: readonly { readonly resource: { readonly id: string } }[];
  };
  return entry
    .map(({ resource }) => resource.id)
    .sort()
    .join(' ');
}

onBothSearchFaces(t, '[F151] IHE mCSD ITI-90: each parameter of a search for care services', async (t, face) => {
  await face.put(...world);
  for (const [type, queries] of Object.entries(cases)) {
    for (const [query, ids] of Object.entries(queries)) {
      t.equal(await found(face, `${type}?${encodeURI(query).replaceAll('|', '%7C')}`), ids, `${type}?${query}`);
    }
    const id = world.find(({ resourceType }) => resourceType === type)?.id ?? '';
    for (const [prefix, [past, future]] of Object.entries(prefixes)) {
      const ask = async (moment: string) =>
        (await found(face, `${type}?_id=${id}&_lastUpdated=${prefix}${moment}`)) === id;
      const said = [await ask('2000-01-01'), await ask('2100-01-01')];
      t.strictSame(said, [past === 1, future === 1], `${type} ${prefix}`);
    }
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const posted = await send(face.server, 'doctor', 'POST', `${type}/_search`, `_id=${id}`, form);
    t.equal(posted.json().entry?.[0]?.resource.id, id, `${type} by POST`);
    t.equal((await send(face.server, 'doctor', 'GET', `${type}/${id}`)).json().id, id, `${type} retrieved`);
  }
});

onBothSearchFaces(t, '[F151] IHE mCSD ITI-91: what changed of each type since a moment', async (t, face) => {
  await face.put(...world.slice(1));
  face.server.clock.milliseconds += 60_000;
  const since = new Date(face.server.clock.milliseconds - 1000).toISOString();
  await face.put({ ...world[0], resourceType: 'Organization', id: 'g1' });
  await face.put({ ...world[3], resourceType: 'Location', id: 'l2', name: 'Bloc B' });
  for (const type of Object.keys(cases)) {
    const answer = await send(face.server, 'doctor', 'GET', `${type}/_history?_since=${since}`);
    t.equal(answer.statusCode, 200, type);
    const bundle = answer.json() as {
      readonly type: string;
      readonly entry?: readonly { readonly fullUrl: string; readonly request: { readonly method: string } }[];
    };
    t.equal(bundle.type, 'history');
    const changed: Readonly<Record<string, string>> = { Organization: 'Organization/g1', Location: 'Location/l2' };
    const urls = (bundle.entry ?? []).map(({ fullUrl }) => fullUrl.replace(/^.*\/fhir\//, ''));
    t.strictSame(urls, changed[type] === undefined ? [] : [changed[type]], type);
  }
});
