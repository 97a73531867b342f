import t from 'tap';
import { countVersions, type Face, onBothFaces } from '../support/fhir-faces.js';
import { addPatient, type FhirServer, glucoseText, refusalOf, send } from '../support/fhir-server.js';

interface Shown {
  readonly id: string;
  readonly status: string;
  readonly meta: { readonly versionId: string };
}

const jsonPatch = { 'content-type': 'application/json-patch+json' };
const replace = (path: string, value: unknown) => [{ op: 'replace', path, value }];
const ask = ({ server }: Pick<Face, 'server'>, method: string, url: string, body?: unknown, headers = {}) =>
  send(server, 'doctor', method, url, body, headers);
/** A glucose value under an id, as text: its decimal stays as it is written. */
const glucose = (patient: string, id: string, value: string) =>
  glucoseText(patient, value).replace('{', `{"id":"${id}",`);
const vaccination = (patient: string, more: object = {}) => ({
  ...{ resourceType: 'Immunization', id: 'v1', status: 'completed', lotNumber: 'A1' },
  ...{ vaccineCode: { text: 'BCG' }, patient: { reference: patient }, occurrenceDateTime: '2026-11-20' },
  ...more,
});

async function versionsOf({ journal }: FhirServer, id: string): Promise<readonly string[]> {
  const { versions } = await journal.records.history({ count: 200 });
  return versions.filter((version) => version.id === id).map(({ body }) => body);
}

onBothFaces(
  t,
  '[F162] what changes a final result becomes an amendment, and what was told first is kept',
  async (t, face) => {
    const { server } = face;
    const patient = await addPatient(server);
    const made = (await ask(face, 'POST', 'Observation', glucoseText(patient))).json() as Shown;
    const address = `Observation/${made.id}`;
    const put = await ask(face, 'PUT', address, glucose(patient, made.id, '5.50'));
    t.equal(put.statusCode, 200, put.body);
    t.match(put.body, '"status":"amended"');
    t.match(put.body, '"value":5.50', 'numbers as they were written');
    t.equal((await ask(face, 'GET', address)).body, put.body);
    const [found] = ((await ask(face, 'GET', `${address}/_history`)).json() as { entry: { resource: Shown }[] }).entry;
    t.match(found?.resource, { status: 'amended' });
    const first = await ask(face, 'GET', `${address}/_history/${made.meta.versionId}`);
    t.match(first.json(), { status: 'final', valueQuantity: { value: 5.4 } });

    const again = await ask(face, 'PUT', address, glucose(patient, made.id, '5.50'));
    t.match(again.json(), { status: 'amended' }, 'it never says again that nobody changed it');
    const patched = await ask(face, 'PATCH', address, replace('/status', 'corrected'), jsonPatch);
    t.match(patched.json(), { status: 'corrected' });
    const value = await ask(face, 'PATCH', address, replace('/valueQuantity/value', 6), jsonPatch);
    t.match(value.json(), { status: 'corrected', valueQuantity: { value: 6 } });
    t.equal((await versionsOf(server, made.id)).length, 5, 'every version stays');
    const other = (await ask(face, 'POST', 'Observation', glucoseText(patient))).json() as Shown;
    const mended = replace('/valueQuantity/value', 7);
    const amended = await ask(face, 'PATCH', `Observation/${other.id}`, mended, jsonPatch);
    t.match(amended.json(), { status: 'amended', valueQuantity: { value: 7 } });
  },
);

onBothFaces(
  t,
  '[F162] by its author’s word or by the server’s: conditional, in a transaction, in a batch',
  async (t, face) => {
    const { server } = face;
    const patient = await addPatient(server);
    const observation = (id: string, value: string, more: object = {}) => ({
      ...(JSON.parse(glucose(patient, id, value)) as object),
      ...{ identifier: [{ system: 'urn:test:lab', value: id }], ...more },
    });
    const entryOf = (method: string, url: string, resource?: object) => ({ request: { method, url }, resource });
    const bundle = (type: string, ...entry: object[]) => ({ resourceType: 'Bundle', type, entry });
    for (const id of ['o1', 'o2', 'o3']) await ask(face, 'PUT', `Observation/${id}`, observation(id, '5.4'));
    await server.journal.records.catchUp();
    const where = 'Observation?identifier=urn:test:lab|o1';
    t.match((await ask(face, 'PUT', where, observation('o1', '5.6'))).json(), { status: 'amended' });
    const inTransaction = bundle('transaction', entryOf('PUT', 'Observation/o2', observation('o2', '5.6')));
    t.equal((await ask(face, 'POST', '', inTransaction)).statusCode, 200);
    t.match((await ask(face, 'GET', 'Observation/o2')).json(), { status: 'amended' });
    const inBatch = bundle(
      'batch',
      entryOf('PUT', 'Observation/o3', observation('o3', '5.6', { status: 'corrected' })),
    );
    t.equal((await ask(face, 'POST', '', inBatch)).statusCode, 200);
    t.match((await ask(face, 'GET', 'Observation/o3')).json(), { status: 'corrected' });
  },
);

onBothFaces(t, '[F162] nothing final is opened again, nor what was done written anew', async (t, face) => {
  const { server } = face;
  const patient = await addPatient(server);
  const reference = `Patient/${patient}`;
  await ask(face, 'PUT', 'Observation/o', glucose(patient, 'o', '5.40'));
  await ask(face, 'PUT', 'Immunization/v1', vaccination(reference));
  await server.journal.records.catchUp();
  const opened = glucose(patient, 'o', '5.40').replace('"final"', '"preliminary"');
  const other = vaccination(reference, { lotNumber: 'B2' });
  const before = await countVersions(face);
  const transaction = {
    ...{ resourceType: 'Bundle', type: 'transaction' },
    entry: [
      { request: { method: 'POST', url: 'Patient' }, resource: { resourceType: 'Patient' } },
      { request: { method: 'PUT', url: 'Immunization/v1' }, resource: other },
    ],
  };
  for (const [place, answer] of [
    ['Observation.status', ask(face, 'PUT', 'Observation/o', opened)],
    ['Observation.status', ask(face, 'PATCH', 'Observation/o', replace('/status', 'registered'), jsonPatch)],
    ['Immunization.status', ask(face, 'PUT', 'Immunization/v1', other)],
    ['Immunization.status', ask(face, 'PUT', 'Immunization?_id=v1', other)],
    ['Immunization.status', ask(face, 'PATCH', 'Immunization/v1', replace('/lotNumber', 'B2'), jsonPatch)],
    ['Immunization.status', ask(face, 'PATCH', 'Immunization/v1', replace('/status', 'not-done'), jsonPatch)],
    ['Bundle.entry[1].resource.status', ask(face, 'POST', '', transaction)],
  ] as const) {
    t.match(refusalOf(await answer), { status: 422, code: 'already-final', path: place });
  }
  const french = await ask(face, 'PUT', 'Immunization/v1', other, { 'accept-language': 'fr' });
  t.match(french.body, 'Ceci est définitif');
  t.equal(await countVersions(face), before, 'nothing was written');
  t.equal(
    (await ask(face, 'PATCH', 'Immunization/v1', replace('/status', 'entered-in-error'), jsonPatch)).statusCode,
    200,
  );
  t.match(refusalOf(await ask(face, 'PUT', 'Immunization/v1', vaccination(reference))), { code: 'already-final' });
});

onBothFaces(t, '[F162] the same again, notes, labels and what is known later come on top', async (t, face) => {
  const { server } = face;
  const patient = await addPatient(server, { identifier: [{ system: 'urn:test:card', value: 'K1' }] });
  const reference = `Patient/${patient}`;
  await ask(face, 'PUT', 'Immunization/v1', vaccination(reference));
  await server.journal.records.catchUp();
  const label = { resourceType: 'Parameters', parameter: [{ name: 'meta', valueMeta: { tag: [{ code: 'x' }] } }] };
  for (const answer of [
    await ask(face, 'PUT', 'Immunization/v1', vaccination(reference)),
    await ask(face, 'PUT', 'Immunization/v1', vaccination('Patient?identifier=urn:test:card|K1')),
    await ask(face, 'PUT', 'Immunization/v1', vaccination(reference, { note: [{ text: 'Cicatrice' }] })),
    await ask(face, 'PUT', 'Immunization/v1', vaccination(reference, { reaction: [{ date: '2026-11-21' }] })),
    await ask(face, 'POST', 'Immunization/v1/$meta-add', label),
  ]) {
    t.equal(answer.statusCode, 200, answer.body);
  }
  const open = { ...vaccination(reference), resourceType: 'Procedure', id: 'pr', status: 'in-progress' };
  const { patient: subject, vaccineCode: code, lotNumber: _, occurrenceDateTime: __, ...rest } = open;
  const procedure = { ...rest, subject, code };
  for (const status of ['in-progress', 'on-hold', 'completed']) {
    t.equal(Math.floor((await ask(face, 'PUT', 'Procedure/pr', { ...procedure, status })).statusCode / 100), 2, status);
  }
});

onBothFaces(t, '[F162] who made it final first is not written over by who had not seen it', async (t, face) => {
  const { server } = face;
  const patient = await addPatient(server);
  for (let round = 0; round < 10; round += 1) {
    const id = `o${round}`;
    const preliminary = (value: string) => glucose(patient, id, value).replace('"final"', '"preliminary"');
    await ask(face, 'PUT', `Observation/${id}`, preliminary('5.0'));
    const answers = await Promise.all([
      ask(face, 'PUT', `Observation/${id}`, glucose(patient, id, '5.4')),
      ask(face, 'PUT', `Observation/${id}`, preliminary('7.0')),
    ]);
    t.equal(answers[0]?.statusCode, 200);
    t.match((await ask(face, 'GET', `Observation/${id}`)).json(), { status: 'final', valueQuantity: { value: 5.4 } });
  }
});
