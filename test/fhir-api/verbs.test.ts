import t from 'tap';
import { onBothFaces } from '../support/fhir-faces.js';
import { addPatient, glucoseText, patient, refusalOf, send } from '../support/fhir-server.js';

const uuid7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

onBothFaces(
  t,
  '[W1] [W2] a created resource is there, under an id and a version of ours',
  async (t, { name, server }) => {
    const created = await send(server, 'doctor', 'POST', 'Patient', { ...patient, id: 'mine' });
    t.equal(created.statusCode, 201);
    const { id, meta } = created.json();
    t.match(id, uuid7);
    t.match(meta.versionId, uuid7);
    const location = `http://localhost:80/fhir/Patient/${id}/_history/${meta.versionId}`;
    t.match(created.headers, {
      etag: `W/"${meta.versionId}"`,
      location,
      'content-location': location,
      'content-type': 'application/fhir+json; charset=utf-8',
      'cache-control': 'no-store',
      'last-modified': 'Sat, 21 Nov 2026 09:00:00 GMT',
    });
    const read = await send(server, 'doctor', 'GET', `Patient/${id}`);
    t.equal(read.body, created.body);
    t.match(read.headers, { etag: created.headers.etag, 'carnet-delivery': name });
    const [version] = (await server.journal.records.history({ count: 1 })).versions;
    t.match(version, { author: 'Practitioner/doctor', versionId: meta.versionId });
  },
);

onBothFaces(t, '[W4] decimals stay as they were written, on every way out', async (t, { server }) => {
  const id = await addPatient(server);
  for (const decimal of ['5.40', '1.0', '100000000000000000.000', '1e2']) {
    const created = await send(server, 'nurse', 'POST', 'Observation', glucoseText(id, decimal));
    t.equal(created.statusCode, 201);
    const address = `Observation/${created.json().id}`;
    for (const url of [
      address,
      `${address}/_history`,
      `Observation?_id=${created.json().id}`,
      `${address}?_pretty=true`,
    ]) {
      const response = await send(server, 'nurse', 'GET', url);
      t.equal(/"value": ?([^,}\s]+)/.exec(response.body.replace(/"value": ?"[^"]*"/g, ''))?.[1], decimal, url);
    }
  }
});

onBothFaces(
  t,
  '[W5] an update of another version than the current one is refused and changes nothing',
  async (t, { server }) => {
    const id = await addPatient(server);
    const first = (await send(server, 'doctor', 'GET', `Patient/${id}`)).headers.etag as string;
    const body = { ...patient, id, birthDate: '1991-03-09' };
    const second = await send(server, 'doctor', 'PUT', `Patient/${id}`, body, { 'if-match': first });
    t.equal(second.statusCode, 200);
    const stale = await send(
      server,
      'nurse',
      'PUT',
      `Patient/${id}`,
      { ...body, gender: 'male' },
      { 'if-match': first },
    );
    t.strictSame(refusalOf(stale), { status: 412, code: 'version-conflict', path: undefined });
    t.equal((await send(server, 'nurse', 'DELETE', `Patient/${id}`)).statusCode, 403);
    const staleDelete = await send(server, 'doctor', 'DELETE', `Patient/${id}`, undefined, { 'if-match': first });
    t.equal(staleDelete.statusCode, 412);
    t.equal((await send(server, 'doctor', 'GET', `Patient/${id}`)).body, second.body);
    const odd = await send(server, 'doctor', 'PUT', `Patient/${id}`, body, { 'if-match': 'any' });
    t.strictSame(refusalOf(odd), { status: 400, code: 'parameter-malformed', path: undefined });
    const foreign = await send(server, 'doctor', 'PUT', `Patient/${id}`, body, { 'if-match': 'W/"1"' });
    t.equal(foreign.statusCode, 412);
  },
);

onBothFaces(t, 'an update makes what is new, and answers 304 to who has it already', async (t, { server }) => {
  const made = await send(server, 'doctor', 'PUT', 'Patient/paper-17', { ...patient, id: 'paper-17' });
  t.equal(made.statusCode, 201);
  const etag = made.headers.etag as string;
  const again = await send(server, 'doctor', 'GET', 'Patient/paper-17', undefined, { 'if-none-match': etag });
  t.equal(again.statusCode, 304);
  t.equal(again.body, '');
  const other = await send(server, 'doctor', 'GET', 'Patient/paper-17', undefined, { 'if-none-match': 'W/"1", "2"' });
  t.equal(other.statusCode, 200);
  for (const id of [undefined, 'another']) {
    const wrong = await send(server, 'doctor', 'PUT', 'Patient/paper-17', { ...patient, id });
    t.strictSame(refusalOf(wrong), { status: 400, code: 'resource-structure', path: 'Patient.id' });
  }
});

onBothFaces(t, '[W3] a deletion is soft: 204, then 410, and every version stays', async (t, { server }) => {
  const id = await addPatient(server);
  const version = (await send(server, 'doctor', 'GET', `Patient/${id}`)).json().meta.versionId;
  const deleted = await send(server, 'doctor', 'DELETE', `Patient/${id}`);
  t.equal(deleted.statusCode, 204);
  t.strictSame(refusalOf(await send(server, 'doctor', 'GET', `Patient/${id}`)).code, 'deleted');
  t.equal((await send(server, 'doctor', 'GET', `Patient/${id}/_history/${version}`)).statusCode, 200);
  const history = (await send(server, 'doctor', 'GET', `Patient/${id}/_history`)).json();
  t.match(history.entry, [
    { request: { method: 'DELETE', url: `Patient/${id}` }, response: { status: '204' } },
    {
      request: { method: 'POST', url: 'Patient' },
      resource: { id },
      response: { etag: `W/"${version}"`, status: '201' },
    },
  ]);
  t.notOk('resource' in history.entry[0]);
  const gone = /"([^"]+)"/.exec(history.entry[0].response.etag)?.[1];
  t.equal((await send(server, 'doctor', 'GET', `Patient/${id}/_history/${gone}`)).statusCode, 410);
  t.equal((await send(server, 'doctor', 'DELETE', `Patient/${id}`)).statusCode, 204);
  t.equal((await send(server, 'doctor', 'DELETE', 'Patient/never')).statusCode, 204);
  const back = await send(server, 'doctor', 'PUT', `Patient/${id}`, { ...patient, id });
  t.equal(back.statusCode, 201);
});

onBothFaces(t, 'history comes in pages that a new version does not disturb', async (t, { server }) => {
  const id = await addPatient(server);
  const put = (day: number) =>
    send(server, 'doctor', 'PUT', `Patient/${id}`, { ...patient, id, birthDate: `1991-03-1${day}` });
  for (let day = 0; day < 4; day += 1) await put(day);
  const seen: string[] = [];
  let url: string | undefined = `Patient/${id}/_history?_count=2`;
  while (url !== undefined) {
    const page = (await send(server, 'doctor', 'GET', url)).json();
    seen.push(...page.entry.map((entry: { resource: { birthDate: string } }) => entry.resource.birthDate));
    const next = page.link.find((link: { relation: string }) => link.relation === 'next')?.url as string | undefined;
    url = next?.replace('http://localhost:80', '');
    if (seen.length === 2) await put(9);
  }
  t.strictSame(seen, ['1991-03-13', '1991-03-12', '1991-03-11', '1991-03-10', '1991-03-08']);
  const ofType = (await send(server, 'doctor', 'GET', 'Patient/_history?_count=3')).json();
  t.equal(ofType.entry.length, 3);
  const list = await send(server, 'doctor', 'GET', 'Patient/_history?_list=1');
  t.strictSame(refusalOf(list), { status: 400, code: 'parameter-unknown', path: undefined });
  t.equal((await send(server, 'doctor', 'GET', 'Patient/never/_history')).statusCode, 404);
});

onBothFaces(t, 'Prefer says what a write answers with', async (t, { server }) => {
  const post = (prefer: string) => send(server, 'doctor', 'POST', 'Patient', patient, { prefer });
  const minimal = await post('return=minimal');
  t.equal(minimal.statusCode, 201);
  t.equal(minimal.body, '');
  t.ok(minimal.headers.location);
  t.equal((await post('return=OperationOutcome')).json().issue[0].severity, 'information');
  t.equal((await post('return=representation')).json().resourceType, 'Patient');
});

onBothFaces(t, 'where a record is can be asked', async (t, { name, server }) => {
  const id = await addPatient(server);
  const delivery = await send(server, 'doctor', 'GET', `/api/delivery/Patient/${id}`);
  t.match(delivery.json(), { reached: name, versionId: uuid7 });
  t.equal((await send(server, 'doctor', 'GET', '/api/delivery/Patient/never')).statusCode, 404);
  t.equal((await send(server, 'ops', 'GET', `/api/delivery/Patient/${id}`)).statusCode, 403);
  t.equal((await server.app.inject(`/api/delivery/Patient/${id}`)).statusCode, 401);
});
