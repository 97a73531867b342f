import t from 'tap';
import { AuditTrail } from '../../../fhir-api/audit-trail.js';
import { GuardedRecords } from '../../../fhir-api/guard.js';
import type { CommitBundle, RecordStore } from '../../../journal/record-store.js';
import { parseResourceId, parseResourceType } from '../../../protocol/ids.js';
import { parseScopes } from '../../../record/machine-scopes.js';
import { type FhirServer, machineToken, refusalOf, send, startFhirServer } from '../../support/fhir-server.js';
import { author, resourceOf } from '../../support/journal-fixtures.js';
import { markOf, recordOf, store, storeTwoPatients } from '../../support/two-patients.js';

const faces = ['site', 'hub'] as const;
const observation = parseResourceType('Observation');

/** An observation that a write takes. */
function observed(patient: string, more: object = {}) {
  const code = { coding: [{ system: 'urn:x', code: 'c' }] };
  return { resourceType: 'Observation', status: 'final', code, subject: { reference: `Patient/${patient}` }, ...more };
}

async function start(t: Parameters<typeof startFhirServer>[0], face: 'site' | 'hub') {
  const server = await startFhirServer(t, face);
  await storeTwoPatients(server);
  await store(server, { ...observed('pa'), id: 'a1' }, { ...observed('pb'), id: 'b1' });
  const own = await machineToken(server, 'own', 'patient/*.cruds', 'pa');
  const ask = (method: string, url: string, body?: unknown, headers: Record<string, string> = {}) =>
    send(server, own, method, url, body, headers);
  const bodyOf = async (id: string) =>
    (await server.journal.records.read({ type: observation, id: parseResourceId(id) }))?.body ?? '';
  return { server, ask, bodyOf };
}

const jsonPatch = { 'content-type': 'application/json-patch+json' };
const moving = [{ op: 'replace', path: '/subject/reference', value: 'Patient/pb' }];
const entryOf = (method: string, url: string, resource?: object, more: object = {}) => ({
  ...{ resourceType: 'Bundle', type: 'transaction' },
  entry: [{ ...(resource && { resource }), request: { method, url, ...more } }],
});

for (const face of faces) {
  void t.test(
    `[F131] nothing is written into another’s record, moved there or taken from there, at the ${face}`,
    async (t) => {
      const { ask, bodyOf, server } = await start(t, face);
      const before = await bodyOf('b1');
      const count = (await server.journal.records.history({ count: 200, type: observation })).versions.length;
      const patient = { reference: 'Patient?identifier=urn:x|i-pb' };
      const absent = { reference: 'Patient?identifier=urn:x|i-absent' };
      const refused: readonly (readonly [number, Parameters<typeof ask>])[] = [
        [403, ['POST', 'Observation', observed('pb')]],
        [403, ['POST', '', entryOf('POST', 'Observation', observed('pb'))]],
        [403, ['PUT', 'Observation/a1', observed('pb', { id: 'a1' })]],
        [403, ['PATCH', 'Observation/a1', moving, jsonPatch]],
        [403, ['POST', '', entryOf('PUT', 'Observation/a1', observed('pb', { id: 'a1' }))]],
        [403, ['PUT', 'Observation?_id=a1', observed('pb')]],
        [404, ['PUT', 'Observation/b1', observed('pa', { id: 'b1' })]],
        [404, ['PUT', 'Observation/new', observed('pa', { id: 'new' })]],
        [404, ['POST', '', entryOf('PUT', 'Observation/b1', observed('pa', { id: 'b1' }))]],
        [403, ['PUT', 'Observation?_id=b1', observed('pa')]],
        [403, ['PUT', 'Observation?_id=new', observed('pa')]],
        [412, ['PUT', 'Observation/b1', observed('pa', { id: 'b1' }), { 'if-match': 'W/"x"' }]],
        [412, ['POST', 'Observation', observed('pa', { subject: patient })]],
        [412, ['POST', 'Observation', observed('pa', { subject: absent })]],
        [412, ['POST', '', entryOf('POST', 'Observation', observed('pa', { subject: patient }))]],
      ];
      for (const [status, question] of refused) {
        t.equal((await ask(...question)).statusCode, status, question.slice(0, 2).join(' '));
      }
      t.equal(await bodyOf('b1'), before);
      const after = (await server.journal.records.history({ count: 200, type: observation })).versions.length;
      t.equal(after, count, 'and nothing was written');
    },
  );

  void t.test(`[F131] what is of the patient is written as ever, at the ${face}`, async (t) => {
    const { ask, bodyOf } = await start(t, face);
    const made = await ask('POST', 'Observation', observed('pa'));
    t.equal(made.statusCode, 201);
    const { id } = made.json() as { id: string };
    t.equal((await ask('PUT', `Observation/${id}`, observed('pa', { id, status: 'amended' }))).statusCode, 200);
    const amending = [{ op: 'replace', path: '/status', value: 'corrected' }];
    t.equal((await ask('PATCH', `Observation/${id}`, amending, jsonPatch)).statusCode, 200);
    t.match(await bodyOf(id), /corrected/);
    const subject = { reference: 'Patient?identifier=urn:x|i-pa' };
    t.equal((await ask('POST', 'Observation', observed('pa', { subject }))).statusCode, 201, 'a conditional reference');
    const ifNoneExist = { 'if-none-exist': `_id=${id}` };
    t.equal((await ask('POST', 'Observation', observed('pa'), ifNoneExist)).statusCode, 200, 'it is there already');
    const theirs = { 'if-none-exist': '_id=b1' };
    t.equal(
      (await ask('POST', 'Observation', observed('pa'), theirs)).statusCode,
      201,
      'another’s is as if it were not',
    );
    t.equal((await ask('DELETE', `Observation/${id}`)).statusCode, 204);
    t.equal((await ask('GET', `Observation/${id}`)).statusCode, 410, 'what was theirs says that it was');
  });

  void t.test(
    `[F130] what was deleted or moved is told to whose it was, and to nobody else, at the ${face}`,
    async (t) => {
      const { ask, server } = await start(t, face);
      const to = (id: string, patient: string) => store(server, { ...recordOf('Observation', id, patient), id });
      await to('a2', 'pa');
      await to('a2', 'pb');
      await to('b2', 'pb');
      await to('b2', 'pa');
      await server.journal.records.commitBundle({
        author,
        entries: [{ verb: 'delete', key: { type: observation, id: parseResourceId('b1') } }],
      });
      const { versions } = await server.journal.records.history({ type: observation, count: 50 });
      const versionsOf = (id: string) =>
        versions.filter((version) => version.id === id).map(({ versionId }) => versionId);
      t.equal((await ask('GET', 'Observation/b1')).statusCode, 404, 'another’s deletion');
      t.equal((await ask('GET', 'Observation/a2')).statusCode, 404, 'moved to another');
      t.equal((await ask('GET', 'Observation/a2/_history')).statusCode, 404);
      for (const version of versionsOf('a2')) {
        t.equal((await ask('GET', `Observation/a2/_history/${version}`)).statusCode, 404, 'was written of another');
      }
      t.equal((await ask('GET', 'Observation/b2')).statusCode, 200, 'moved here');
      const [now, before] = versionsOf('b2');
      t.equal((await ask('GET', `Observation/b2/_history/${now}`)).statusCode, 200);
      t.equal((await ask('GET', `Observation/b2/_history/${before}`)).statusCode, 404);
      const history = await ask('GET', 'Observation/b2/_history');
      t.match(history.json(), { total: 1, entry: { length: 1 } }, 'and the others are not counted');
      t.notMatch(history.body, markOf('pb'));
    },
  );
}

/** The records as one patient's machine has them, while somebody else does something just before each commit. */
function guardedWith(server: FhirServer, meanwhile: () => Promise<unknown>): GuardedRecords {
  const { records } = server.journal;
  const commitBundle = async (command: CommitBundle) => {
    await meanwhile();
    return records.commitBundle(command);
  };
  const machine = {
    ...{ name: 'own', displayName: 'own', author: 'Device/own', expiresMilliseconds: 0 },
    ...{ scopes: parseScopes('patient/*.cruds', true), patient: parseResourceId('pa') },
  };
  const trail = new AuditTrail(records, (error) => t.fail(String(error)));
  const between = new Proxy(records, {
    get: (target, name: keyof RecordStore) => (name === 'commitBundle' ? commitBundle : target[name].bind(target)),
  });
  return new GuardedRecords({ store: between, care: server.journal.care, trail, now: Date.now }, machine);
}

t.test('[F131] what somebody moves to another patient between look and commit is not written', async (t) => {
  const { server, bodyOf } = await start(t, 'site');
  const records = guardedWith(server, () => store(server, { ...recordOf('Observation', 'a1', 'pb') }));
  const resource = resourceOf({ ...observed('pa'), id: 'a1' });
  await t.rejects(records.commit([{ verb: 'update', resource }]), { code: 'condition-changed' });
  t.match(await bodyOf('a1'), markOf('pb'));
  await store(server, { ...observed('pa'), id: 'a1' });
  const key = { type: observation, id: parseResourceId('a1') };
  await t.rejects(records.commit([{ verb: 'delete', key }]), { code: 'condition-changed' });
});

t.test('[F131] a content is taken of the patient of the token only', async (t) => {
  const { ask } = await start(t, 'site');
  const upload = (method: string, url: string, patient: string) =>
    ask(method, url, 'scan', { 'content-type': 'image/png', 'x-security-context': `Patient/${patient}` });
  t.equal((await upload('POST', 'Binary', 'pb')).statusCode, 403);
  t.equal(refusalOf(await upload('PUT', 'Binary/ofb', 'pa')).code, 'not-found');
  t.equal(refusalOf(await upload('PUT', 'Binary/absent', 'pa')).code, 'not-found');
  const made = await upload('POST', 'Binary', 'pa');
  t.equal(made.statusCode, 201);
  const location = String(made.headers['location']).split('/_history')[0] ?? '';
  t.equal((await ask('GET', location)).body, 'scan');
});
