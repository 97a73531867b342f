import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { onBothFaces } from '../support/fhir-faces.js';
import { addPatient, patient, refusalOf, send } from '../support/fhir-server.js';

onBothFaces(t, '[W1] what is not valid is refused with its place, and nothing is stored', async (t, { server }) => {
  const bad: readonly (readonly [unknown, number, string, string | undefined])[] = [
    ['{"resourceType":"Patient",', 400, 'body-malformed', undefined],
    ['', 400, 'body-malformed', undefined],
    ['[]', 400, 'body-malformed', undefined],
    ['{"resourceType":"Patient","gender":"male","gender":"female"}', 400, 'body-malformed', undefined],
    [{ ...patient, resourceType: 'Observation' }, 400, 'resource-structure', 'resourceType'],
    [{ ...patient, birthday: '1991-03-08' }, 400, 'resource-structure', 'Patient.birthday'],
    [{ ...patient, name: { family: 'x' } }, 400, 'resource-structure', 'Patient.name'],
    [{ ...patient, gender: 'lady' }, 422, 'resource-invalid', 'Patient.gender'],
    [{ ...patient, birthDate: '1991-02-30' }, 422, 'resource-invalid', 'Patient.birthDate'],
    [{ ...patient, birthDate: '2900-01-01' }, 422, 'resource-invalid', 'Patient.birthDate'],
  ];
  for (const [body, status, code, path] of bad) {
    t.strictSame(refusalOf(await send(server, 'doctor', 'POST', 'Patient', body)), { status, code, path });
  }
  const id = await addPatient(server);
  const put = await send(server, 'doctor', 'PUT', `Patient/${id}`, { ...patient, id, gender: 'lady' });
  t.strictSame(refusalOf(put), { status: 422, code: 'resource-invalid', path: 'Patient.gender' });
  t.equal((await server.journal.records.history({ count: 10 })).versions.length, 1);
});

onBothFaces(t, 'what does not exist is 404, a method that the address does not take 405', async (t, { server }) => {
  const cases: readonly (readonly [string, string, number, string])[] = [
    ['GET', 'Patient/unknown', 404, 'not-found'],
    ['GET', 'Patient/unknown/_history/1', 404, 'not-found'],
    ['GET', 'Patients', 404, 'type-unknown'],
    ['GET', 'Patients/1', 404, 'type-unknown'],
    ['POST', 'Dossier', 404, 'type-unknown'],
    ['GET', 'nothing', 404, 'not-found'],
    ['GET', 'Patient/1/2/3/4/5', 404, 'not-found'],
    ['GET', 'Patient/$everything', 404, 'not-found'],
    ['GET', 'Patient/1/_everything', 404, 'not-found'],
    ['GET', 'Patient/%21', 400, 'identifier-malformed'],
    ['GET', '', 400, 'parameter-malformed'],
    ['DELETE', '', 405, 'method-unsupported'],
    ['PATCH', 'Patient/1', 404, 'not-found'],
    ['PUT', 'Patient', 400, 'parameter-malformed'],
    ['DELETE', 'Patient', 400, 'parameter-malformed'],
    ['PATCH', 'Patient/1/_history', 405, 'method-unsupported'],
    ['POST', 'Patient/1', 405, 'method-unsupported'],
    ['GET', 'Patient/_search', 405, 'method-unsupported'],
    ['DELETE', 'Patient/1/_history', 405, 'method-unsupported'],
    ['POST', 'metadata', 405, 'method-unsupported'],
  ];
  for (const [method, url, status, code] of cases) {
    const body = method === 'GET' || method === 'DELETE' ? undefined : patient;
    const response = await send(server, 'doctor', method, url, body);
    t.strictSame(refusalOf(response), { status, code, path: undefined }, `${method} ${url}`);
    if (status === 405) t.ok(response.headers.allow, `${method} ${url} says what it allows`);
  }
});

onBothFaces(t, 'content that is not FHIR JSON, too large or not UTF-8 is refused', async (t, { server }) => {
  const post = (type: string, body: string) =>
    send(server, 'doctor', 'POST', 'Patient', body, { 'content-type': type });
  const text = JSON.stringify(patient);
  t.equal((await post('application/json', text)).statusCode, 201);
  t.equal((await post('application/fhir+json; fhirVersion=4.0; charset=utf-8', text)).statusCode, 201);
  for (const type of ['application/fhir+xml', 'text/plain', 'application/fhir+json; fhirVersion=5.0']) {
    t.strictSame(refusalOf(await post(type, text)), { status: 415, code: 'media-type', path: undefined }, type);
  }
  t.equal((await post('application/x-www-form-urlencoded', 'name=x')).statusCode, 415);
  const large = JSON.stringify({ ...patient, language: 'x'.repeat(2 * 1024 * 1024) });
  t.strictSame(refusalOf(await post('application/json', large)), { status: 413, code: 'too-large', path: undefined });
  const larger = 'x'.repeat(17 * 1024 * 1024);
  t.strictSame(refusalOf(await post('application/json', larger)), { status: 413, code: 'too-large', path: undefined });
  const latin1 = await server.app.inject({
    method: 'POST',
    url: '/fhir/Patient',
    headers: { authorization: `Bearer ${server.tokens.doctor}`, 'content-type': 'application/fhir+json' },
    payload: Buffer.from(text, 'latin1'),
  });
  t.strictSame(refusalOf(latin1), { status: 400, code: 'body-malformed', path: undefined });
});

onBothFaces(t, 'only JSON is sent, in the words of the reader', async (t, { server }) => {
  const get = (url: string, headers: Record<string, string>) => send(server, 'doctor', 'GET', url, undefined, headers);
  for (const accept of [
    'application/fhir+xml',
    'text/html',
    'application/json;q=0',
    'application/fhir+json; fhirVersion=3.0',
  ]) {
    t.equal(refusalOf(await get('Patient', { accept })).code, 'not-acceptable', accept);
  }
  for (const accept of ['text/html, */*;q=0.8', 'application/json', 'application/fhir+json; fhirVersion=4.0']) {
    t.equal((await get('Patient', { accept })).statusCode, 200, accept);
  }
  t.equal((await get('Patient?_format=json', { accept: 'text/html' })).statusCode, 200);
  t.equal((await get('Patient?_format=application/fhir+json', {})).statusCode, 200);
  t.equal((await get('Patient?_format=xml', {})).statusCode, 406);
  t.equal((await get('metadata?_format=xml&_format=json', {})).statusCode, 406);
  const french = await get('Patient/unknown', { 'accept-language': 'de, en;q=0.5, fr-CM' });
  t.equal(french.headers['content-language'], 'fr');
  t.equal(french.json().issue[0].details.text, 'Rien à cette adresse.');
  t.equal((await get('Patient/unknown', {})).json().issue[0].details.text, 'There is nothing under this address.');
});

onBothFaces(t, 'a broken address is told as everything else, by a server that listens', async (t, { server }) => {
  await server.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.app.server.address() as AddressInfo;
  const headers = { authorization: `Bearer ${server.tokens.doctor}` };
  const ask = (path: string, method = 'GET') =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const sent = httpRequest({ port, path, method, headers }, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode, body }));
      });
      sent.on('error', reject);
      sent.end();
    });
  const broken = await ask('/fhir/Patient/%E0%A4%A');
  t.equal(broken.status, 400);
  t.match(broken.body, /"resourceType":"OperationOutcome"/);
  const long = await ask(`/fhir/Patient/${'x'.repeat(300)}`);
  t.ok(long.status === 400 || long.status === 404 || long.status === 414);
  t.match(long.body, /"resourceType":"OperationOutcome"/);
  const id = await addPatient(server);
  const head = await ask(`/fhir/Patient/${id}`, 'HEAD');
  t.strictSame(head, { status: 200, body: '' });
});

onBothFaces(
  t,
  '[R3] neither answers of refusals nor logs hold what a record or a search says',
  async (t, { server }) => {
    await addPatient(server);
    const secret = 'Zébulon-Ndongmo';
    const answers = [
      await send(server, 'doctor', 'POST', 'Patient', { ...patient, name: [{ family: 7, given: [secret] }] }),
      await send(server, 'doctor', 'POST', 'Patient', { ...patient, gender: secret, name: [{ family: secret }] }),
      await send(server, 'doctor', 'POST', 'Patient', `{"name":"${secret}"`),
      await send(server, 'doctor', 'GET', `Patient?birthdate=${secret}`),
      await send(server, 'doctor', 'GET', `Patient/${encodeURIComponent(secret)}`),
      await send(server, 'ops', 'GET', `Patient?name=${secret}`),
    ];
    for (const answer of answers) {
      t.ok(answer.statusCode >= 400, String(answer.statusCode));
      t.notMatch(answer.body, /Zébulon|Z%C3%A9bulon|Ndongmo/);
    }
    await send(server, 'doctor', 'GET', `Patient?name=${secret}`);
    t.ok(server.log.length > 0);
    t.notMatch(server.log.join(''), /Zébulon|Z%C3%A9bulon|Ndongmo/);
    t.match(server.log.join(''), /"route":"\/fhir\/:type"/);
  },
);
