import t from 'tap';
import type { Commit } from '../../journal/sync-store.js';
import { onBothFaces } from '../support/fhir-faces.js';
import { addPatient, type FhirServer, glucoseText, patient, refusalOf, send } from '../support/fhir-server.js';

const mother = 'urn:uuid:11111111-1111-4111-8111-111111111111';
const visit = 'urn:uuid:22222222-2222-4222-8222-222222222222';

interface Entry {
  readonly fullUrl?: string;
  readonly resource?: Record<string, unknown>;
  readonly search?: { mode: string };
  readonly response: {
    readonly status: string;
    readonly location: string;
    readonly etag: string;
    readonly lastModified: string;
    readonly outcome?: { readonly issue: readonly { readonly expression: readonly string[] }[] };
  };
}

function post(server: FhirServer, type: string, entry: readonly unknown[], headers = {}, role = 'doctor' as const) {
  return send(server, role, 'POST', '', { resourceType: 'Bundle', type, entry }, headers);
}

function entry(method: string, url: string, resource?: unknown, more: object = {}) {
  return { resource, request: { method, url }, ...more };
}

async function countOf(server: FhirServer): Promise<number> {
  return (await server.journal.records.history({ count: 200 })).versions.length;
}

const encounter = {
  resourceType: 'Encounter',
  status: 'finished',
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
  subject: { reference: mother },
};

onBothFaces(
  t,
  '[S8] [J1] a transaction is written whole: references resolved, decimals as written, one group',
  async (t, { server }) => {
    const observation = glucoseText('x').replace('Patient/x', mother);
    const text = `{"resourceType":"Bundle","type":"transaction","entry":[
    {"fullUrl":"urn:uuid:3","resource":${observation.replace('"code":{', `"encounter":{"reference":"${visit}"},"identifier":[{"system":"urn:ietf:rfc:3986","value":"${mother}"}],"code":{`)},"request":{"method":"POST","url":"Observation"}},
    {"fullUrl":"${visit}","resource":${JSON.stringify(encounter)},"request":{"method":"POST","url":"Encounter"}},
    {"fullUrl":"${mother}","resource":${JSON.stringify(patient)},"request":{"method":"POST","url":"Patient"}},
    {"request":{"method":"GET","url":"Patient?name=eyebe"}}]}`;
    const commits: Commit[] = [];
    server.journal.sync.onCommit((commit) => commits.push(commit));
    const response = await send(server, 'doctor', 'POST', '', text);
    t.equal(response.statusCode, 200);
    const { type, entry: entries } = response.json() as { type: string; entry: Entry[] };
    t.equal(type, 'transaction-response');
    t.strictSame(
      commits.map(({ touched }) => touched.length),
      [3],
      'one commit',
    );
    t.strictSame(
      entries.map((item) => item.response.status),
      ['201 Created', '201 Created', '201 Created', '200 OK'],
    );
    const [seen, at, who, found] = entries;
    t.match(who?.response.location, /^http:\/\/localhost:80\/fhir\/Patient\/[0-9a-f-]{36}\/_history\/[0-9a-f-]{36}$/);
    t.match(who?.response, { etag: /^W\/"[0-9a-f-]{36}"$/, lastModified: '2026-11-21T09:00:00.000Z' });
    const idOf = (item: Entry | undefined) => item?.fullUrl?.split('/').at(-1);
    const read = await send(server, 'doctor', 'GET', `Observation/${idOf(seen)}`);
    t.match(read.json(), {
      subject: { reference: `Patient/${idOf(who)}` },
      encounter: { reference: `Encounter/${idOf(at)}` },
      identifier: [{ value: mother }],
    });
    t.match(read.body, '"value":5.40}');
    t.match(found?.resource, { type: 'searchset', entry: [{ resource: { id: idOf(who) } }] });
  },
);

onBothFaces(t, '[J1] one bad entry stops the whole transaction, and is named', async (t, { server }) => {
  const id = await addPatient(server);
  const before = await countOf(server);
  const good = entry('POST', 'Patient', patient);
  const cases: readonly (readonly [unknown, number, string, string])[] = [
    [
      entry('POST', 'Patient', { ...patient, gender: 'lady' }),
      422,
      'resource-invalid',
      'Bundle.entry[1].resource.gender',
    ],
    [entry('POST', 'Patient', { ...patient, x: 1 }), 400, 'resource-structure', 'Bundle.entry[1].resource.x'],
    [entry('POST', 'Patient'), 400, 'body-malformed', 'Bundle.entry[1]'],
    [entry('PUT', 'Patient/a', { ...patient, id: 'b' }), 400, 'resource-structure', 'Bundle.entry[1].resource.id'],
    [entry('POST', 'Encounter', encounter), 422, 'resource-invalid', 'Bundle.entry[1]'],
    [{ resource: patient }, 400, 'resource-structure', 'Bundle.entry[1].request'],
    [{ request: { method: 'POST' } }, 400, 'resource-structure', 'Bundle.entry[1].request.url'],
    [7, 400, 'resource-structure', 'Bundle.entry[1]'],
    [entry('PATCH', `Patient/${id}`, patient), 400, 'body-malformed', 'Bundle.entry[1]'],
    [entry('PATCH', `Patient/${id}`), 400, 'body-malformed', 'Bundle.entry[1]'],
    [entry('POST', '/', { resourceType: 'Bundle', type: 'batch' }), 405, 'method-unsupported', 'Bundle.entry[1]'],
    [entry('PUT', 'Patient?rank=1', patient), 400, 'parameter-unknown', 'Bundle.entry[1]'],
    [entry('POST', 'Patient?identifier=1', patient), 405, 'method-unsupported', 'Bundle.entry[1]'],
    [entry('DELETE', `Patient/${id}?x=y`), 405, 'method-unsupported', 'Bundle.entry[1]'],
    [entry('POST', 'Dossier', patient), 404, 'type-unknown', 'Bundle.entry[1]'],
    [entry('GET', 'Patient/%'), 400, 'parameter-malformed', 'Bundle.entry[1]'],
    [
      { ...entry('DELETE', `Patient/${id}`), request: { method: 'DELETE', url: `Patient/${id}`, ifMatch: 'W/"1"' } },
      412,
      'version-conflict',
      'Bundle.entry[1]',
    ],
    [
      { resource: patient, request: { method: 'POST', url: 'Patient', ifNoneExist: 'x=1' } },
      400,
      'parameter-unknown',
      'Bundle.entry[1]',
    ],
    [entry('GET', 'Patient/never'), 404, 'not-found', 'Bundle.entry[1]'],
    [entry('POST', 'MedicationDispense', { resourceType: 'MedicationDispense' }), 403, 'forbidden', 'Bundle.entry[1]'],
  ];
  for (const [bad, status, code, path] of cases) {
    t.strictSame(
      refusalOf(await post(server, 'transaction', [good, bad])),
      { status, code, path },
      JSON.stringify(bad),
    );
  }
  t.equal(await countOf(server), before);
});

onBothFaces(t, 'a transaction does not write a resource twice, and has its limits', async (t, { server }) => {
  const id = await addPatient(server);
  const before = await countOf(server);
  const put = entry('PUT', `Patient/${id}`, { ...patient, id });
  const twice = await post(server, 'transaction', [put, entry('DELETE', `Patient/${id}`)]);
  t.strictSame(refusalOf(twice), { status: 400, code: 'resource-structure', path: 'Bundle.entry[1]' });
  const post1 = entry('POST', 'Patient', patient, { fullUrl: mother });
  t.equal(refusalOf(await post(server, 'transaction', [post1, post1])).path, 'Bundle.entry[1]');
  const many = Array.from({ length: 1001 }, () => entry('GET', 'Patient/x'));
  t.equal(refusalOf(await post(server, 'batch', many)).code, 'too-large');
  t.strictSame(refusalOf(await post(server, 'collection', [])), {
    status: 400,
    code: 'resource-structure',
    path: 'Bundle.type',
  });
  t.equal(refusalOf(await send(server, 'doctor', 'POST', '', patient)).path, 'resourceType');
  t.equal(await countOf(server), before);
  t.equal((await post(server, 'transaction', [])).statusCode, 200);
});

onBothFaces(
  t,
  '[W5] updates and deletions of a transaction keep If-Match, and answer what they did',
  async (t, { server }) => {
    const one = await addPatient(server);
    const two = await addPatient(server);
    const etag = (await send(server, 'doctor', 'GET', `Patient/${one}`)).headers.etag;
    const update = entry('PUT', `Patient/${one}`, { ...patient, id: one, gender: 'unknown' });
    const response = await post(
      server,
      'transaction',
      [
        entry('GET', `Patient/${one}`),
        { ...update, request: { ...update.request, ifMatch: etag } },
        entry('DELETE', `Patient/${two}`),
        entry('DELETE', 'Patient/never'),
        entry('PUT', 'Patient/new', { ...patient, id: 'new' }),
      ],
      { prefer: 'return=representation' },
    );
    const entries = (response.json() as { entry: Entry[] }).entry;
    t.strictSame(
      entries.map((item) => item.response.status),
      ['200 OK', '200 OK', '204 No Content', '204 No Content', '201 Created'],
    );
    t.match(entries[1]?.resource, { gender: 'unknown' });
    t.match(entries[0]?.resource, { gender: 'unknown' }, 'looks see what was written');
  },
);

onBothFaces(
  t,
  '[W5] [J1] of two transactions that change the same version, one is written whole and one not at all',
  async (t, { server }) => {
    const id = await addPatient(server);
    const before = await countOf(server);
    const ifMatch = (await send(server, 'doctor', 'GET', `Patient/${id}`)).headers.etag;
    const change = (gender: string) =>
      post(server, 'transaction', [
        entry('POST', 'Patient', patient),
        { resource: { ...patient, id, gender }, request: { method: 'PUT', url: `Patient/${id}`, ifMatch } },
      ]);
    const answers = await Promise.all([change('other'), change('unknown')]);
    t.strictSame(answers.map(({ statusCode }) => statusCode).sort(), [200, 412]);
    t.equal(await countOf(server), before + 2);
  },
);

onBothFaces(t, '[R1] a batch does each entry on its own', async (t, { server }) => {
  const id = await addPatient(server);
  const before = await countOf(server);
  const response = await send(server, 'nurse', 'POST', '', {
    resourceType: 'Bundle',
    type: 'batch',
    entry: [
      entry('GET', `Patient/${id}`),
      entry('POST', 'Patient', { ...patient, gender: 'lady' }),
      entry('POST', 'Patient', patient),
      entry('DELETE', `Patient/${id}`),
      entry('POST', 'Encounter', encounter),
      entry('GET', `http://localhost:80/fhir/Patient/${id}/_history`),
      entry('GET', 'Patient?_count=no'),
      entry('GET', 'metadata'),
    ],
  });
  const entries = (response.json() as { entry: Entry[] }).entry;
  t.strictSame(
    entries.map((item) => item.response.status),
    ['200 OK', '422', '201 Created', '403', '422', '200 OK', '400', '200 OK'],
  );
  t.equal(entries[1]?.response.outcome?.issue[0]?.expression[0], 'Bundle.entry[1].resource.gender');
  t.match(entries[7]?.resource, { resourceType: 'CapabilityStatement' });
  t.equal(await countOf(server), before + 1);
});
