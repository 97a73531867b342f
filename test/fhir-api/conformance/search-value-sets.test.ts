import t from 'tap';
import { makeBook } from '../../../record/profiles/profile-book.js';
import { isOfPlainCodes } from '../../../record/search-plain-codes.js';
import { refusalOf, send } from '../../support/fhir-server.js';
import { onBothSearchFaces } from '../../support/search-faces.js';

const malaria = 'http://x.example/ValueSet/malaria';
const subject = { reference: 'Patient/p' };
const condition = (id: string, ...coding: readonly object[]) => ({
  ...{ resourceType: 'Condition', id, subject, code: { coding } },
});
const r4 = (name: string) => `http://hl7.org/fhir/ValueSet/${name}`;
const diagnosis = { system: 'http://terminology.hl7.org/CodeSystem/condition-category', code: 'encounter-diagnosis' };
const french = { system: 'urn:ietf:bcp:47', code: 'fr' };
const world = [
  { resourceType: 'Patient', id: 'p', gender: 'female' },
  { resourceType: 'Patient', id: 'q', gender: 'male', communication: [{ language: { coding: [french] } }] },
  { resourceType: 'Patient', id: 'r' },
  condition('a', { system: 'urn:icd', code: 'B50' }),
  condition('b', { system: 'urn:icd', code: 'J18' }, { system: 'urn:own', code: 'palu' }),
  { ...condition('c', { system: 'urn:icd', code: 'J18' }), category: [{ coding: [diagnosis] }] },
  condition('d', { system: 'urn:other', code: 'B50' }, { code: 'B54' }),
  { resourceType: 'Condition', id: 'e', subject },
];

onBothSearchFaces(t, '[F147] §3.1.1.4.5 :in and :not-in, the codes of a value set', async (t, face) => {
  face.server.shelf.book = makeBook({
    profiles: [],
    valueSets: { [malaria]: { 'urn:icd': ['B50', 'B54'], 'urn:own': ['palu'] }, 'http://x.example/ValueSet/none': {} },
    valueSetVersions: { [malaria]: '2.0' },
  });
  await face.put(...world);
  const genders = 'http://hl7.org/fhir/ValueSet/administrative-gender';
  const cases: readonly (readonly [query: string, ids: readonly string[]])[] = [
    [`Condition?code:in=${malaria}`, ['a', 'b']],
    [`Condition?code:in=${malaria}|2.0`, ['a', 'b']],
    [`Condition?code:not-in=${malaria}`, ['c', 'd', 'e']],
    [`Condition?code:in=${malaria}&code=J18`, ['b']],
    ['Condition?code:in=http://x.example/ValueSet/none', []],
    ['Condition?code:not-in=http://x.example/ValueSet/none', ['a', 'b', 'c', 'd', 'e']],
    [`Patient?gender:in=${genders}`, ['p', 'q']],
    [`Patient?gender:not-in=${genders}`, ['r']],
    [`Patient?gender:in=${genders}|4.0.1`, ['p', 'q']],
    [`Condition?category:in=${r4('condition-category')}`, ['c']],
    [`Patient?language:in=${r4('languages')}`, ['q']],
    [`Condition?code:in=http://terminology.hl7.org/ValueSet/v3-Confidentiality|2018-08-12`, []],
    [`Patient?_has:Condition:patient:code:in=${malaria}`, ['p']],
    [`Condition?patient.gender:in=${genders}&code:in=${malaria}`, ['a', 'b']],
  ];
  for (const [query, ids] of cases) {
    const keys = await face.keys(query);
    t.strictSame(keys.map((key) => key.slice(key.indexOf('/') + 1)).sort(), ids, query);
  }
});

onBothSearchFaces(t, '[F147][F48] as many codes as a search may have values are one list', async (t, face) => {
  const codes = Array.from({ length: 1_000 }, (_, index) => `c${index}`);
  const [first, second] = ['http://x.example/ValueSet/first', 'http://x.example/ValueSet/second'];
  const valueSets = {
    ...{ [malaria]: { 'urn:icd': codes }, [first]: { 'urn:icd': codes.slice(0, 500) } },
    [second]: { 'urn:icd': codes.slice(500) },
  };
  face.server.shelf.book = makeBook({ profiles: [], valueSets });
  const coded = ['c0', 'c499', 'c500', 'c999', 'x'].map((code) => condition(code, { system: 'urn:icd', code }));
  await face.put({ resourceType: 'Patient', id: 'p' }, ...coded);
  const cases: readonly (readonly [query: string, ids: readonly string[]])[] = [
    [`Condition?code:in=${malaria}`, ['c0', 'c499', 'c500', 'c999']],
    [`Condition?code:not-in=${malaria}&_sort=_id`, ['x']],
    [`Condition?code:in=${first}&code:not-in=${second}&_total=accurate`, ['c0', 'c499']],
    [`Condition?code:in=${first},${second}`, ['c0', 'c499', 'c500', 'c999']],
    [`Patient?_has:Condition:patient:code:in=${malaria}`, ['p']],
  ];
  for (const [query, ids] of cases) {
    const keys = await face.keys(query);
    t.strictSame(keys.map((key) => key.slice(key.indexOf('/') + 1)).sort(), ids, query);
  }
  const more = await send(face.server, 'doctor', 'GET', `Condition?code:in=${malaria}&category=x`);
  t.equal(refusalOf(more).code, 'parameter-malformed');
});

onBothSearchFaces(
  t,
  '[F147][F66] a value set that nobody can list is refused, and one that is too long',
  async (t, face) => {
    const codes = Array.from({ length: 1_001 }, (_, index) => `c${index}`);
    face.server.shelf.book = makeBook({ profiles: [], valueSets: { [malaria]: { 'urn:icd': codes } } });
    const ask = (query: string) => send(face.server, 'doctor', 'GET', query);
    const none = /is the URL of no value set that is here/;
    const noList = /cannot be listed from the definitions that are here/;
    const cases: readonly (readonly [value: string, why: RegExp])[] = [
      ...['http://x.example/ValueSet/other', 'x', 'constructor'].map((value) => [value, none] as const),
      [r4('condition-code'), noList],
      ['http://terminology.hl7.org/ValueSet/v3-ActEncounterCode', noList],
      [`${r4('administrative-gender')}|9.9`, /of this value set version 4\.0\.1 is here/],
      [`${r4('administrative-gender')}|`, /of this value set version 4\.0\.1 is here/],
      [`${malaria}|2.0`, /which version of this value set is here is not known/],
    ];
    for (const [value, why] of cases) {
      for (const modifier of ['in', 'not-in']) {
        const answer = await ask(`Condition?code:${modifier}=${encodeURIComponent(value)}`);
        t.match(refusalOf(answer), { status: 400, code: 'parameter-unknown' }, value);
        t.match(answer.json().issue[0].diagnostics, why, value);
      }
    }
    t.equal(refusalOf(await ask(`Condition?code:in=${malaria}`)).code, 'parameter-malformed');
    t.equal(refusalOf(await ask(`Patient?name:in=${malaria}`)).code, 'parameter-unknown', 'a name is no code');
  },
);

t.test('[F147] where the datatype is code, its system is nowhere in the resource', async (t) => {
  t.ok(isOfPlainCodes('Patient', { paths: ['gender'] }));
  t.ok(isOfPlainCodes('Patient', { paths: ['communication.language', 'gender'] }) === false);
  t.ok(isOfPlainCodes('ValueSet', { paths: ['status'] }));
  t.notOk(isOfPlainCodes('Condition', { paths: ['code'] }));
  t.notOk(isOfPlainCodes('Observation', { paths: ['valueCodeableConcept'] }));
  t.notOk(isOfPlainCodes('Patient', { paths: ['nothing.at.all'] }));
  t.notOk(isOfPlainCodes('Patient', { paths: [] }));
});
