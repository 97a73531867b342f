import type { InjectOptions } from 'fastify';
import t from 'tap';
import { chunkBytes } from '../../../protocol/attachments/chunks.js';
import { attachmentBytesMax, type FhirServer, startFhirServer } from '../../support/fhir-server.js';

const scan = Buffer.from(Uint8Array.from({ length: 3 * chunkBytes + 11 }, (_, index) => (index * 7) % 251));
const typed = { 'content-type': 'image/jpeg', 'x-security-context': 'Patient/p1' };

function ask(server: FhirServer, options: InjectOptions, role: keyof FhirServer['tokens'] = 'doctor') {
  const headers = { authorization: `Bearer ${server.tokens[role]}`, ...options.headers };
  return server.app.inject({ ...options, headers });
}

const post = (server: FhirServer, payload: Buffer, role: keyof FhirServer['tokens'] = 'doctor') =>
  ask(server, { method: 'POST', url: '/fhir/Binary', headers: typed, payload }, role);

t.test('[A1] a scan is posted as it is and read back as it is, with its type, and can be read in parts', async (t) => {
  const server = await startFhirServer(t);
  const created = await post(server, scan);
  t.equal(created.statusCode, 201, created.body);
  const { id } = created.json<{ id: string }>();
  t.equal(created.headers.location, `/fhir/Binary/${id}/_history/${String(created.headers.etag).slice(3, -1)}`);
  const read = await ask(server, { method: 'GET', url: `/fhir/Binary/${id}`, headers: { accept: '*/*' } });
  t.equal(read.statusCode, 200);
  t.ok(read.rawPayload.equals(scan));
  t.match(read.headers, {
    'content-type': 'image/jpeg',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  t.match(read.headers['content-security-policy'], /sandbox/, 'what was uploaded never runs as a page of ours');
  for (const [range, start, end] of [
    ['bytes=0-9', 0, 10],
    [`bytes=${chunkBytes - 2}-${chunkBytes + 2}`, chunkBytes - 2, chunkBytes + 3],
    ['bytes=-5', scan.length - 5, scan.length],
    [`bytes=${chunkBytes}-`, chunkBytes, scan.length],
  ] as const) {
    const part = await ask(server, { method: 'GET', url: `/fhir/Binary/${id}`, headers: { range } });
    t.equal(part.statusCode, 206, range);
    t.ok(part.rawPayload.equals(scan.subarray(start, end)), range);
    t.equal(part.headers['content-range'], `bytes ${start}-${end - 1}/${scan.length}`);
  }
  const beyond = await ask(server, { method: 'GET', url: `/fhir/Binary/${id}`, headers: { range: 'bytes=999999-' } });
  t.equal(beyond.statusCode, 416);
  const json = await ask(server, {
    method: 'GET',
    url: `/fhir/Binary/${id}`,
    headers: { accept: 'application/fhir+json' },
  });
  t.match(json.json(), {
    resourceType: 'Binary',
    contentType: 'image/jpeg',
    securityContext: { reference: 'Patient/p1' },
  });
});

t.test('[A1] a Binary as FHIR JSON takes the way of every resource, and is read as it is too', async (t) => {
  const server = await startFhirServer(t);
  const binary = { resourceType: 'Binary', contentType: 'text/plain', data: Buffer.from('Bonjour').toString('base64') };
  const created = await ask(server, {
    method: 'POST',
    url: '/fhir/Binary',
    headers: { 'content-type': 'application/fhir+json' },
    payload: JSON.stringify(binary),
  });
  t.equal(created.statusCode, 201, created.body);
  const read = await ask(server, { method: 'GET', url: `/fhir/Binary/${created.json<{ id: string }>().id}` });
  t.equal(read.body, 'Bonjour');
});

t.test('[A5][R1] what may not be is refused with its code, and nothing stays', async (t) => {
  const server = await startFhirServer(t);
  const { bytes: before } = await server.attachments.usage();
  t.equal((await post(server, scan, 'reception')).statusCode, 403);
  t.equal((await post(server, Buffer.alloc(attachmentBytesMax + 1, 1))).statusCode, 413);
  const odd = await ask(server, { method: 'PUT', url: '/fhir/Binary/a_b', headers: typed, payload: scan });
  t.equal(odd.statusCode, 400);
  t.equal((await ask(server, { method: 'GET', url: '/fhir/Binary/none' })).statusCode, 404);
  t.equal((await server.attachments.usage()).bytes, before);
  const { id } = (await post(server, scan)).json<{ id: string }>();
  t.equal((await ask(server, { method: 'GET', url: `/fhir/Binary/${id}` }, 'reception')).statusCode, 403);
  t.equal((await ask(server, { method: 'GET', url: `/fhir/Binary/${id}` }, 'ops')).statusCode, 403);
  await ask(server, { method: 'DELETE', url: `/fhir/Binary/${id}` });
  t.equal((await ask(server, { method: 'GET', url: `/fhir/Binary/${id}` })).statusCode, 410);
});

t.test('[A4] a content that is not here yet is asked for, and said so', async (t) => {
  const server = await startFhirServer(t);
  const { id } = (await post(server, scan)).json<{ id: string }>();
  const body = (
    await ask(server, { method: 'GET', url: `/fhir/Binary/${id}`, headers: { accept: 'application/json' } })
  ).body;
  const other = body.replace(/[0-9a-f]{64}/, 'ab'.repeat(32)).replace(id, 'other');
  const put = await ask(server, {
    method: 'PUT',
    url: '/fhir/Binary/other',
    headers: { 'content-type': 'application/json' },
    payload: other,
  });
  t.equal(put.statusCode, 201, put.body);
  const read = await ask(server, { method: 'GET', url: '/fhir/Binary/other' });
  t.equal(read.statusCode, 503);
  t.equal(read.headers['retry-after'], '5');
  t.match(read.json(), { resourceType: 'OperationOutcome', issue: [{ code: 'transient' }] });
  t.same(server.asked, ['ab'.repeat(32)]);
});
