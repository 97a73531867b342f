import t from 'tap';
import { type Change, chainStart, nextChain } from '../../protocol/change.js';
import { createSystemUuidGenerator, hubCode, parseSiteCode } from '../../protocol/ids.js';
import { lane } from '../../protocol/lane.js';
import { canonicalise } from '../../record/canonical.js';
import { addPatient, type FhirServer, refusalOf, send, startFhirServer } from '../support/fhir-server.js';
import { batchOf, downTo } from '../support/journal-fixtures.js';

const newId = createSystemUuidGenerator();

/** A version of a patient that another site wrote without knowing of what this one wrote after `predecessor`. */
async function hearOf(server: FhirServer, patient: object, predecessor: string): Promise<string> {
  const { id } = patient as { id: string };
  const log = downTo(parseSiteCode('7KD'));
  const change = {
    ...{ changeId: newId(), method: 'put', type: 'Patient', resourceId: id, predecessors: [predecessor] },
    ...{ author: 'Practitioner/far', origin: parseSiteCode('8AB'), groupEnd: true },
    stamp: { milliseconds: server.clock.milliseconds, counter: 0 },
    body: Buffer.from(canonicalise(JSON.stringify(patient))),
  } as unknown as Change;
  const chainBefore = chainStart({ ...log, lane: lane.clinical });
  const run = { from: 1, to: 1, chainBefore, chainAfter: nextChain(chainBefore, change), changes: [change] };
  const [outcome] = await server.journal.sync.applyBatches([batchOf(log, lane.clinical, run)]);
  t.match(outcome, { applied: 1 }, hubCode);
  return change.changeId;
}

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
