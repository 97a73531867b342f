import t from 'tap';
import { isKeptApart } from '../../../record/kept-apart.js';
import { addOrganization, countVersions, onBothFaces, organization } from '../../support/fhir-faces.js';
import { addPatient, patient, refusalOf, send } from '../../support/fhir-server.js';

const only = { 'if-none-exist': 'identifier=urn:test|1' };

onBothFaces(t, '[F40] [F41] http.html#ccreate: nothing, one and several match', async (t, { server }) => {
  const ask = (body: unknown, header: string, more = {}) =>
    send(server, 'admin', 'POST', 'Organization', body, { 'if-none-exist': header, ...more });
  const made = await ask(organization, 'identifier=urn:test|1');
  t.equal(made.statusCode, 201);
  for (const header of [
    'identifier=urn:test|1',
    '?identifier=urn:test|1',
    'Organization?identifier=urn:test|1&_format=json',
  ]) {
    const again = await ask({ not: 'looked at' }, header);
    t.equal(again.statusCode, 200, header);
    t.equal(again.body, made.body);
    t.equal(again.headers.etag, made.headers.etag);
    t.equal(again.headers['content-location'], made.headers.location);
  }
  t.equal((await ask(organization, 'identifier=urn:test|1', { prefer: 'return=minimal' })).body, '');
  const told = await ask(organization, 'identifier=urn:test|1', { prefer: 'return=OperationOutcome' });
  t.match(told.json(), { resourceType: 'OperationOutcome', issue: [{ severity: 'information' }] });
  t.equal(await countVersions({ server }), 1);
  await send(server, 'admin', 'POST', 'Organization', organization);
  t.strictSame(refusalOf(await ask(organization, 'identifier=urn:test|1')), {
    ...{ status: 412, code: 'condition-several', path: undefined },
  });
  t.equal(await countVersions({ server }), 2);
});

onBothFaces(
  t,
  '[F47] http.html#ccreate: criteria that a search would ignore refuse the request',
  async (t, { server }) => {
    const cases: readonly (readonly [string, string])[] = [
      ['colour=blue', 'parameter-unknown'],
      ['identifier=urn:test|1&colour=blue', 'parameter-unknown'],
      ['', 'parameter-malformed'],
      ['identifier=', 'parameter-malformed'],
      ['_count=1', 'parameter-malformed'],
      ['identifier=1&_sort=name', 'parameter-malformed'],
      ['Patient?identifier=1', 'parameter-malformed'],
    ];
    for (const [header, code] of cases) {
      const answer = await send(server, 'admin', 'POST', 'Organization', organization, { 'if-none-exist': header });
      t.strictSame(refusalOf(answer), { status: 400, code, path: undefined }, header);
    }
    t.equal(await countVersions({ server }), 0);
  },
);

onBothFaces(
  t,
  '[F41] http.html#ccreate: of many at once, one makes it and the others are given it',
  async (t, { server }) => {
    const all = await Promise.all(
      Array.from({ length: 12 }, () => send(server, 'admin', 'POST', 'Organization', organization, only)),
    );
    const statuses = all.map(({ statusCode }) => statusCode).sort();
    t.strictSame(statuses, [...Array.from({ length: 11 }, () => 200), 201]);
    t.equal(new Set(all.map(({ body }) => body)).size, 1);
    t.equal(await countVersions({ server }), 1);
  },
);

onBothFaces(
  t,
  '[F41] http.html#cond-update: no match with and without an id, one match, another id, several',
  async (t, { server }) => {
    const put = (query: string, body: object, headers = {}) =>
      send(server, 'admin', 'PUT', `Organization?${query}`, body, headers);
    const made = await put('identifier=urn:test|1', organization);
    t.equal(made.statusCode, 201);
    const { id } = made.json() as { id: string };
    const changed = await put('identifier=urn:test|1', { ...organization, name: 'B' });
    t.equal(changed.statusCode, 200);
    t.match(changed.json(), { id, name: 'B' });
    t.equal((await put('identifier=urn:test|1', { ...organization, id, name: 'C' })).statusCode, 200);
    t.strictSame(refusalOf(await put('identifier=urn:test|1', { ...organization, id: 'other' })), {
      ...{ status: 400, code: 'resource-structure', path: 'Organization.id' },
    });
    const stale = await put('identifier=urn:test|1', organization, { 'if-match': made.headers.etag as string });
    t.equal(stale.statusCode, 412);
    const own = await put('identifier=urn:test|9', { ...organization, id: 'mine' });
    t.equal(own.statusCode, 201);
    t.equal((own.json() as { id: string }).id, 'mine');
    t.equal(refusalOf(await put('identifier=urn:test|9', { ...organization, id })).status, 409, 'the id is taken');
    t.equal((await put('identifier=urn:test|9', organization, { 'if-match': 'W/"1"' })).statusCode, 412);
    t.equal(refusalOf(await put('identifier=urn:test|1', organization)).code, 'condition-several');
    t.equal(refusalOf(await put('', organization)).code, 'parameter-malformed');
  },
);

onBothFaces(t, '[F41] http.html#cdelete and #patch: no match, one match, several', async (t, { server }) => {
  const ask = (method: string, query: string, body?: unknown, headers = {}) =>
    send(server, 'admin', method, `Organization?${query}`, body, headers);
  const json = { 'content-type': 'application/json-patch+json' };
  const rename = [{ op: 'replace', path: '/name', value: 'N' }];
  t.equal((await ask('DELETE', 'identifier=urn:test|1')).statusCode, 204);
  t.equal(refusalOf(await ask('PATCH', 'identifier=urn:test|1', rename, json)).status, 404);
  const address = await addOrganization({ ask: (...request) => send(server, 'admin', ...request) });
  t.match((await ask('PATCH', 'identifier=urn:test|1', rename, json)).json(), { name: 'N' });
  const other = await addOrganization({ ask: (...request) => send(server, 'admin', ...request) });
  t.equal(refusalOf(await ask('DELETE', 'identifier=urn:test|1')).code, 'condition-several');
  t.equal(refusalOf(await ask('PATCH', 'identifier=urn:test|1', rename, json)).code, 'condition-several');
  await send(server, 'admin', 'DELETE', other);
  const told = await ask('DELETE', 'identifier=urn:test|1', undefined, { prefer: 'return=OperationOutcome' });
  t.equal(told.statusCode, 200);
  t.match(told.json(), { resourceType: 'OperationOutcome' });
  t.equal((await send(server, 'admin', 'GET', address)).statusCode, 410);
});

onBothFaces(
  t,
  '[R1] a condition tells whether something is there, so it needs the right to search',
  async (t, { server }) => {
    await addPatient(server);
    for (const [role, status] of [
      ['admin', 403],
      ['doctor', 200],
    ] as const) {
      const answer = await send(server, role, 'POST', 'Patient', patient, { 'if-none-exist': 'identifier=100200300' });
      t.equal(answer.statusCode, status, role);
    }
  },
);

onBothFaces(t, '[F55] /metadata says that conditional requests are served', async (t, { server }) => {
  const statement = (await server.app.inject('/fhir/metadata')).json() as {
    rest: {
      resource: { type: string; conditionalCreate: boolean; conditionalDelete: string; conditionalUpdate: boolean }[];
    }[];
  };
  for (const resource of statement.rest[0]?.resource ?? []) {
    // Of Subscription and AuditEvent there are none (F112, R60).
    const isServed = !isKeptApart(resource.type);
    const conditionalDelete = isServed ? 'single' : 'not-supported';
    t.match(resource, { conditionalCreate: isServed, conditionalUpdate: isServed, conditionalDelete });
  }
});
