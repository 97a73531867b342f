import t, { type Test } from 'tap';
import { copyPieces } from '../../../journal/subject-copy/copy-pieces.js';
import type { CopySource } from '../../../journal/subject-copy/copy-source.js';
import { JournalCopySource } from '../../../journal/subject-copy/journal-copy-source.js';
import { bring, checkIn } from '../../support/care-world.js';
import { contentsOf } from '../../support/contents.js';
import { type FhirServer, machineToken, refusalOf, send, startFhirServer } from '../../support/fhir-server.js';
import { eventually } from '../../support/programs-records.js';
import { ask, openSession } from '../../support/session-requests.js';

const subject = { reference: 'Patient/p' };
const others = { reference: 'Patient/q' };
const restricted = {
  security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }],
};
const order = { resourceType: 'MedicationRequest', status: 'active', intent: 'order' };

/**
 * A patient with a corrected illness, a confidential prescription and what was withdrawn; another one beside them. Whether
 * they came is left to who asks for it.
 */
async function start(t: Test, isCareAsked = false): Promise<FhirServer> {
  const server = await startFhirServer(t, 'site', undefined, { isCareAsked });
  await bring(
    server,
    { resourceType: 'Patient', id: 'p', name: [{ family: 'Abena', given: ['Rose'] }], birthDate: '1990-02-01' },
    { resourceType: 'Patient', id: 'q', name: [{ family: 'Voisin' }] },
    { resourceType: 'Condition', id: 'c', subject, code: { text: 'Drépanocytose <b>SS</b>' } },
    { resourceType: 'Condition', id: 'moved', subject: others, code: { text: 'Secret du voisin' } },
    { ...order, id: 'm', meta: restricted, subject, medicationCodeableConcept: { text: 'Dolutégravir' } },
    { resourceType: 'Observation', id: 'o', status: 'final', subject, code: { text: 'Sérologie retirée' } },
    { resourceType: 'Observation', id: 'g', status: 'final', subject, code: { text: 'Poids' } },
    { resourceType: 'Observation', id: 'n', status: 'final', subject: others, code: { text: 'Chez le voisin' } },
  );
  await bring(server, { resourceType: 'Condition', id: 'c', subject, code: { text: 'Drépanocytose AS' } });
  await bring(server, { resourceType: 'Condition', id: 'moved', subject, code: { text: 'Migraine' } });
  const key = { type: 'Observation' as never, id: 'o' as never };
  await server.journal.records.commitBundle({ author: 'Practitioner/doctor', entries: [{ verb: 'delete', key }] });
  if (!isCareAsked) await checkIn(server, 'p');
  return server;
}

type Body = { readonly form: string; readonly language?: string };
const copy = (server: FhirServer, who: Parameters<typeof send>[1], body: Body = { form: 'page', language: 'fr' }) =>
  send(server, who, 'POST', '/api/privacy/p/copy', body, { 'content-type': 'application/json' });

t.test('[R37] a patient’s copy holds all that is theirs, each version, and nothing of anybody else', async (t) => {
  const server = await start(t);
  await send(server, 'nurse', 'GET', 'Condition/c');
  const page = await copy(server, 'doctor');
  t.equal(page.statusCode, 200, page.body.slice(0, 300));
  t.match(page.headers, { 'content-disposition': /attachment/, 'cache-control': 'no-store' });
  for (const said of [
    'Abena',
    '01/02/1990',
    'Drépanocytose AS',
    'Drépanocytose &#60;b&#62;SS',
    'Dolutégravir',
    'Migraine',
  ])
    t.match(page.body, said, said);
  t.match(page.body, /Retiré du dossier/, 'what was withdrawn is told');
  t.match(
    page.body,
    /<th scope="row">quoi<\/th><td>Drépanocytose &#60;b&#62;SS&#60;\/b&#62;<\/td><td>Drépanocytose AS<\/td>/,
  );
  t.match(page.body, /Mme doctor|doctor/, 'who');
  t.notMatch(page.body, /voisin/i, 'nothing of anybody else');
  t.match((await copy(server, 'doctor', { form: 'page', language: 'en' })).body, /Copy of your medical record/);

  // Looks are written in groups, within a second.
  const bundle = await eventually('the look', async () => {
    const { body } = await copy(server, 'doctor', { form: 'bundle' });
    return body.includes('Practitioner/nurse') && (JSON.parse(body) as { entry: Entry[] });
  });
  const versions = bundle.entry.filter(({ fullUrl }) => fullUrl !== undefined);
  const ids = versions.map(({ request }) => request.url);
  t.equal(ids.filter((id) => id === 'Condition/c').length, 2, 'both versions');
  t.equal(ids.filter((id) => id === 'Condition/moved').length, 1, 'not that which was the neighbour’s');
  t.same(
    versions.filter(({ request }) => request.url === 'Observation/o').map(({ request }) => request.method),
    ['DELETE', 'PUT'],
    'what was withdrawn, and what it said',
  );
  t.notMatch(JSON.stringify(bundle), /voisin/i);
  const made = (type: string) => bundle.entry.filter(({ resource }) => resource?.resourceType === type);
  t.equal(made('Provenance').length, versions.length, 'who wrote each');
  t.match(JSON.stringify(made('AuditEvent')), /Practitioner\/nurse/, 'who looked');
  t.match(JSON.stringify(made('List')), /"value":"000"/, 'who holds it');
});

interface Entry {
  readonly fullUrl?: string;
  readonly resource?: { readonly resourceType: string };
  readonly request: { readonly method: string; readonly url: string };
}

t.test('[R37] numbers stay as they were written', async (t) => {
  const server = await start(t);
  const text = `{"resourceType":"Observation","id":"w","status":"final","subject":{"reference":"Patient/p"},"code":{"text":"Poids"},"valueQuantity":{"value":5.40,"unit":"kg"}}`;
  const headers = { 'content-type': 'application/fhir+json' };
  t.equal((await send(server, 'doctor', 'PUT', 'Observation/w', text as never, headers)).statusCode, 201);
  t.match((await copy(server, 'doctor')).body, /5\.40 kg/);
  t.match((await copy(server, 'doctor', { form: 'bundle' })).body, /"value":5\.40/);
});

t.test('[R37] the audit has a copy before its first byte; a refused one is made for nobody', async (t) => {
  const server = await start(t, true);
  const exported = () => server.trail().filter(({ action, outcome }) => action === 'export copy' && outcome === 'done');
  t.equal(refusalOf(await copy(server, 'doctor')).code, 'no-care-relationship');
  for (const role of ['reception', 'nurse', 'midwife', 'pharmacist', 'lab', 'admin', 'ops', 'authority'] as const)
    t.equal((await copy(server, role)).statusCode, 403, role);
  t.equal((await copy(server, await machineToken(server, 'labo', 'system/*.rs'))).statusCode, 403);
  t.equal(exported().length, 0);
  t.equal(await checkIn(server, 'p'), 201);
  t.equal((await copy(server, 'doctor')).statusCode, 200, 'who cares for them');
  t.match(exported(), [{ author: 'Practitioner/doctor', subject: 'Patient/p' }]);
  t.match((await copy(server, 'doctor')).body, /a fait une copie/, 'and tells of itself');
  const wrong = async (url: string, body: object | undefined) =>
    (await send(server, 'doctor', 'POST', url, body, { 'content-type': 'application/json' })).statusCode;
  t.equal(await wrong('/api/privacy/nobody/copy', { form: 'bundle' }), 404);
  t.equal(await wrong('/api/privacy/p/copy', { form: 'paper' }), 400);
  t.equal(await wrong('/api/privacy/p/copy', { form: 'page', language: 'de' }), 400);
  t.equal(exported().length, 2);
});

t.test('[R37] [N17] who sits before a browser proves again who they are', async (t) => {
  const server = await start(t);
  const cookie = await openSession(server, 'doctor');
  server.clock.milliseconds += 4 * 60_000;
  const asked = () => ask(server, cookie, 'POST', '/api/privacy/p/copy', { form: 'page', language: 'fr' });
  t.equal((await asked()).statusCode, 200);
  await ask(server, cookie, 'POST', '/api/session/use');
  server.clock.milliseconds += 60_001;
  t.equal(refusalOf(await asked()).code, 'proof-wanted');
});

t.test(
  '[R37] a record that its patient restricts is theirs all the same: the chief doctor makes the copy, and it is whole',
  async (t) => {
    const server = await start(t, true);
    t.equal(await checkIn(server, 'p'), 201);
    t.equal((await send(server, 'reception', 'POST', '/api/care/p/restriction')).statusCode, 204);
    t.equal(refusalOf(await copy(server, 'doctor')).code, 'no-care-relationship');
    const { body } = await copy(server, 'chief');
    t.match(body, /Dolutégravir/);
    t.match(body, /Consentement ou limitation/);
  },
);

t.test('[R37] of a record no more is read ahead than a page: what was not taken yet was not asked for', async (t) => {
  const server = await start(t);
  const asked: string[] = [];
  const real = new JournalCopySource({ ...server.journal, contents: contentsOf(t) }, 'p' as never);
  const source: CopySource = {
    page: (type, after) => {
      asked.push(type);
      return real.page(type, after);
    },
    history: (type, id, cursor) => {
      asked.push(`${type}/${id}`);
      return real.history(type, id, cursor);
    },
    content: (hash, part) => real.content(hash, part),
    looks: (stretch) => real.looks(stretch),
    holders: (origins) => real.holders(origins),
  };
  const pieces = copyPieces(source, 'p' as never);
  t.match(await pieces.next(), { value: { kind: 'resource', type: 'Patient' } });
  t.strictSame(asked, ['Patient']);
  await pieces.next();
  t.strictSame(asked, ['Patient', 'Patient/p']);
  await pieces.return(undefined);
  t.equal(asked.length, 2);
});
