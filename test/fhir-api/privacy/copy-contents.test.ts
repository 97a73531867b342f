import { createHash } from 'node:crypto';
import t, { type Test } from 'tap';
import { chunkBytes } from '../../../protocol/attachments/chunks.js';
import { binaryOf } from '../../../record/attachment.js';
import { bring, checkIn } from '../../support/care-world.js';
import { type FhirServer, send, startFhirServer } from '../../support/fhir-server.js';

/** Longer than what is read of a content at once, and of a length that base 64 has to pad. */
const scan = Buffer.from(Uint8Array.from({ length: 26 * chunkBytes + 5 }, (_, index) => (index * 7) % 251));
const letter = Buffer.from('%PDF a letter');
const neighbours = Buffer.from('of the neighbour');
const away = { hash: createHash('sha256').update('elsewhere').digest('hex'), bytes: 1_234_567 };

const upload = (server: FhirServer, id: string, patient: string, contentType: string, payload: Buffer) =>
  server.app.inject({
    ...{ method: 'PUT', url: `/fhir/Binary/${id}`, payload },
    headers: {
      ...{ authorization: `Bearer ${server.tokens.doctor}`, 'content-type': contentType },
      'x-security-context': `Patient/${patient}`,
    },
  });

/** A patient with an image that was replaced by a letter, the letter again, and what has not arrived yet. */
async function start(t: Test): Promise<FhirServer> {
  const server = await startFhirServer(t);
  await bring(server, { resourceType: 'Patient', id: 'p' }, { resourceType: 'Patient', id: 'q' });
  for (const [id, patient, contentType, content] of [
    ['a', 'p', 'image/jpeg', scan],
    ['a', 'p', 'application/pdf', letter],
    ['b', 'p', 'application/pdf', letter],
    ['c', 'q', 'text/plain', neighbours],
  ] as const) {
    const { statusCode, body } = await upload(server, id, patient, contentType, content);
    if (statusCode > 201) throw new Error(body);
  }
  const named = binaryOf(away, { id: 'd', contentType: 'image/png', securityContext: 'Patient/p' });
  await bring(server, { ...named, id: 'd' });
  await checkIn(server, 'p');
  return server;
}

const copy = async (server: FhirServer, form: string) => {
  const body = { form, language: 'en' };
  return (await send(server, 'doctor', 'POST', '/api/privacy/p/copy', body, { 'content-type': 'application/json' }))
    .body;
};

t.test('[R37] the Bundle of a copy has every content that was the patient’s, once, and nobody else’s', async (t) => {
  const server = await start(t);
  const bundle = JSON.parse(await copy(server, 'bundle')) as { entry: { resource?: Record<string, string> }[] };
  const contents = bundle.entry.flatMap(({ resource }) => (resource?.['data'] === undefined ? [] : [resource]));
  t.same(
    contents.map(({ id, contentType }) => [id, contentType]).toSorted(),
    [
      [createHash('sha256').update(scan).digest('hex'), 'image/jpeg'],
      [createHash('sha256').update(letter).digest('hex'), 'application/pdf'],
    ].toSorted(),
  );
  for (const { id, data = '' } of contents)
    t.equal(createHash('sha256').update(Buffer.from(data, 'base64')).digest('hex'), id, 'byte by byte');
  t.strictSame(server.asked, [away.hash], 'what is not here is asked for');
});

t.test('[R37] its page shows images, keeps documents, and says what has not arrived', async (t) => {
  const page = await copy(await start(t), 'page');
  t.ok(page.includes(`<img alt="" src="data:image/jpeg;base64,${scan.toString('base64')}"></p>`));
  t.equal(page.split(letter.toString('base64')).length, 2, 'once');
  t.match(page, /<a download="[0-9a-f]{8}\.pdf" href="data:application\/pdf;base64,/);
  t.notOk(page.includes(neighbours.toString('base64')));
  t.match(page, /The content \(1\.2 MB\) has not arrived here yet/);
  t.match(page, /<\/main><\/body><\/html>\n$/);
});
