import t from 'tap';
import { countVersions, type Face, onBothFaces } from '../support/fhir-faces.js';
import { addPatient, machineToken, refusalOf, send } from '../support/fhir-server.js';

const said = 'Test cutané négatif, avis de l’allergologue';
const why = (reason: unknown = [{ text: said }]) => ({
  'x-provenance': Buffer.from(JSON.stringify({ resourceType: 'Provenance', reason })).toString('latin1'),
});
const coded = (name: string, code: string) => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${name}`, code }],
});
const allergyOf = (patient: string, clinical: string, verification = 'confirmed', more: object = {}) => ({
  ...{ resourceType: 'AllergyIntolerance', id: 'al', patient: { reference: patient }, code: { text: 'Pénicilline' } },
  clinicalStatus: coded('allergyintolerance-clinical', clinical),
  verificationStatus: coded('allergyintolerance-verification', verification),
  ...more,
});
const problemOf = (patient: string, clinical: string, verification = 'confirmed', more: object = {}) => ({
  ...{ resourceType: 'Condition', id: 'co', subject: { reference: patient }, code: { text: 'Paludisme' } },
  clinicalStatus: coded('condition-clinical', clinical),
  verificationStatus: coded('condition-ver-status', verification),
  ...more,
});

const ask = ({ server }: Pick<Face, 'server'>, method: string, url: string, body?: unknown, headers = {}) =>
  send(server, 'doctor', method, url, body, headers);
const entryOf = (method: string, url: string, resource?: object) => ({ request: { method, url }, resource });
const bundleOf = (type: string, ...entry: object[]) => ({ resourceType: 'Bundle', type, entry });

/** A patient with two identifiers, an allergy and a problem; `Patient/id`. */
async function plant(face: Face): Promise<string> {
  const identifier = ['1', '2'].map((value) => ({ system: 'urn:test:card', value }));
  const patient = `Patient/${await addPatient(face.server, { identifier })}`;
  await ask(face, 'PUT', 'AllergyIntolerance/al', allergyOf(patient, 'active'));
  await ask(face, 'PUT', 'Condition/co', problemOf(patient, 'active'));
  await face.server.journal.records.catchUp();
  return patient;
}

async function provenancesOf({
  server,
}: Face): Promise<readonly { target: { reference: string }[]; reason: object[] }[]> {
  const { versions } = await server.journal.records.history({ count: 200 });
  return versions.filter(({ type }) => type === 'Provenance').map(({ body }) => JSON.parse(body));
}

onBothFaces(
  t,
  '[F163] nobody takes away an allergy, a problem or an identifier without saying why',
  async (t, face) => {
    const patient = await plant(face);
    const person = (await ask(face, 'GET', patient)).json() as { identifier: object[] };
    const fewer = { ...person, identifier: person.identifier.slice(1) };
    const other = { ...person, identifier: [{ system: 'urn:test:card', value: '9' }, person.identifier[1]] };
    const refuted = problemOf(patient, 'inactive', 'refuted');
    const { clinicalStatus: _, ...inError } = problemOf(patient, 'active', 'entered-in-error');
    const before = await countVersions(face);
    const patch = [{ op: 'remove', path: '/identifier/0' }];
    for (const [path, answer] of [
      [undefined, ask(face, 'DELETE', 'AllergyIntolerance/al')],
      [undefined, ask(face, 'DELETE', 'Condition/co')],
      [undefined, ask(face, 'DELETE', 'Condition?_id=co')],
      ['Bundle.entry[0]', ask(face, 'POST', '', bundleOf('transaction', entryOf('DELETE', 'AllergyIntolerance/al')))],
      ['AllergyIntolerance.clinicalStatus', ask(face, 'PUT', 'AllergyIntolerance/al', allergyOf(patient, 'resolved'))],
      ['AllergyIntolerance.clinicalStatus', ask(face, 'PUT', 'AllergyIntolerance/al', allergyOf(patient, 'inactive'))],
      ['Condition.verificationStatus', ask(face, 'PUT', 'Condition/co', refuted)],
      ['Condition.verificationStatus', ask(face, 'PUT', 'Condition?_id=co', inError)],
      ['Patient.identifier', ask(face, 'PUT', patient, fewer)],
      ['Patient.identifier', ask(face, 'PUT', patient, other)],
      ['Patient.identifier', ask(face, 'PATCH', patient, patch, { 'content-type': 'application/json-patch+json' })],
    ] as const) {
      t.match(refusalOf(await answer), { status: 422, code: 'reason-wanted', path });
    }
    const batch = await ask(face, 'POST', '', bundleOf('batch', entryOf('DELETE', 'Condition/co')));
    t.match(batch.json(), { entry: [{ response: { status: /^422/ } }] });
    for (const reason of [undefined, [], [{ text: ' ' }], 'because', [{ coding: [{ display: 'x' }] }]]) {
      const answer = await ask(face, 'DELETE', 'Condition/co', undefined, {
        'x-provenance': JSON.stringify({ resourceType: 'Provenance', reason }),
      });
      t.match(refusalOf(answer), { status: 400, code: 'parameter-malformed' }, JSON.stringify(reason));
    }
    t.equal(refusalOf(await ask(face, 'DELETE', 'Condition/co', undefined, { 'x-provenance': '{' })).status, 400);
    t.equal(await countVersions(face), before, 'nothing was written');
  },
);

onBothFaces(t, '[F163] why stands in a note, or in a Provenance that goes with the record', async (t, face) => {
  const patient = await plant(face);
  const noted = allergyOf(patient, 'inactive', 'refuted', { note: [{ text: said }] });
  t.equal((await ask(face, 'PUT', 'AllergyIntolerance/al', noted)).statusCode, 200);
  const back = allergyOf(patient, 'active', 'confirmed', { note: [{ text: said }] });
  t.equal((await ask(face, 'PUT', 'AllergyIntolerance/al', back)).statusCode, 200);
  t.equal(
    refusalOf(await ask(face, 'PUT', 'AllergyIntolerance/al', noted)).code,
    'reason-wanted',
    'an old note is none',
  );
  t.same(await provenancesOf(face), []);

  t.equal((await ask(face, 'DELETE', 'AllergyIntolerance/al', undefined, why())).statusCode, 204);
  const [first] = await provenancesOf(face);
  t.match(first, {
    ...{ target: [{ reference: 'AllergyIntolerance/al' }, { reference: patient }], reason: [{ text: said }] },
    agent: [{ who: { reference: 'Practitioner/doctor' } }],
  });
  t.equal((await ask(face, 'DELETE', 'AllergyIntolerance/al')).statusCode, 204, 'what is gone is not taken away');
  const person = (await ask(face, 'GET', patient)).json() as { identifier: object[] };
  const fewer = { ...person, identifier: person.identifier.slice(1) };
  t.equal((await ask(face, 'PUT', patient, fewer, why())).statusCode, 200);
  t.match((await provenancesOf(face))[0], { target: [{ reference: patient }] });
  const both = bundleOf(
    'transaction',
    entryOf('DELETE', 'Condition/co'),
    entryOf('POST', 'Patient', { resourceType: 'Patient' }),
  );
  t.equal((await ask(face, 'POST', '', both, why())).statusCode, 200);
  t.match((await provenancesOf(face))[0]?.target[0], { reference: 'Condition/co' });
});

onBothFaces(t, '[F163] a course of disease, a note and a new use of an identifier need none', async (t, face) => {
  const patient = await plant(face);
  const person = (await ask(face, 'GET', patient)).json() as { identifier: object[] };
  const older = person.identifier.map((each) => ({ ...each, use: 'old' }));
  for (const [url, body] of [
    ['Condition/co', problemOf(patient, 'resolved')],
    ['AllergyIntolerance/al', allergyOf(patient, 'active', 'unconfirmed')],
    [patient, { ...person, identifier: [...older, { system: 'urn:test:card', value: '3' }] }],
  ] as const) {
    t.equal((await ask(face, 'PUT', url, body)).statusCode, 200, url);
  }
});

onBothFaces(t, '[F163] a machine passes on what others decided: it is not asked, and may say', async (t, face) => {
  const patient = await plant(face);
  const machine = await machineToken(face.server, 'registry', 'system/*.cruds');
  const refuted = allergyOf(patient, 'inactive', 'refuted');
  t.equal((await send(face.server, machine, 'PUT', 'AllergyIntolerance/al', refuted)).statusCode, 200);
  t.equal((await send(face.server, machine, 'DELETE', 'Condition/co', undefined, why())).statusCode, 204);
  t.match(await provenancesOf(face), [{ agent: [{ who: { reference: 'Device/7KD.registry' } }] }]);
});

onBothFaces(
  t,
  '[F160] a link comes and goes by its operations alone, but for a machine that keeps an index',
  async (t, face) => {
    const patient = await plant(face);
    const other = await addPatient(face.server);
    const person = (await ask(face, 'GET', patient)).json() as object;
    const linked = { ...person, link: [{ other: { reference: `Patient/${other}` }, type: 'replaced-by' }] };
    t.match(refusalOf(await ask(face, 'PUT', patient, linked, why())), { status: 422, code: 'link-by-operation' });
    const machine = await machineToken(face.server, 'index', 'system/Patient.ru');
    t.equal((await send(face.server, machine, 'PUT', patient, linked)).statusCode, 200);
    t.equal(refusalOf(await ask(face, 'PUT', patient, { ...linked, link: [] })).status, 400, 'no list is empty');
    t.equal(refusalOf(await ask(face, 'PUT', patient, person)).code, 'link-by-operation');
    t.equal((await ask(face, 'PUT', patient, { ...linked, maritalStatus: { text: 'M' } })).statusCode, 200);
  },
);

onBothFaces(t, '[F163] what somebody added meanwhile is not taken away unseen', async (t, face) => {
  const patient = await plant(face);
  const person = (await ask(face, 'GET', patient)).json() as { identifier: object[] };
  const more = { ...person, identifier: [...person.identifier, { system: 'urn:test:card', value: '3' }] };
  const changed = { ...person, maritalStatus: { text: 'M' } };
  const answers = await Promise.all([ask(face, 'PUT', patient, more), ask(face, 'PUT', patient, changed)]);
  t.equal(answers[0]?.statusCode, 200);
  const { identifier } = (await ask(face, 'GET', patient)).json() as { identifier: object[] };
  t.equal(identifier.length, 3, answers[1]?.body);
});
