import t from 'tap';
import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { limits } from '../../protocol/limits.js';
import { parseResource } from '../../record/parse.js';
import { problemOf } from '../support/record-problem.js';

const nowMilliseconds = Date.parse('2026-11-21T09:00:00Z');
const secret = 'Mbarga-Confidentiel';

/** What `parseResource` says about an object: its code and the paths of its issues. */
function judge(value: object): { code: string; paths: string[]; texts: string } | undefined {
  const problem = problemOf(() => parseResource(JSON.stringify(value), { nowMilliseconds }));
  if (problem === undefined) return undefined;
  const texts = `${problem.message} ${problem.issues.map(({ text }) => text).join(' ')}`;
  return { code: problem.code, paths: problem.issues.map(({ path }) => path), texts };
}

const patient = (elements: object) => ({ resourceType: 'Patient', id: 'p', ...elements });
const observation = (elements: object) => ({
  resourceType: 'Observation',
  id: 'o',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '8310-5' }] },
  ...elements,
});

t.test('a valid resource comes out canonical, with its value and its filing', async (t) => {
  const parsed = parseResource(
    '{ "resourceType":"Patient", "meta":{"versionId":"9","lastUpdated":"2020-01-01T00:00:00Z"}, "id":"p-1", "gender":"female" }',
  );
  t.equal(parsed.type, 'Patient');
  t.equal(parsed.id, 'p-1');
  t.equal(parsed.body, '{"gender":"female","id":"p-1","resourceType":"Patient"}');
  t.strictSame(parsed.value, { gender: 'female', id: 'p-1', resourceType: 'Patient' });
  t.equal(parsed.filing.patient, 'p-1');
});

t.test('[W4] decimals are stored as they were written', async (t) => {
  const value = '{"value":37.50,"unit":"Cel","system":"http://unitsofmeasure.org","code":"Cel"}';
  const text = JSON.stringify(observation({})).replace(/}$/, `,"valueQuantity":${value}}`);
  t.match(parseResource(text).body, /"value":37\.50[,}]/);
});

t.test('the id comes from the address, from the generator or from the body', async (t) => {
  const id = parseResourceId('from-address');
  t.equal(parseResource('{"resourceType":"Patient"}', { id }).body, '{"id":"from-address","resourceType":"Patient"}');
  t.equal(parseResource('{"resourceType":"Patient","id":"mine"}', { newId: () => 'given' }).id, 'given');
  t.equal(parseResource('{"resourceType":"Patient","id":"mine"}').id, 'mine');
  const mismatch = problemOf(() => parseResource('{"resourceType":"Patient","id":"mine"}', { id }));
  t.match(mismatch, { code: 'resource-invalid', issues: [{ path: 'Patient.id' }] });
  t.match(judge({ resourceType: 'Patient' }), { code: 'resource-invalid', paths: ['Patient.id'] });
  t.match(judge({ resourceType: 'Patient', id: 'a b' }), { code: 'resource-invalid', paths: ['Patient.id'] });
  t.match(judge({ resourceType: 'Patient', id: 1 }), { code: 'resource-structure', paths: ['Patient.id'] });
});

t.test('the type must be known and be the one of the address', async (t) => {
  const type = parseResourceType('Encounter');
  const problem = problemOf(() => parseResource('{"resourceType":"Patient","id":"p"}', { type }));
  t.match(problem, { code: 'resource-structure', issues: [{ path: 'resourceType' }] });
  t.match(judge({ id: 'p' }), { code: 'resource-structure', paths: ['resourceType'] });
  t.match(judge({ resourceType: 'Patiant', id: 'p' }), { code: 'resource-structure', paths: ['resourceType'] });
  t.match(judge({ resourceType: 'constructor', id: 'p' }), { code: 'resource-structure', paths: ['resourceType'] });
});

t.test('what is not JSON, or too large, is told apart', async (t) => {
  t.equal(problemOf(() => parseResource('{'))?.code, 'body-malformed');
  t.equal(problemOf(() => parseResource('[]'))?.code, 'body-malformed');
  t.equal(problemOf(() => parseResource(`"${'x'.repeat(limits.bodyBytesMax)}"`))?.code, 'too-large');
});

t.test('what does not have the form of its type is resource-structure, with its path', async (t) => {
  const cases: readonly (readonly [object, string])[] = [
    [patient({ nom: 'x' }), 'Patient.nom'],
    [patient({ name: { family: 'x' } }), 'Patient.name'],
    [patient({ name: [{ family: ['x'] }] }), 'Patient.name[0].family'],
    [patient({ name: ['x'] }), 'Patient.name[0]'],
    [patient({ name: [] }), 'Patient.name'],
    [patient({ name: [{}] }), 'Patient.name[0]'],
    [patient({ name: [null] }), 'Patient.name[0]'],
    [patient({ active: 'true' }), 'Patient.active'],
    [patient({ gender: null }), 'Patient.gender'],
    [patient({ deceasedBoolean: true, deceasedDateTime: '2020' }), 'Patient.deceasedDateTime'],
    [patient({ deceasedString: 'x' }), 'Patient.deceasedString'],
    [patient({ contact: [{ name: { famille: 'x' } }] }), 'Patient.contact[0].name.famille'],
    [patient({ contained: [{ resourceType: 'Nothing' }] }), 'Patient.contained[0].resourceType'],
    [patient({ _name: [{ id: 'x' }] }), 'Patient._name'],
    [patient({ _birthDate: {} }), 'Patient.birthDate'],
    [patient({ multipleBirthInteger: '2' }), 'Patient.multipleBirthInteger'],
  ];
  for (const [value, path] of cases) t.match(judge(value), { code: 'resource-structure', paths: [path] }, path);
});

t.test('what breaks a rule is resource-invalid, with its path', async (t) => {
  const cases: readonly (readonly [object, string])[] = [
    [patient({ gender: 'femme' }), 'Patient.gender'],
    [patient({ birthDate: '2024-02-30' }), 'Patient.birthDate'],
    [patient({ birthDate: '2023-02-29' }), 'Patient.birthDate'],
    [patient({ birthDate: '1980-13' }), 'Patient.birthDate'],
    [patient({ birthDate: '12/03/1980' }), 'Patient.birthDate'],
    [patient({ birthDate: '1980-01-01T00:00:00Z' }), 'Patient.birthDate'],
    [patient({ birthDate: '2026-11-24' }), 'Patient.birthDate'],
    [patient({ deceasedDateTime: '2020-01-01T10:00:00' }), 'Patient.deceasedDateTime'],
    [patient({ deceasedDateTime: '2020-01-01T25:00:00Z' }), 'Patient.deceasedDateTime'],
    [patient({ deceasedDateTime: '2020-01-01T10:00:00+15:00' }), 'Patient.deceasedDateTime'],
    [patient({ multipleBirthInteger: 1.5 }), 'Patient.multipleBirthInteger'],
    [patient({ telecom: [{ value: '677' }] }), 'Patient.telecom[0].system'],
    [patient({ telecom: [{ system: 'téléphone', value: '677' }] }), 'Patient.telecom[0].system'],
    [patient({ managingOrganization: { reference: 'Patient/x' } }), 'Patient.managingOrganization.reference'],
    [patient({ managingOrganization: { reference: 'somewhere' } }), 'Patient.managingOrganization.reference'],
    [patient({ link: [{ other: { reference: 'Patient/x' } }] }), 'Patient.link[0].type'],
    [patient({ name: [{ family: '  ' }] }), 'Patient.name[0].family'],
    [patient({ name: [{ family: 'a\u0000b' }] }), 'Patient.name[0].family'],
    [patient({ text: { status: 'generated', div: '<div><script>x</script></div>' } }), 'Patient.text.div'],
    [patient({ extension: [{ valueString: 'x' }] }), 'Patient.extension[0].url'],
    [{ resourceType: 'Encounter', id: 'e', status: 'open', class: { code: 'AMB' } }, 'Encounter.status'],
    [{ resourceType: 'Encounter', id: 'e', status: 'finished' }, 'Encounter.class'],
    [{ resourceType: 'Observation', id: 'o', code: { text: 'x' } }, 'Observation.status'],
    [observation({ effectivePeriod: { start: '2024-02-02', end: '2024-01-01' } }), 'Observation.effectivePeriod'],
    [observation({ valueQuantity: { value: 1, code: 'kg' } }), 'Observation.valueQuantity.system'],
    [observation({ subject: { reference: 'Practitioner/x' } }), 'Observation.subject.reference'],
  ];
  for (const [value, path] of cases) t.match(judge(value), { code: 'resource-invalid', paths: [path] }, path);
});

t.test('required bindings of CodeableConcepts and invariants of resources are checked', async (t) => {
  const system = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
  const condition = (elements: object) => ({
    resourceType: 'Condition',
    id: 'c',
    subject: { reference: 'Patient/p' },
    ...elements,
  });
  const clinicalStatus = (code: string) => ({ clinicalStatus: { coding: [{ system, code }] } });
  t.equal(judge(condition(clinicalStatus('active'))), undefined);
  t.match(judge(condition(clinicalStatus('current'))), {
    code: 'resource-invalid',
    paths: ['Condition.clinicalStatus.coding'],
  });
  t.match(judge(condition({ clinicalStatus: { text: 'active' } })), { code: 'resource-invalid' });
  // con-4: abated, and yet active.
  t.match(judge(condition({ ...clinicalStatus('active'), abatementDateTime: '2020' })), { code: 'resource-invalid' });
});

t.test(
  'what FHIR allows is kept: extensions of primitives, contained, conditional and foreign references',
  async (t) => {
    const allowed = [
      patient({ birthDate: '1980' }),
      patient({ birthDate: '2024-02-29', _birthDate: { extension: [{ url: 'urn:x', valueBoolean: true }] } }),
      patient({ _gender: { extension: [{ url: 'urn:x', valueCode: 'asked-declined' }] } }),
      patient({ name: [{ given: ['A', null], _given: [null, { id: 'n' }] }] }),
      patient({ managingOrganization: { reference: 'Organization?identifier=urn:x|1' } }),
      patient({ managingOrganization: { reference: 'https://example.org/fhir/Organization/1' } }),
      patient({ managingOrganization: { reference: 'urn:uuid:2a1c5ad0-0000-4000-8000-000000000000' } }),
      patient({
        contained: [{ resourceType: 'Organization', id: 'o', name: 'x' }],
        managingOrganization: { reference: '#o' },
      }),
      observation({ effectivePeriod: { start: '2024-02-01T10:00:00+01:00', end: '2024-02-01T09:30:00Z' } }),
      observation({ effectivePeriod: { start: '2024-02-01T10:00:00Z', end: '2024-02-01' } }),
    ];
    for (const value of allowed) t.equal(judge(value), undefined, JSON.stringify(value));
  },
);

t.test('[F79] ids of resources inside of others are ids, and a probability is 100 % at most', async (t) => {
  const inner = (id: string) => ({ resourceType: 'Organization', id, name: 'x' });
  const holding = (id: string) => patient({ contained: [inner(id)], managingOrganization: { reference: `#${id}` } });
  const bundle = (id: string) => ({
    resourceType: 'Bundle',
    id: 'b',
    type: 'collection',
    entry: [{ resource: inner(id) }],
  });
  t.equal(judge(holding('a-1.B')), undefined);
  t.equal(judge(bundle('x'.repeat(64))), undefined);
  t.equal(judge(holding('x'.repeat(65)))?.paths[0], 'Patient.contained[0].id');
  t.strictSame(judge(bundle('org_1'))?.paths, ['Bundle.entry[0].resource.id']);
  const risk = (probabilityDecimal: number) => ({
    ...{ resourceType: 'RiskAssessment', id: 'r', status: 'final', subject: { reference: 'Patient/p' } },
    prediction: [{ probabilityDecimal }],
  });
  t.equal(judge(risk(100)), undefined);
  t.strictSame(judge(risk(100.5))?.paths, ['RiskAssessment.prediction[0].probabilityDecimal']);
});

t.test('impossible vital signs are refused with the path of the value', async (t) => {
  const quantity = (value: number, code: string) => ({
    valueQuantity: { value, system: 'http://unitsofmeasure.org', code },
  });
  const path = 'Observation.valueQuantity.value';
  t.match(judge(observation(quantity(99, 'Cel'))), { code: 'resource-invalid', paths: [path] });
  t.equal(judge(observation(quantity(38.5, 'Cel'))), undefined);
  // 99 °F is a temperature.
  t.equal(judge(observation(quantity(99, '[degF]'))), undefined);
  const systolic = { code: { coding: [{ system: 'http://loinc.org', code: '8480-6' }] }, ...quantity(999, 'mm[Hg]') };
  t.match(judge(observation({ component: [systolic] })), {
    code: 'resource-invalid',
    paths: ['Observation.component[0].valueQuantity.value'],
  });
});

t.test('[R3] a refusal never repeats what the record says', async (t) => {
  const values = [
    patient({ gender: secret }),
    patient({ birthDate: secret }),
    patient({ [`${secret}!`]: 1 }),
    patient({ name: secret }),
    patient({ link: [{ other: { reference: secret }, type: secret }] }),
    { resourceType: secret, id: secret },
    { resourceType: 'Patient', id: `${secret} ` },
  ];
  for (const value of values) {
    const judged = judge(value);
    t.ok(judged);
    t.notMatch(JSON.stringify(judged), secret);
  }
});
