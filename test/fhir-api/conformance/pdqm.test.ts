import t from 'tap';
import { send } from '../../support/fhir-server.js';
import { onBothSearchFaces } from '../../support/search-faces.js';

const maidenName = 'http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName';
const mother = (valueString: string) => [
  { url: 'http://x.example/other', valueString: 'Elsewhere' },
  { url: maidenName, valueString },
];
const world = [
  {
    ...{ resourceType: 'Patient', id: 'a', active: true, gender: 'female', birthDate: '1980-02-03' },
    identifier: [{ system: 'urn:oid:1.2.3', value: '42' }],
    name: [{ family: 'Mbarga', given: ['Marie', 'Claire'] }],
    telecom: [
      { system: 'phone', value: '677112233' },
      { system: 'email', value: 'marie@x.example' },
    ],
    address: [{ line: ['Rue 1.750'], city: 'Garoua', state: 'Nord', postalCode: 'BP 12', country: 'CM' }],
    extension: mother('Ngo Bassong'),
  },
  {
    ...{ resourceType: 'Patient', id: 'b', active: false, gender: 'male', birthDate: '1975-11' },
    identifier: [{ system: 'urn:oid:9.9', value: '42' }],
    name: [{ family: 'Mbargah', given: ['Paul'] }],
    address: [{ city: 'Douala', state: 'Littoral', country: 'CM' }],
    extension: mother('Bassong'),
  },
  { resourceType: 'Patient', id: 'c', name: [{ family: 'Elsewhere' }] },
];

/** IHE PDQm 3.1, ITI TF-2: 3.78.4.1.2: the parameters that a supplier must take, each with who is found. */
const cases: readonly (readonly [query: string, ids: string])[] = [
  ['_id=a', 'a'],
  ['active=true', 'a'],
  ['active=false', 'b'],
  ['identifier=urn:oid:1.2.3|42', 'a'],
  ['identifier=42', 'ab'],
  ['identifier=urn:oid:1.2.3|', 'a'],
  ['identifier=urn:oid:1.2.3|42,urn:oid:9.9|42', 'ab'],
  ['family=mbarga', 'ab'],
  ['family:exact=Mbarga', 'a'],
  ['given=claire', 'a'],
  ['given:exact=Claire', 'a'],
  ['family=mbarga&given=marie', 'a'],
  ['telecom=677112233', 'a'],
  ['telecom=marie@x.example', 'a'],
  ['birthdate=1980-02-03', 'a'],
  ['birthdate=ge1975-01-01&birthdate=le1975-12-31', 'b'],
  ['address=garoua', 'a'],
  ['address:exact=Garoua', 'a'],
  ['address:exact=garoua', ''],
  ['address-city=doua', 'b'],
  ['address-city:exact=Douala', 'b'],
  ['address-country=CM', 'ab'],
  ['address-postalcode=BP 12', 'a'],
  ['address-state=nord', 'a'],
  ['address-state:exact=Nord', 'a'],
  ['gender=female', 'a'],
  ['_lastUpdated=ge2020-01-01&gender=male', 'b'],
  ['mothersMaidenName=bassong', 'ab'],
  ['mothersMaidenName=ngo', 'a'],
  ['mothersMaidenName:exact=Ngo Bassong', 'a'],
  ['mothersMaidenName:exact=ngo bassong', ''],
  ['mothersMaidenName:contains=asson', 'ab'],
  ['mothersMaidenName:missing=true', 'c'],
  ['mothersMaidenName=elsewhere', ''],
  ['family=mbarga&mothersMaidenName=ngo&birthdate=1980&gender=female&address-city=garoua', 'a'],
];

onBothSearchFaces(t, '[F151] IHE PDQm ITI-78: each parameter of a patient demographics query', async (t, face) => {
  await face.put(...world);
  const strict = { prefer: 'handling=strict' };
  for (const [query, ids] of cases) {
    const address = `Patient?${encodeURI(query).replaceAll('|', '%7C')}`;
    const answer = await send(face.server, 'doctor', 'GET', address, undefined, strict);
    t.equal(answer.statusCode, 200, query);
    const { entry = [] } = answer.json() as {
      readonly entry?: readonly { readonly resource: { readonly id: string } }[];
    };
    t.equal(
      entry
        .map(({ resource }) => resource.id)
        .sort()
        .join(''),
      ids,
      query,
    );
  }
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const posted = await send(face.server, 'doctor', 'POST', 'Patient/_search', 'family=mbarga&given=paul', form);
  t.strictSame([posted.statusCode, posted.json().entry?.length], [200, 1]);
  const read = await send(face.server, 'doctor', 'GET', 'Patient/a');
  t.strictSame([read.statusCode, read.json().id], [200, 'a']);
});

onBothSearchFaces(t, '[F151] /metadata names what PDQm asks for', async (t, face) => {
  const statement = (await send(face.server, 'doctor', 'GET', 'metadata')).json() as {
    readonly rest: readonly {
      readonly resource: readonly {
        readonly type: string;
        readonly searchParam: readonly { readonly name: string; readonly definition?: string }[];
      }[];
    }[];
  };
  const patient = statement.rest[0]?.resource.find(({ type }) => type === 'Patient');
  const names = new Set(patient?.searchParam.map(({ name }) => name));
  for (const [query] of cases) {
    for (const name of query.split('&').map((part) => part.split(/[=:]/)[0] ?? '')) {
      // What every type takes stands beside the types.
      if (!name.startsWith('_')) t.ok(names.has(name), name);
    }
  }
  t.match(
    patient?.searchParam.find(({ name }) => name === 'mothersMaidenName')?.definition,
    /patient-extensions-Patient-mothersMaidenName$/,
  );
});
