import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import t from 'tap';
import { indexAll } from '../../support/bad-input.js';
import { addOrganization, countVersions, onBothFaces, organization } from '../../support/fhir-faces.js';
import { type FhirServer, refusalOf, send } from '../../support/fhir-server.js';

const json = { 'content-type': 'application/json-patch+json' };
const text = JSON.stringify(organization);
const withMember = (member: string) => `${text.slice(0, -1)},${member}}`;

onBothFaces(t, '[F48] what is no JSON, or JSON that nobody means, is refused on every way in', async (t, face) => {
  const { ask } = face;
  const address = await addOrganization(face);
  const before = await countVersions(face);
  const bad: readonly (readonly [string, string])[] = [
    ['10,000 levels of lists', withMember(`"alias":${'['.repeat(10_000)}${']'.repeat(10_000)}`)],
    ['10,000 levels of objects', withMember(`"x":${'{"x":'.repeat(10_000)}1${'}'.repeat(10_000)}`)],
    ['10,000 levels that never close', '['.repeat(10_000)],
    ['a key twice', withMember('"name":"x"')],
    ['a key twice, once escaped', withMember('"n\\u0061me":"x"')],
    ['NaN', withMember('"x":NaN')],
    ['Infinity', withMember('"x":-Infinity')],
    ['a number with a leading zero', withMember('"x":01')],
    ['half of a character', withMember('"alias":["\\ud800"]')],
    ['the other half', withMember('"alias":["\\udc00\\ud800"]')],
    ['a control character', withMember('"alias":["\u0001"]')],
    ['a comment', `/* */${text}`],
    ['two documents', `${text}${text}`],
    ['half a document', text.slice(0, -5)],
  ];
  for (const [title, body] of bad) {
    const bundle = `{"resourceType":"Bundle","type":"transaction","entry":[{"resource":${body},"request":{"method":"POST","url":"Organization"}}]}`;
    const answers = [
      await ask('POST', 'Organization', body),
      await ask('PUT', address, body),
      await ask('PATCH', address, `[{"op":"add","path":"/alias","value":${body}}]`, json),
      await ask('POST', '', bundle),
    ];
    t.strictSame(
      answers.map((answer) => refusalOf(answer).code),
      Array.from({ length: 4 }, () => 'body-malformed'),
      title,
    );
  }
  t.equal(await countVersions(face), before);
});

onBothFaces(t, '[F48] texts for SQL, page tokens of others and cyclic Bundles do nothing', async (t, face) => {
  const { ask } = face;
  await addOrganization(face);
  await indexAll(face);
  const before = await countVersions(face);
  const named = await ask('GET', `Organization?name:exact=${encodeURIComponent(organization.name)}`);
  t.equal(named.json().entry?.length, 1, 'who is called so is found');
  for (const value of ["' OR 1=1 --", '%', '_', '\\', 'a\\,b', '"; DROP TABLE version; --', '*', '\u0000']) {
    const answer = await ask('GET', `Organization?name:exact=${encodeURIComponent(value)}`);
    t.ok(answer.statusCode === 200 || answer.statusCode === 400);
    t.notOk(answer.json().entry, value);
  }
  const token = Buffer.from(JSON.stringify(['versions', 1, 2, 'x'])).toString('base64url');
  for (const url of [
    `_history?_cursor=${token}`,
    `Organization/_history?_cursor=${token}`,
    `Organization?_cursor=${token}`,
  ]) {
    t.equal(refusalOf(await ask('GET', url)).code, 'parameter-malformed', url);
  }
  const [one, two] = ['urn:uuid:11111111-1111-4111-8111-111111111111', 'urn:uuid:22222222-2222-4222-8222-222222222222'];
  const entryOf = (fullUrl: string, reference: string) => ({
    ...{ fullUrl, request: { method: 'POST', url: 'Organization' } },
    resource: { ...organization, partOf: { reference } },
  });
  const cyclic = { resourceType: 'Bundle', type: 'transaction', entry: [entryOf(one, two), entryOf(two, one)] };
  t.equal((await ask('POST', '', cyclic)).statusCode, 200, 'who points at each other is written');
  const self = { ...cyclic, entry: [entryOf(one, 'Organization?partof:missing=false&identifier=none')] };
  t.ok((await ask('POST', '', self)).statusCode >= 400);
  t.equal(await countVersions(face), before + 2);
});

const tooLarge = {
  ...{ resourceType: 'OperationOutcome' },
  issue: [{ severity: 'error', code: 'too-long', details: { coding: [{ code: 'too-large' }] } }],
};

/** Sends a body piece by piece until it is answered or the connection is cut; the answer, and how many pieces went out. */
function streamed(
  server: FhirServer,
  headers: Record<string, string>,
  piece: Buffer | undefined,
): Promise<{ status: number | undefined; answer: string; pieces: number }> {
  const { port } = server.app.server.address() as AddressInfo;
  return new Promise((resolve) => {
    let pieces = 0;
    let isOver = false;
    const end = (status: number | undefined, answer = '') => {
      isOver = true;
      resolve({ status, answer, pieces });
      sent.destroy();
    };
    const sent = httpRequest({ port, path: '/fhir/Organization', method: 'POST', headers }, (response) => {
      isOver = true;
      let answer = '';
      response.on('data', (chunk: Buffer) => {
        answer += chunk.toString();
      });
      response.on('close', () => end(response.statusCode, answer));
    });
    sent.on('error', () => end(undefined));
    const write = () => {
      if (isOver || piece === undefined || pieces === 100) return;
      pieces += 1;
      sent.write(piece, () => setImmediate(write));
    };
    sent.flushHeaders();
    write();
  });
}

onBothFaces(t, '[F48] 100 MB are refused by their size, told or not', async (t, { server }) => {
  await server.app.listen({ port: 0, host: '127.0.0.1' });
  const headers = { authorization: `Bearer ${server.tokens.admin}`, 'content-type': 'application/fhir+json' };
  const told = await streamed(server, { ...headers, 'content-length': String(100 * 1024 * 1024) }, undefined);
  t.equal(told.status, 413);
  t.match(JSON.parse(told.answer), tooLarge);
  const megabyte = Buffer.alloc(1024 * 1024, ' ');
  const { status, answer, pieces } = await streamed(server, { ...headers, 'transfer-encoding': 'chunked' }, megabyte);
  t.ok(status === 413 || status === undefined, 'answered, or cut while more was written');
  if (answer !== '') t.match(JSON.parse(answer), tooLarge);
  t.ok(pieces < 100, 'not all of it was taken');
});

onBothFaces(t, '[F48] no patch and no body, however made, ends in a defect', async (t, { server }) => {
  const { app, tokens } = server;
  const send = (method: 'POST' | 'PATCH', url: string, payload: string, type: string) =>
    app.inject({ method, url, payload, headers: { authorization: `Bearer ${tokens.admin}`, 'content-type': type } });
  const made = await send('POST', '/fhir/Organization', text, 'application/fhir+json');
  const address = `/fhir/Organization/${made.json().id}`;
  const pointer = fc.constantFrom(
    '',
    '/',
    '/name',
    '/identifier',
    '/identifier/0',
    '/identifier/-',
    '/a/b',
    '/id',
    'x',
    '/~3',
  );
  const operation = fc.record(
    {
      op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'none'),
      ...{ path: pointer, from: pointer, value: fc.jsonValue() },
    },
    { requiredKeys: ['op'] },
  );
  const place = fc.constantFrom(
    'Organization',
    'Organization.name',
    'identifier[0]',
    'Organization.x',
    "name.where('a')",
    '((',
    '',
  );
  const part = fc.record({ name: fc.constantFrom('type', 'path', 'value', 'name', 'index'), valueString: place });
  const parameters = fc.array(part).map((parts) => ({
    ...{
      resourceType: 'Parameters',
      parameter: [{ name: 'operation', part: [{ name: 'type', valueCode: 'add' }, ...parts] }],
    },
  }));
  const patches = fc.oneof(fc.array(operation, { maxLength: 5 }), parameters, fc.jsonValue());
  await fc.assert(
    fc.asyncProperty(patches, async (patch) => {
      const answer = await send('PATCH', address, JSON.stringify(patch), json['content-type']);
      if (answer.statusCode >= 500) throw new Error(`${answer.statusCode} ${JSON.stringify(patch)}`);
    }),
    { numRuns: 150, seed: 6 },
  );
  t.equal((await app.inject({ url: address, headers: { authorization: `Bearer ${tokens.admin}` } })).statusCode, 200);
});

onBothFaces(t, '[F48] a transaction may not search for ever', async (t, { server }) => {
  const ask = (entry: readonly unknown[]) =>
    send(server, 'admin', 'POST', '', { resourceType: 'Bundle', type: 'transaction', entry });
  const make = (ifNoneExist: string, partOf?: string) => ({
    resource: { ...organization, ...(partOf === undefined ? {} : { partOf: { reference: partOf } }) },
    request: { method: 'POST', url: 'Organization', ifNoneExist },
  });
  const eleven = Array.from({ length: 11 }, (_, index) => index);
  const byName = await ask(eleven.map((index) => make(`name:contains=x${index}`)));
  t.strictSame(refusalOf(byName), { status: 413, code: 'too-large', path: 'Bundle.entry[10]' });
  const byReference = await ask(
    eleven.map((index) => make(`identifier=${index}`, `Organization?name:contains=${index}`)),
  );
  t.equal(refusalOf(byReference).code, 'too-large');
  const narrow = await ask(eleven.map((index) => make(`identifier=${index}&name:contains=x`)));
  t.equal(narrow.statusCode, 200);
  t.equal(await countVersions({ server }), 11);
});

onBothFaces(t, '[F48] no Bundle, however made, ends in a defect or is written in part', async (t, { server }) => {
  const url = fc.constantFrom(
    'Organization',
    'Organization/a',
    'Organization/b',
    '/',
    'Organization?identifier=urn:test|1',
    'x',
    '?',
    '%',
    'Organization/a/_history',
    '_history',
  );
  const reference = fc.constantFrom(
    'urn:uuid:a',
    'urn:uuid:b',
    'Organization?identifier=urn:test|1',
    'Organization?x',
    'Organization/a',
  );
  const resource = fc.oneof(
    reference.map((text) => ({ ...organization, partOf: { reference: text } })),
    fc.constantFrom(
      { ...organization, id: 'a' },
      { ...organization, id: 'b' },
      { resourceType: 'Parameters' },
      null,
      7,
    ),
  );
  const request = fc.record(
    {
      method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'TRACE'),
      ...{
        url,
        ifNoneExist: fc.constantFrom('identifier=urn:test|1', '', 'x'),
        ifMatch: fc.constantFrom('W/"1"', '*'),
      },
    },
    { requiredKeys: ['method', 'url'] },
  );
  const fullUrl = fc.constantFrom('urn:uuid:a', 'urn:uuid:b');
  const entry = fc.array(fc.record({ fullUrl, resource, request }, { requiredKeys: ['request'] }), { maxLength: 4 });
  const type = fc.constantFrom('transaction', 'batch');
  await fc.assert(
    fc.asyncProperty(entry, type, async (entries, kind) => {
      const before = await newestOf(server);
      const answer = await send(server, 'admin', 'POST', '', { resourceType: 'Bundle', type: kind, entry: entries });
      if (answer.statusCode >= 500) throw new Error(answer.body);
      if (kind === 'transaction' && answer.statusCode !== 200) {
        t.equal(await newestOf(server), before, 'nothing of what is refused is written');
      }
    }),
    { numRuns: 150, seed: 42 },
  );
});

async function newestOf({ journal }: FhirServer): Promise<string | undefined> {
  return (await journal.records.history({ count: 1 })).versions[0]?.versionId;
}
