import t from 'tap';
import { hearOf } from '../support/far-version.js';
import { addPatient, refusalOf, send, startFhirServer } from '../support/fhir-server.js';

t.test(
  '[M13][W5] what several heads make up has a version id of its own, to read it by and to write on top of it',
  async (t) => {
    const server = await startFhirServer(t);
    const id = await addPatient(server);
    const read = async () => send(server, 'doctor', 'GET', `Patient/${id}`);
    const first = (await read()).json() as { meta: { versionId: string } };
    const { meta, ...person } = first;
    const put = (body: object, etag: unknown) =>
      send(server, 'doctor', 'PUT', `Patient/${id}`, body, { 'if-match': String(etag) });
    const mine = await put({ ...person, gender: 'male' }, `W/"${meta.versionId}"`);
    const theirs = await hearOf(server, { ...person, maritalStatus: { text: 'M' } }, meta.versionId);

    const shown = await read();
    const merged = shown.json() as { meta: { versionId: string } };
    t.match(merged, { gender: 'male', maritalStatus: { text: 'M' } });
    t.match(merged.meta.versionId, /^[0-9a-f-]{36}\.[0-9a-f]{12}$/);
    t.equal(shown.headers['etag'], `W/"${merged.meta.versionId}"`);
    const byId = await send(server, 'doctor', 'GET', `Patient/${id}/_history/${merged.meta.versionId}`);
    t.same(byId.json(), merged);
    t.match((await send(server, 'doctor', 'GET', `Patient/${id}/_history/${theirs}`)).json(), { gender: 'female' });

    const next = { ...merged, birthDate: '1990-01-01' };
    for (const stale of [mine.headers['etag'], `W/"${theirs}"`, `W/"${meta.versionId}"`]) {
      t.match(refusalOf(await put(next, stale)), { status: 412, code: 'version-conflict' });
    }
    const written = await put(next, shown.headers['etag']);
    t.equal(written.statusCode, 200);
    t.match((await read()).headers['etag'], /^W\/"[0-9a-f-]{36}"$/, 'one head again');
    t.equal((await send(server, 'doctor', 'GET', `Patient/${id}/_history/${merged.meta.versionId}`)).statusCode, 404);
    t.equal(server.journal.counts().concurrent, 0);
  },
);
