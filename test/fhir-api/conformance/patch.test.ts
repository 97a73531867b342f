import t from 'tap';
import type { CommitBundle } from '../../../journal/record-store.js';
import { addOrganization, countVersions, onBothFaces } from '../../support/fhir-faces.js';
import { addPatient, glucoseText, refusalOf, send } from '../../support/fhir-server.js';

const json = { 'content-type': 'application/json-patch+json' };
const replaceName = (value: string) => [{ op: 'replace', path: '/name', value }];

function parametersOf(type: string, path: string, valueString?: string) {
  const value = valueString === undefined ? [] : [{ name: 'value', valueString }];
  return {
    resourceType: 'Parameters',
    parameter: [
      {
        name: 'operation',
        part: [{ name: 'type', valueCode: type }, { name: 'path', valueString: path }, ...value],
      },
    ],
  };
}

onBothFaces(
  t,
  '[F40] http.html#patch: JSON Patch and FHIRPath Patch make a version like an update',
  async (t, face) => {
    const { ask } = face;
    const address = await addOrganization(face, { name: 'A' });
    const { etag } = (await ask('GET', address)).headers as Record<string, string>;
    const first = await ask('PATCH', address, replaceName('B'), { ...json, 'if-match': `${etag}` });
    t.equal(first.statusCode, 200);
    t.match(first.json(), { name: 'B', identifier: [{ value: '1' }] });
    t.not(first.headers.etag, etag);
    const second = await ask('PATCH', address, parametersOf('replace', 'Organization.name', 'C'));
    t.match(second.json(), { name: 'C' });
    t.equal((await ask('GET', address)).body, second.body);
    t.equal(await countVersions(face), 3);
    const tested = [{ op: 'test', path: '/meta/versionId', value: second.json().meta.versionId }];
    t.equal(
      (await ask('PATCH', address, [...tested, ...replaceName('D')], json)).statusCode,
      200,
      'meta is there to test',
    );
  },
);

onBothFaces(t, 'http.html#patch: each fault has its status and its place', async (t, face) => {
  const { ask } = face;
  const address = await addOrganization(face);
  const before = await countVersions(face);
  const cases: readonly (readonly [unknown, number, string, string?])[] = [
    [[{ op: 'test', path: '/name', value: 'x' }], 409, 'patch-test-failed'],
    [[{ op: 'remove', path: '/alias' }], 422, 'patch-inapplicable'],
    [[{ op: 'add', path: '/colour', value: 'x' }], 400, 'resource-structure', 'Organization.colour'],
    [
      [{ op: 'add', path: '/contact', value: [{ name: { use: 'x' } }] }],
      422,
      'resource-invalid',
      'Organization.contact[0].name.use',
    ],
    [[{ op: 'replace', path: '/id', value: 'x' }], 400, 'resource-structure', 'Organization.id'],
    [[{ op: 'remove', path: '/id' }], 400, 'resource-structure', 'Organization.id'],
    [[{ op: 'replace', path: '/resourceType', value: 'Location' }], 400, 'resource-structure', 'resourceType'],
    ['{"op":', 400, 'body-malformed'],
    ['', 400, 'body-malformed'],
    [{ op: 'add' }, 400, 'body-malformed'],
    [parametersOf('replace', 'Organization.alias', 'x'), 422, 'patch-inapplicable'],
    [parametersOf('replace', 'Organization.(', 'x'), 400, 'body-malformed'],
  ];
  for (const [patch, status, code, path] of cases) {
    const answer = await ask('PATCH', address, patch, json);
    t.strictSame(refusalOf(answer), { status, code, path }, JSON.stringify(patch));
  }
  t.equal(refusalOf(await ask('PATCH', 'Organization/never', [], json)).status, 404);
  t.equal(await countVersions(face), before);
  await ask('DELETE', address);
  t.equal(refusalOf(await ask('PATCH', address, [], json)).status, 410);
});

onBothFaces(t, '[F44] [W4] a patch does not touch the numbers that it does not name', async (t, { server }) => {
  const id = await addPatient(server);
  const made = await send(server, 'doctor', 'POST', 'Observation', glucoseText(id, '5.400'));
  const address = `Observation/${made.json().id}`;
  const patch = [{ op: 'replace', path: '/status', value: 'amended' }];
  t.match((await send(server, 'doctor', 'PATCH', address, patch, json)).body, '"value":5.400}');
});

onBothFaces(
  t,
  '[F44] a patch is of the version that is current when it is written, whoever writes meanwhile',
  async (t, { server }) => {
    const ask = (method: string, url: string, body?: unknown, headers = {}) =>
      send(server, 'admin', method, url, body, headers);
    const address = await addOrganization({ ask }, { alias: [] as string[], name: 'A' }).catch(() => '');
    t.equal(address, 'Organization/undefined', 'an empty list is no FHIR');
    const place = await addOrganization({ ask }, { alias: ['0'] });
    const append = (index: number) =>
      ask('PATCH', place, [{ op: 'add', path: '/alias/-', value: String(index) }], json);
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(append));
    t.ok(answers.every(({ statusCode }) => statusCode === 200));
    t.strictSame(
      (await ask('GET', place)).json().alias.toSorted(),
      ['0', '1', '2', '3', '4', '5', '6'],
      'none is lost',
    );

    const { records } = server.journal;
    const write = records.commitBundle.bind(records);
    let others = 0;
    const commitBundle = async (command: CommitBundle) => {
      const [first] = command.entries;
      if (first?.verb === 'update') {
        others += 1;
        await write({ author: 'Practitioner/other', entries: [{ verb: 'update', resource: first.resource }] });
      }
      return write(command);
    };
    Object.assign(records, { commitBundle });
    const refused = await append(7);
    t.strictSame(refusalOf(refused), { status: 409, code: 'condition-changed', path: undefined }, 'not for ever');
    t.equal(others, 8);
  },
);

onBothFaces(t, 'http.html#patch: in batches and transactions, as Binary and as Parameters', async (t, face) => {
  const { ask } = face;
  const address = await addOrganization(face, { name: 'A' });
  const data = Buffer.from(JSON.stringify(replaceName('B'))).toString('base64');
  const binary = { resourceType: 'Binary', contentType: 'application/json-patch+json', data };
  const entry = (resource: unknown) => ({ resource, request: { method: 'PATCH', url: address } });
  const bundle = async (type: string, resource: unknown) =>
    ask('POST', '', { resourceType: 'Bundle', type, entry: [entry(resource)] });
  for (const type of ['batch', 'transaction']) {
    t.match((await bundle(type, binary)).json(), { entry: [{ response: { status: '200 OK' } }] });
    t.match((await ask('GET', address)).json(), { name: 'B' });
    await bundle(type, parametersOf('replace', 'Organization.name', 'C'));
    t.match((await ask('GET', address)).json(), { name: 'C' });
  }
  const statusOf = async (resource: unknown) => (await bundle('transaction', resource)).statusCode;
  t.equal(await statusOf({ ...binary, contentType: 'application/json' }), 415);
  t.equal(await statusOf({ resourceType: 'Binary', contentType: binary.contentType }), 400);
  t.equal(await statusOf({ ...binary, data: Buffer.from([0xff, 0xfe]).toString('base64') }), 400);
  t.equal(await statusOf({ resourceType: 'Organization' }), 400);
});
