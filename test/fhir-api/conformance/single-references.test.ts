import t from 'tap';
import type { CommitBundle } from '../../../journal/record-store.js';
import { Problem } from '../../../protocol/problem.js';
import { countVersions, onBothFaces } from '../../support/fhir-faces.js';
import { addPatient, patient, refusalOf, send, startFhirServer } from '../../support/fhir-server.js';

const card = { system: 'urn:test', value: '1' };
const allergy = (reference: string) => ({
  ...{ resourceType: 'AllergyIntolerance', code: { text: 'Pénicilline' }, patient: { reference } },
  clinicalStatus: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
  },
});
const byCard = 'Patient?identifier=urn:test|1';
const patientIn = (answer: { json(): unknown }) =>
  (answer.json() as { patient: { reference: string } }).patient.reference;

/** The card is taken from somebody (rule F163). */
const why = { 'x-provenance': JSON.stringify({ resourceType: 'Provenance', reason: [{ text: 'Carte rendue' }] }) };

onBothFaces(
  t,
  '[F50] a conditional reference of a single create, update or patch, and of a batch entry',
  async (t, { server }) => {
    const ask = (method: string, url: string, body: unknown, headers = {}) =>
      send(server, 'doctor', method, url, body, headers);
    const id = await addPatient(server, { ...patient, identifier: [card] });
    const reference = `Patient/${id}`;
    const made = await ask('POST', 'AllergyIntolerance', allergy(byCard));
    t.strictSame([made.statusCode, patientIn(made)], [201, reference]);
    const put = await ask('PUT', 'AllergyIntolerance/a', { ...allergy(byCard), id: 'a' });
    t.strictSame([put.statusCode, patientIn(put)], [201, reference]);
    const patch = [{ op: 'replace', path: '/patient/reference', value: byCard }];
    const json = { 'content-type': 'application/json-patch+json' };
    t.equal(patientIn(await ask('PATCH', 'AllergyIntolerance/a', patch, json)), reference);
    const found = await ask('PUT', 'AllergyIntolerance?_id=a', allergy(byCard));
    t.strictSame([found.statusCode, patientIn(found)], [200, reference]);
    const entry = { resource: allergy(byCard), request: { method: 'POST', url: 'AllergyIntolerance' } };
    const batch = await ask('POST', '', { resourceType: 'Bundle', type: 'batch', entry: [entry] });
    t.match(batch.json(), { entry: [{ response: { status: '201' } }] });
    while ((await server.journal.fanout.index(1_000)).waitingChanges > 0);
    const all = (await send(server, 'doctor', 'GET', `AllergyIntolerance?patient=${id}`)).json() as { entry: object[] };
    t.equal(all.entry.length, 3, 'each is filed under the patient');

    const count = await countVersions({ server });
    const none = 'Patient?identifier=urn:test|none';
    t.strictSame(refusalOf(await ask('POST', 'AllergyIntolerance', allergy(none))).code, 'condition-none');
    await addPatient(server, { ...patient, identifier: [card] });
    t.strictSame(refusalOf(await ask('POST', 'AllergyIntolerance', allergy(byCard))).code, 'condition-several');
    t.equal(refusalOf(await ask('POST', 'AllergyIntolerance', allergy('Patient?colour=blue'))).status, 400);
    t.equal(await countVersions({ server }), count + 1, 'nothing was written');
  },
);

onBothFaces(t, '[F50] [F41] who meets a reference is found again when it is written', async (t, { server }) => {
  const id = await addPatient(server, { ...patient, identifier: [card] });
  const store = server.journal.records;
  const commit = store.commitBundle.bind(store);
  let others = 1;
  Object.assign(store, {
    commitBundle: async (bundle: CommitBundle) => {
      if (others-- > 0) await send(server, 'doctor', 'PUT', `Patient/${id}`, { ...patient, id }, why);
      return commit(bundle);
    },
  });
  const late = await send(server, 'doctor', 'POST', 'AllergyIntolerance', allergy(byCard));
  t.strictSame(refusalOf(late).code, 'condition-none', 'the card was taken from them meanwhile');
});

t.test('[F55] [J25] at the hub a link through what its own transaction writes is refused', async (t) => {
  const server = await startFhirServer(t, 'hub');
  const id = await addPatient(server, { ...patient, identifier: [card] });
  await send(server, 'doctor', 'PUT', 'AllergyIntolerance/a', { ...allergy(`Patient/${id}`), id: 'a' });
  const linked = 'AllergyIntolerance?patient.identifier=urn:test|1';
  const note = {
    ...{ resourceType: 'ClinicalImpression', status: 'completed', subject: { reference: `Patient/${id}` } },
    problem: [{ reference: linked }],
  };
  const made = await send(server, 'doctor', 'POST', 'ClinicalImpression', note);
  t.match(made.json(), { problem: [{ reference: 'AllergyIntolerance/a' }] }, 'through what was there it leads');
  const count = await countVersions({ server });
  const entry = [
    { resource: note, request: { method: 'POST', url: 'ClinicalImpression' } },
    { resource: { ...patient, id }, request: { method: 'PUT', url: `Patient/${id}` } },
  ];
  const refused = await send(server, 'doctor', 'POST', '', { resourceType: 'Bundle', type: 'transaction', entry }, why);
  t.equal(refusalOf(refused).code, 'method-unsupported');
  t.equal(await countVersions({ server }), count);
});

t.test('[F55] an index that does not catch up is 503 with Retry-After, and nothing is written', async (t) => {
  const server = await startFhirServer(t, 'hub');
  const late = async () => {
    throw new Problem('index-behind');
  };
  Object.assign(server.journal.records, { rehearse: late });
  const only = { 'if-none-exist': 'identifier=urn:test|1' };
  const refused = await send(server, 'doctor', 'POST', 'Patient', { ...patient, identifier: [card] }, only);
  t.strictSame(refusalOf(refused), { status: 503, code: 'index-behind', path: undefined });
  t.equal(refused.headers['retry-after'], '1');
  t.equal(await countVersions({ server }), 0);
});

onBothFaces(
  t,
  '[F51] bundle.html#references: entries without fullUrl are written, and referred to by nobody',
  async (t, { server }) => {
    const known = await addPatient(server);
    const entries = [
      { resource: { ...patient, id: 'p1' }, request: { method: 'PUT', url: 'Patient/p1' } },
      { resource: { ...allergy('Patient/p1'), id: 'a1' }, request: { method: 'PUT', url: 'AllergyIntolerance/a1' } },
      { resource: { ...patient, id: 'p2' }, request: { method: 'POST', url: 'Patient' } },
      {
        resource: { ...allergy(`Patient/${known}`), id: 'a2' },
        request: { method: 'PUT', url: 'AllergyIntolerance/a2' },
      },
    ];
    const answer = await send(server, 'doctor', 'POST', '', {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: entries,
    });
    t.equal(answer.statusCode, 200, answer.body);
    const read = async (url: string) => send(server, 'doctor', 'GET', url);
    t.equal(patientIn(await read('AllergyIntolerance/a1')), 'Patient/p1', 'by its address on this server');
    t.equal(patientIn(await read('AllergyIntolerance/a2')), `Patient/${known}`);
    t.equal((await read('Patient/p2')).statusCode, 404, 'what is posted gets an id of its own');
    const lost = [{ resource: allergy('urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0'), request: entries[2]?.request }];
    const refused = await send(server, 'doctor', 'POST', '', {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: lost,
    });
    t.equal(refusalOf(refused).code, 'resource-invalid', 'a fullUrl that no entry has');
  },
);
