import t from 'tap';
import { refusalOf, send } from '../../support/fhir-server.js';
import { onBothSearchFaces } from '../../support/search-faces.js';

const subject = { reference: 'Patient/p' };
const risk = (id: string, probabilityDecimal: number) => ({
  ...{ resourceType: 'RiskAssessment', id, status: 'final', subject },
  prediction: [{ outcome: { text: 'x' }, probabilityDecimal }],
});
const urls = {
  root: 'http://acme.example/fhir',
  set: 'http://acme.example/fhir/ValueSet/123',
  history: 'http://acme.example/fhir/ValueSet/123/_history/5',
  other: 'http://acme.example/fhirx/ValueSet/123',
  urn: 'urn:oid:1.2.3',
};
const valueSets = Object.entries(urls).map(([id, url]) => ({ resourceType: 'ValueSet', id, status: 'active', url }));

onBothSearchFaces(t, '[F64] §3.1.1.4.6 numbers: by their digits, with a prefix, without a unit', async (t, face) => {
  await face.put(risk('low', 0.2), risk('quarter', 0.25), risk('high', 0.8));
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['0.25', ['quarter']],
    ['eq0.2', ['low']],
    ['0.3', ['quarter']],
    ['ne0.25', ['high', 'low']],
    ['gt0.25', ['high']],
    ['ge0.25', ['high', 'quarter']],
    ['lt0.25', ['low']],
    ['le2.5e-1', ['low', 'quarter']],
    ['sa0.25', ['high']],
    ['eb0.25', ['low']],
    ['ap0.78', ['high']],
    ['0.20,0.80', ['high', 'low']],
  ];
  for (const [value, ids] of cases) {
    const keys = await face.keys(`RiskAssessment?probability=${value}`);
    t.strictSame(
      [...keys].sort(),
      ids.map((id) => `RiskAssessment/${id}`),
      value,
    );
  }
  t.strictSame(await face.keys('RiskAssessment?probability:missing=true'), []);
  for (const value of ['0.25|urn:u|kg', '0.25||kg', '0.25|', 'x', 'gt', 'NaN', '1e999', '0x1']) {
    const answer = await send(face.server, 'doctor', 'GET', `RiskAssessment?probability=${value}`);
    t.strictSame(refusalOf(answer), { status: 400, code: 'parameter-malformed', path: undefined }, value);
  }
});

onBothSearchFaces(t, '[F66] §3.1.1.4.5 a modifier that is not served is refused with its reason', async (t, face) => {
  await face.put(risk('low', 0.2));
  for (const [query, reason] of [
    ['Condition?code:in=http://x.example/ValueSet/a', /no value set that is here/],
    ['Condition?code:not-in=http://x.example/ValueSet/a', /no value set that is here/],
    ['Condition?code:below=http://x.example|a', /hierarchy/],
    ['Condition?code:above=http://snomed.info/sct|61462000', /hierarchy/],
    ['Condition?code:below=http://hl7.org/fhir/administrative-gender|male', /hierarchy/],
    ['Observation?patient:Patient.identifier:in=x', /no value set that is here/],
    ['Condition?code:constructor=a', /not supported$/],
  ] as const) {
    const answer = await send(face.server, 'doctor', 'GET', query);
    t.match(refusalOf(answer), { status: 400, code: 'parameter-unknown' }, query);
    t.match(answer.json().issue[0].diagnostics, reason, query);
  }
});

onBothSearchFaces(t, '[F64] §3.1.1.4.9 uris: as written, and above and below in whole segments', async (t, face) => {
  await face.put(...valueSets);
  const cases: readonly (readonly [string, readonly string[]])[] = [
    [`url=${urls.set}`, ['set']],
    [`url=${urls.set}/`, []],
    [`url=${urls.set.toUpperCase()}`, []],
    [`url=${urls.urn},${urls.root}`, ['root', 'urn']],
    [`url:below=${urls.root}`, ['history', 'root', 'set']],
    [`url:below=${urls.root}/`, ['history', 'set']],
    [`url:below=${urls.set}/_hist`, []],
    ['url:below=http://acme.example', ['history', 'other', 'root', 'set']],
    [`url:above=${urls.history}`, ['history', 'root', 'set']],
    [`url:above=${urls.root}/`, ['root']],
    ['url:above=http://acme.example/fhirx/ValueSet', []],
    ['url:missing=true', []],
  ];
  for (const [query, ids] of cases) {
    const keys = await face.keys(`ValueSet?${query}`);
    t.strictSame(
      [...keys].sort(),
      ids.map((id) => `ValueSet/${id}`),
      query,
    );
  }
  for (const query of [
    `url=${urls.set}|2`,
    'url:below=urn:oid:1.2',
    'url:above=urn:oid:1.2',
    'url:below=x',
    'url:above=//a',
  ]) {
    const answer = await send(face.server, 'doctor', 'GET', `ValueSet?${query}`);
    t.strictSame(refusalOf(answer), { status: 400, code: 'parameter-malformed', path: undefined }, query);
  }
  // More ancestors than SQLite takes alternatives.
  const deep = `http://acme.example/fhir/${'a/'.repeat(400)}`;
  t.strictSame([...(await face.keys(`ValueSet?url:above=${deep}`))], ['ValueSet/root']);
  for (const query of ['url:not=x', 'url:exact=x', 'date:below=x']) {
    const answer = await send(face.server, 'doctor', 'GET', `ValueSet?${query}`);
    t.strictSame(refusalOf(answer).code, 'parameter-unknown', query);
  }
});
