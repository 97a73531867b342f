import t from 'tap';
import type { CommitBundle } from '../../../journal/record-store.js';
import { addOrganization, countVersions, type Face, onBothFaces, organization } from '../../support/fhir-faces.js';
import { addPatient, type FhirServer, patient, refusalOf, send } from '../../support/fhir-server.js';

interface ResponseEntry {
  readonly fullUrl?: string;
  readonly resource?: Record<string, unknown>;
  readonly response: { readonly status: string; readonly location?: string };
}

const mother = 'urn:uuid:11111111-1111-4111-8111-111111111111';
const other = 'urn:uuid:22222222-2222-4222-8222-222222222222';

function request(method: string, url: string, resource?: unknown, more: object = {}, entry: object = {}) {
  return { ...entry, ...(resource === undefined ? {} : { resource }), request: { method, url, ...more } };
}

async function post(server: FhirServer, entry: readonly unknown[], role: 'doctor' | 'admin' = 'doctor') {
  const answer = await send(server, role, 'POST', '', { resourceType: 'Bundle', type: 'transaction', entry });
  return { answer, entries: ((answer.json() as { entry?: ResponseEntry[] }).entry ?? []) as ResponseEntry[] };
}

const statuses = (entries: readonly ResponseEntry[]) => entries.map(({ response }) => response.status.slice(0, 3));
const idOf = (entry: ResponseEntry | undefined) => entry?.fullUrl?.split('/').at(-1);
const adminOf = (server: FhirServer): Pick<Face, 'ask'> => ({ ask: (...rest) => send(server, 'admin', ...rest) });

function encounterOf(reference: string) {
  return {
    resourceType: 'Encounter',
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    subject: { reference },
  };
}

onBothFaces(
  t,
  '[F42] http.html#trules: two equal If-None-Exist make one resource, and both are pointed at',
  async (t, { server }) => {
    const only = { ifNoneExist: 'identifier=urn:test|7&active=true' };
    const same = { ifNoneExist: '?active=true&identifier=urn:test|7' };
    const child = { ...patient, identifier: [{ system: 'urn:test', value: '7' }], active: true };
    const { entries } = await post(server, [
      request('POST', 'Encounter', encounterOf(other)),
      request('POST', 'Patient', child, only, { fullUrl: mother }),
      request('POST', 'Patient', child, same, { fullUrl: other }),
    ]);
    t.strictSame(statuses(entries), ['201', '201', '200']);
    t.equal(entries[1]?.response.location, entries[2]?.response.location);
    const visit = await send(server, 'doctor', 'GET', `Encounter/${idOf(entries[0])}`);
    t.match(visit.json(), { subject: { reference: `Patient/${idOf(entries[1])}` } });
    const again = await post(server, [
      request('POST', 'Encounter', encounterOf(mother)),
      request('POST', 'Patient', child, only, { fullUrl: mother }),
    ]);
    t.strictSame(statuses(again.entries), ['201', '200'], 'what is there is kept and pointed at');
    t.equal(idOf(again.entries[1]), idOf(entries[1]));
    t.equal(await countVersions({ server }), 3);
  },
);

onBothFaces(
  t,
  '[F41] http.html#trules: a conditional reference becomes the one resource that meets it',
  async (t, { server }) => {
    const id = await addPatient(server);
    const before = await countVersions({ server });
    const reference = 'Patient?identifier=urn:carnet:cm:cni|100200300';
    const { entries } = await post(server, [request('POST', 'Encounter', encounterOf(reference))]);
    t.match((await send(server, 'doctor', 'GET', `Encounter/${idOf(entries[0])}`)).json(), {
      subject: { reference: `Patient/${id}` },
    });
    while ((await server.journal.fanout.index(1_000)).waitingChanges > 0);
    t.equal(
      (await send(server, 'doctor', 'GET', `Encounter?patient=${id}`)).json().entry.length,
      1,
      'and is found by it',
    );
    const none = await post(server, [request('POST', 'Encounter', encounterOf('Patient?identifier=none'))]);
    t.equal(refusalOf(none.answer).code, 'condition-none');
    await addPatient(server);
    const several = await post(server, [request('POST', 'Encounter', encounterOf(reference))]);
    t.equal(refusalOf(several.answer).code, 'condition-several');
    for (const wrong of ['Patient?colour=blue', 'Patient?_count=1', 'Dossier?x=1']) {
      const { answer } = await post(server, [request('POST', 'Encounter', encounterOf(wrong))]);
      t.ok(answer.statusCode >= 400 && answer.statusCode < 500, wrong);
    }
    t.equal(await countVersions({ server }), before + 2);
  },
);

onBothFaces(
  t,
  '[F41] http.html#trules: conditional references are resolved after the writes of their transaction',
  async (t, { server }) => {
    const reference = 'Patient?identifier=urn:carnet:cm:cni|100200300';
    const created = await post(server, [
      request('POST', 'Encounter', encounterOf(reference)),
      request('POST', 'Patient', patient),
    ]);
    t.strictSame(statuses(created.entries), ['201', '201']);
    const [visit, who] = created.entries;
    const read = await send(server, 'doctor', 'GET', `Encounter/${idOf(visit)}`);
    t.match(read.json(), { subject: { reference: `Patient/${idOf(who)}` } });
    const twice = await post(server, [
      request('POST', 'Encounter', encounterOf(reference)),
      request('POST', 'Patient', patient),
    ]);
    t.equal(refusalOf(twice.answer).code, 'condition-several', 'one was there, one is new');
    const replaced = await post(server, [
      request('DELETE', `Patient/${idOf(who)}`),
      request('POST', 'Encounter', encounterOf(reference)),
      request('POST', 'Patient', patient),
    ]);
    t.strictSame(statuses(replaced.entries), ['204', '201', '201'], 'what is deleted does not count');
  },
);

onBothFaces(
  t,
  '[F41] what others write between the decision and the commit is seen, and decided anew',
  async (t, { server }) => {
    const { records } = server.journal;
    const write = records.commitBundle.bind(records);
    let attempts = 0;
    const commitBundle = async (command: CommitBundle) => {
      attempts += 1;
      const [first] = command.entries;
      if (attempts === 1 && first?.verb === 'create') await write({ author: 'Practitioner/other', entries: [first] });
      return write(command);
    };
    Object.assign(records, { commitBundle });
    const { entries } = await post(
      server,
      [request('POST', 'Organization', organization, { ifNoneExist: 'identifier=urn:test|1' })],
      'admin',
    );
    t.equal(attempts, 1);
    t.strictSame(statuses(entries), ['200']);
    t.equal(await countVersions({ server }), 1);
  },
);

onBothFaces(
  t,
  'http.html#trules: conditional update, patch and delete take their resource from its criteria',
  async (t, { server }) => {
    const one = await addOrganization(adminOf(server));
    const two = await addOrganization(adminOf(server), { identifier: [{ system: 'urn:test', value: '2' }] });
    const three = await addOrganization(adminOf(server), { identifier: [{ system: 'urn:test', value: '3' }] });
    const patch = Buffer.from('[{"op":"replace","path":"/name","value":"P"}]').toString('base64');
    const binary = { resourceType: 'Binary', contentType: 'application/json-patch+json', data: patch };
    const { entries } = await post(
      server,
      [
        request('PUT', 'Organization?identifier=urn:test|1', { ...organization, name: 'U' }, {}, { fullUrl: mother }),
        request('PATCH', 'Organization?identifier=urn:test|2', binary),
        request('DELETE', 'Organization?identifier=urn:test|3'),
        request('DELETE', 'Organization?identifier=urn:test|4'),
        request('PUT', 'Organization?identifier=urn:test|5', { ...organization, name: 'N' }, {}, { fullUrl: other }),
        request('POST', 'Location', { resourceType: 'Location', managingOrganization: { reference: mother } }),
        request('POST', 'Location', { resourceType: 'Location', managingOrganization: { reference: other } }),
      ],
      'admin',
    );
    t.strictSame(statuses(entries), ['200', '200', '204', '204', '201', '201', '201']);
    const read = async (address: string) => (await send(server, 'admin', 'GET', address)).json();
    t.match(await read(one), { name: 'U' });
    t.match(await read(two), { name: 'P' });
    t.match(await read(three), { resourceType: 'OperationOutcome' });
    t.match(await read(`Location/${idOf(entries[5])}`), { managingOrganization: { reference: one } });
    t.match(await read(`Location/${idOf(entries[6])}`), {
      managingOrganization: { reference: `Organization/${idOf(entries[4])}` },
    });
  },
);

onBothFaces(
  t,
  'http.html#trules: identities that overlap, found by criteria or named, fail the transaction',
  async (t, { server }) => {
    const one = await addOrganization(adminOf(server));
    const before = await countVersions({ server });
    const byCriteria = request('PUT', 'Organization?identifier=urn:test|1', organization);
    const cases = [
      [byCriteria, request('DELETE', one)],
      [byCriteria, request('DELETE', 'Organization?identifier=urn:test|1')],
      [request('POST', 'Organization', organization, { ifNoneExist: 'identifier=urn:test|1' }), request('DELETE', one)],
      [request('DELETE', one), request('POST', 'Organization', organization, { ifNoneExist: 'identifier=urn:test|1' })],
    ];
    for (const entries of cases) {
      const { answer } = await post(server, entries, 'admin');
      t.strictSame(refusalOf(answer), { status: 400, code: 'resource-structure', path: 'Bundle.entry[1]' });
    }
    const absent = await post(
      server,
      [request('PATCH', 'Organization?identifier=none', { resourceType: 'Parameters' })],
      'admin',
    );
    t.equal(refusalOf(absent.answer).status, 404);
    t.equal(await countVersions({ server }), before);
  },
);

onBothFaces(t, '[F43] http.html#transaction: a look that fails fails the whole', async (t, face) => {
  const { server } = face;
  const address = await addOrganization(face);
  const before = await countVersions(face);
  const make = request('POST', 'Organization', organization);
  for (const [bad, status] of [
    [request('GET', 'Organization/never'), 404],
    [request('GET', 'Organization?_count=x'), 400],
  ] as const) {
    t.equal((await post(server, [make, bad], 'admin')).answer.statusCode, status);
    t.equal((await post(server, [bad], 'admin')).answer.statusCode, status, 'without writes');
  }
  const gone = await post(server, [request('GET', address), request('DELETE', address)], 'admin');
  t.strictSame(refusalOf(gone.answer), { status: 410, code: 'deleted', path: 'Bundle.entry[0]' });
  t.equal(await countVersions(face), before);
  const { entries } = await post(
    server,
    [
      request('GET', 'Organization/new'),
      request('PUT', 'Organization/new', { ...organization, id: 'new' }),
      request('GET', address, undefined, { ifModifiedSince: '2026-11-21T09:00:00Z' }),
    ],
    'admin',
  );
  t.strictSame(statuses(entries), ['200', '201', '304']);
});

onBothFaces(
  t,
  'bundle.html#references: entries of another server point at each other by their addresses there',
  async (t, { server }) => {
    const there = 'https://elsewhere.example/fhir';
    const organisation = (fullUrl: string, reference: string) =>
      request('POST', 'Organization', { ...organization, partOf: { reference } }, {}, { fullUrl });
    const { entries } = await post(
      server,
      [
        request('POST', 'Organization', organization, {}, { fullUrl: `${there}/Organization/1` }),
        organisation(`${there}/Organization/2`, 'Organization/1'),
        organisation(`${there}/Organization/3`, `${there}/Organization/1`),
        organisation('https://other.example/Organization/4', 'Organization/1'),
        organisation(mother, 'Organization/1'),
      ],
      'admin',
    );
    const parents = entries.map(async (entry) => {
      const read = await send(server, 'admin', 'GET', `Organization/${idOf(entry)}`);
      return (read.json() as { partOf?: { reference: string } }).partOf?.reference;
    });
    const first = `Organization/${idOf(entries[0])}`;
    t.strictSame(await Promise.all(parents), [undefined, first, first, 'Organization/1', 'Organization/1']);
  },
);

onBothFaces(
  t,
  '[F50] http.html#brules: a batch does each entry on its own, its conditions too, but links no entries',
  async (t, { name, server }) => {
    const only = { ifNoneExist: 'identifier=urn:test|1' };
    const reference = 'Organization?identifier=urn:test|1';
    const entry = [
      request('GET', 'Organization?identifier=urn:test|1'),
      request('POST', 'Organization', organization, only),
      request('POST', 'Organization', organization, only),
      request('PUT', reference, { ...organization, name: 'B' }),
      request('POST', 'Organization', { resourceType: 'Organization', name: 'ward', partOf: { reference } }),
      request('POST', 'Organization', { ...organization, partOf: { reference: mother } }),
      request('DELETE', 'Organization?identifier=urn:test|9'),
    ];
    const answer = await send(server, 'admin', 'POST', '', { resourceType: 'Bundle', type: 'batch', entry });
    const { entry: entries } = answer.json() as { entry: ResponseEntry[] };
    t.strictSame(statuses(entries), ['200', '201', '200', '200', '201', '422', '204']);
    // A search follows behind the writes at a hub (J5), a condition does not.
    if (name === 'site') t.match(entries[0]?.resource, { entry: [{ resource: { name: 'B' } }] }, 'reads come last');
    t.equal(await countVersions({ server }), 3);
  },
);
