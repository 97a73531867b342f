import t from 'tap';
import { addOrganization, onBothFaces, organization } from '../../support/fhir-faces.js';
import { send, startFhirServer } from '../../support/fhir-server.js';

onBothFaces(t, '[F46] http.html#cread: If-None-Match and If-Modified-Since', async (t, face) => {
  const { ask, server } = face;
  const address = await addOrganization(face);
  const id = address.split('/')[1];
  const read = (headers: Record<string, string>) => ask('GET', address, undefined, headers);
  const { etag, 'last-modified': modified } = (await read({})).headers as Record<string, string>;
  t.equal((await read({ 'if-none-match': `${etag}` })).statusCode, 304);
  t.equal((await read({ 'if-none-match': '*' })).statusCode, 304);
  t.equal((await read({ 'if-modified-since': `${modified}` })).statusCode, 304);
  t.equal((await read({ 'if-modified-since': 'Sat, 21 Nov 2026 10:00:00 GMT' })).statusCode, 304);
  t.equal((await read({ 'if-modified-since': 'Sat, 21 Nov 2026 08:59:59 GMT' })).statusCode, 200);
  t.equal((await read({ 'if-modified-since': 'yesterday' })).statusCode, 200);
  const both = { 'if-none-match': 'W/"other"', 'if-modified-since': `${modified}` };
  t.equal((await read(both)).statusCode, 200, 'the tag decides where there is one');
  server.clock.milliseconds += 400;
  await ask('PUT', address, { ...organization, id, name: 'within the same second' });
  t.equal((await read({ 'if-modified-since': `${modified}` })).statusCode, 200, 'seconds do not tell them apart');
  server.clock.milliseconds += 5000;
  await ask('PUT', address, { ...organization, id, name: 'later' });
  const later = (await read({})).headers['last-modified'] as string;
  t.equal((await read({ 'if-modified-since': later })).statusCode, 304);
});

onBothFaces(
  t,
  'http.html#versionaware: ETag, Last-Modified, If-Match and what a stale one is told',
  async (t, face) => {
    const { ask } = face;
    const address = await addOrganization(face);
    const id = address.split('/')[1];
    const { etag } = (await ask('GET', address)).headers as Record<string, string>;
    t.match(etag, /^W\/"[^"]+"$/);
    const put = (ifMatch: string) => ask('PUT', address, { ...organization, id }, { 'if-match': ifMatch });
    t.equal((await put(`${etag}`)).statusCode, 200);
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const body = method === 'DELETE' ? undefined : method === 'PUT' ? { ...organization, id } : [];
      const type = method === 'PATCH' ? { 'content-type': 'application/json-patch+json' } : {};
      const stale = await ask(method, address, body, { 'if-match': `${etag}`, ...type });
      t.equal(stale.statusCode, 412, method);
      t.match(stale.json(), { resourceType: 'OperationOutcome', issue: [{ code: 'conflict' }] });
    }
  },
);

onBothFaces(t, 'http.html#ops: Prefer on every write', async (t, { ask }) => {
  const json = { 'content-type': 'application/json-patch+json' };
  const writes = [
    ['POST', 'Organization', organization, {}, 201],
    ['PUT', 'Organization/p', { ...organization, id: 'p' }, {}, 201],
    ['PUT', 'Organization/p', { ...organization, id: 'p', name: 'x' }, {}, 200],
    ['PATCH', 'Organization/p', [{ op: 'replace', path: '/name', value: 'y' }], json, 200],
  ] as const;
  for (const [method, url, body, headers, status] of writes) {
    const answer = (prefer: string) => ask(method, url, body, { ...headers, prefer });
    const minimal = await answer('return=minimal');
    t.ok(minimal.statusCode === status && minimal.body === '', `${method} ${minimal.statusCode}`);
    t.match((await answer('return=representation')).json(), { resourceType: 'Organization', meta: {} });
    t.match((await answer('return=OperationOutcome')).json(), { issue: [{ severity: 'information' }] });
    t.match((await answer('return=anything')).json(), { resourceType: 'Organization' });
  }
  const gone = await ask('DELETE', 'Organization/p', undefined, { prefer: 'return=OperationOutcome' });
  t.match([gone.statusCode, gone.json()], [200, { resourceType: 'OperationOutcome' }]);
  t.equal((await ask('DELETE', 'Organization/p')).statusCode, 204);
});

onBothFaces(t, 'http.html#mime-type: _format, _pretty, Accept and Content-Type', async (t, { ask }) => {
  await ask('PUT', 'Organization/m', { ...organization, id: 'm' });
  const form = (body: string) =>
    ask('POST', 'Organization/_search', body, { 'content-type': 'application/x-www-form-urlencoded' });
  t.equal((await form('_id=m&_format=json')).statusCode, 200);
  t.equal((await form('_id=m&_format=xml')).statusCode, 406);
  t.match((await form('_id=m&_pretty=true')).body, /^\{\n {2}"resourceType"/);
  t.notMatch((await form('_id=m')).body, /\n/);
  t.match((await ask('GET', 'Organization/m?_pretty=true')).body, /^\{\n {2}"/);
  t.equal((await ask('GET', 'Organization/m?_format=application/fhir%2Bxml')).statusCode, 406);
  t.equal((await ask('GET', 'Organization/m', undefined, { accept: 'application/fhir+xml' })).statusCode, 406);
  const patch = [{ op: 'test', path: '/id', value: 'm' }];
  const typed = (method: string, url: string, type: string) => ask(method, url, patch, { 'content-type': type });
  t.equal((await typed('PATCH', 'Organization/m', 'application/json-patch+json')).statusCode, 200);
  t.equal((await typed('PATCH', 'Organization/m', 'application/xml-patch+xml')).statusCode, 415);
  t.equal((await typed('PATCH', 'Organization/m', 'application/merge-patch+json')).statusCode, 415);
  t.equal((await typed('PUT', 'Organization/m', 'application/json-patch+json')).statusCode, 415);
});

t.test('http.html#capabilities: what is served is said', async (t) => {
  const server = await startFhirServer(t);
  t.match((await send(server, 'doctor', 'GET', 'metadata')).json(), {
    patchFormat: ['application/json-patch+json', 'application/fhir+json'],
    rest: [
      {
        interaction: [
          { code: 'transaction' },
          { code: 'batch' },
          { code: 'history-system' },
          { code: 'search-system' },
        ],
        resource: [{ interaction: [{ code: 'read' }, {}, {}, { code: 'patch' }], conditionalRead: 'full-support' }],
      },
    ],
  });
});
