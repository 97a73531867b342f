import type { InjectOptions } from 'fastify';
import t from 'tap';
import { chunkBytes } from '../../../protocol/attachments/chunks.js';
import { type Face, onBothFaces } from '../../support/fhir-faces.js';
import { attachmentBytesMax, refusalOf, send } from '../../support/fhir-server.js';

t.setTimeout(300_000);

const scan = Buffer.from(Uint8Array.from({ length: 2 * chunkBytes + 5 }, (_, index) => (index * 7) % 251));
const later = Buffer.from('another');

function ask(
  { server }: Face,
  method: 'GET' | 'HEAD' | 'POST' | 'PUT',
  url: string,
  more: Partial<InjectOptions> = {},
) {
  const headers = { authorization: `Bearer ${server.tokens.doctor}`, 'content-type': 'image/jpeg', ...more.headers };
  return server.app.inject({ ...more, method, url: url.startsWith('/') ? url : `/fhir/${url}`, headers });
}

const put = (face: Face, payload: Buffer, headers: Readonly<Record<string, string>> = {}) =>
  ask(face, 'PUT', 'Binary/scan', { payload, headers });

onBothFaces(t, '[F111][F49] a raw upload keeps If-Match and If-None-Match', async (t, face) => {
  const made = await put(face, scan, { 'if-none-match': '*' });
  t.equal(made.statusCode, 201);
  t.match(refusalOf(await put(face, later, { 'if-none-match': '*' })), { status: 412, code: 'version-conflict' });
  const changed = await put(face, later, { 'if-match': String(made.headers.etag) });
  t.equal(changed.statusCode, 200, 'it was there');
  t.match(refusalOf(await put(face, scan, { 'if-match': String(made.headers.etag) })), { status: 412 });
  t.match(refusalOf(await put(face, scan, { 'if-match': 'no tag' })), { status: 400, code: 'parameter-malformed' });
  t.ok((await ask(face, 'GET', 'Binary/scan')).rawPayload.equals(later), 'what was refused changed nothing');
  const headers = { 'if-none-exist': '_id=scan' };
  t.match(refusalOf(await ask(face, 'POST', 'Binary', { payload: scan, headers })), { status: 400 });
});

onBothFaces(
  t,
  '[F111][F49] of two uploads on top of one version, one is refused when it is written',
  async (t, face) => {
    const made = await put(face, scan);
    const headers = { 'if-match': String(made.headers.etag) };
    const answers = await Promise.all([scan, later].map((payload) => put(face, payload, headers)));
    t.strictSame(answers.map(({ statusCode }) => statusCode).sort(), [200, 412]);
    t.equal((await send(face.server, 'doctor', 'GET', 'Binary/scan/_history')).json().total, 2);
  },
);

onBothFaces(t, '[F111] a content has a tag, ranges and a HEAD, however it came', async (t, face) => {
  await put(face, scan);
  const data = later.toString('base64');
  await send(face.server, 'doctor', 'PUT', 'Binary/small', {
    ...{ resourceType: 'Binary', id: 'small', contentType: 'text/plain', data },
  });
  for (const [url, content, contentType] of [
    ['Binary/scan', scan, 'image/jpeg'],
    ['Binary/small', later, 'text/plain'],
  ] as const) {
    const whole = await ask(face, 'GET', url, { headers: { accept: contentType } });
    t.match(whole.headers, { 'content-type': contentType, 'accept-ranges': 'bytes', etag: /^"[0-9a-f]{64}"$/ });
    t.ok(whole.rawPayload.equals(content));
    const etag = String(whole.headers.etag);
    const part = await ask(face, 'GET', url, { headers: { range: 'bytes=2-', 'if-range': etag } });
    t.equal(part.statusCode, 206);
    t.equal(part.headers['content-range'], `bytes 2-${content.length - 1}/${content.length}`);
    t.ok(part.rawPayload.equals(content.subarray(2)));
    const other = await ask(face, 'GET', url, { headers: { range: 'bytes=2-', 'if-range': '"of something else"' } });
    t.equal(other.statusCode, 200);
    const known = await ask(face, 'GET', url, { headers: { 'if-none-match': etag } });
    t.equal(known.statusCode, 304);
    t.equal(known.rawPayload.length, 0);
    const head = await ask(face, 'HEAD', url);
    t.equal(head.headers['content-length'], String(content.length));
    t.equal(head.rawPayload.length, 0);
    const json = await ask(face, 'GET', `${url}?_format=json`);
    t.match(json.json(), { resourceType: 'Binary', contentType });
    t.equal((await ask(face, 'GET', url, { headers: { range: 'bytes=999999-' } })).statusCode, 416);
  }
});

onBothFaces(t, '[F111] the address in a DocumentReference opens its content', async (t, face) => {
  const posted = await ask(face, 'POST', 'Binary', { payload: scan });
  t.equal(posted.statusCode, 201);
  const { id } = posted.json() as { id: string };
  const document = {
    ...{ resourceType: 'DocumentReference', id: 'd1', status: 'current' },
    content: [{ attachment: { contentType: 'image/jpeg', url: `Binary/${id}` } }],
  };
  t.equal((await send(face.server, 'doctor', 'PUT', 'DocumentReference/d1', document)).statusCode, 201);
  const read = (await send(face.server, 'doctor', 'GET', 'DocumentReference/d1')).json() as typeof document;
  const opened = await ask(face, 'GET', read.content[0]?.attachment.url ?? '');
  t.ok(opened.rawPayload.equals(scan));
  const tooLarge = await ask(face, 'POST', 'Binary', { payload: Buffer.alloc(attachmentBytesMax + 1) });
  t.match(refusalOf(tooLarge), { status: 413, code: 'too-large' });
});
