import t, { type Test } from 'tap';
import { bring, checkIn } from '../../support/care-world.js';
import { type FhirServer, refusalOf, type Sender, send, startFhirServer } from '../../support/fhir-server.js';

const subject = { reference: 'Patient/p' };
const json = { 'content-type': 'application/json' };
const restricted = {
  security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }],
};

async function start(t: Test): Promise<FhirServer> {
  const server = await startFhirServer(t, 'site', undefined, { isCareAsked: true });
  await bring(
    server,
    { resourceType: 'Patient', id: 'p', name: [{ family: 'Abena' }], birthDate: '1990-02-01' },
    { resourceType: 'Condition', id: 'c', subject, code: { text: 'Drépanocytose SS' } },
    { resourceType: 'Condition', id: 'k', meta: restricted, subject, code: { text: 'VIH' } },
    { resourceType: 'Observation', id: 'o', status: 'final', subject, code: { text: 'Poids' } },
  );
  t.equal(await checkIn(server, 'p'), 201);
  return server;
}

interface Shown {
  readonly corrections: readonly {
    readonly id: string;
    readonly kind: string;
    readonly changes: readonly object[];
    readonly reasons: readonly string[];
  }[];
}
const corrections = async (server: FhirServer, who: Sender, language = 'fr') =>
  (await send(server, who, 'GET', `/api/privacy/p/corrections?language=${language}`)).json() as Shown;
const requests = async (server: FhirServer, who: Sender = 'reception') =>
  ((await send(server, who, 'GET', '/api/privacy/p/rectifications')).json() as { rectifications: Request[] })
    .rectifications;
interface Request {
  readonly id: string;
  readonly state: string;
}
const post = (server: FhirServer, who: Sender, path: string, body: object) =>
  send(server, who, 'POST', `/api/privacy/p/rectifications${path}`, body, json);

t.test('[R39] a correction is shown with what stood before, what stands, who, when and why', async (t) => {
  const server = await start(t);
  const reason = JSON.stringify({ resourceType: 'Provenance', reason: [{ text: 'erreur de frappe' }] });
  const header = { 'x-provenance': Buffer.from(reason).toString('latin1') };
  const change = { resourceType: 'Condition', id: 'c', subject, code: { text: 'Drépanocytose AS' } };
  t.equal((await send(server, 'doctor', 'PUT', 'Condition/c', change, header)).statusCode, 200);
  const { corrections: shown } = await corrections(server, 'doctor');
  t.match(shown, [
    {
      ...{ type: 'Condition', id: 'c', kind: 'changed', reasons: ['erreur de frappe'], authorName: 'Mme doctor' },
      changes: [{ label: 'quoi', before: 'Drépanocytose SS', after: 'Drépanocytose AS' }],
    },
  ]);
  t.match(await corrections(server, 'doctor', 'en'), { corrections: [{ changes: [{ label: 'what' }] }] });
  t.match(refusalOf(await send(server, 'doctor', 'GET', '/api/privacy/p/corrections?language=de')).status, 400);
});

t.test('[R39] [R22] [R25] nobody is shown a correction of what they may not see', async (t) => {
  const server = await start(t);
  const change = { resourceType: 'Condition', id: 'k', meta: restricted, subject, code: { text: 'VIH 1' } };
  t.equal((await send(server, 'doctor', 'PUT', 'Condition/k', change)).statusCode, 200);
  const names = { resourceType: 'Patient', id: 'p', name: [{ family: 'Abéna' }], birthDate: '1990-02-01' };
  t.equal((await send(server, 'reception', 'PUT', 'Patient/p', names)).statusCode, 200);
  const ids = async (who: Sender) => (await corrections(server, who)).corrections.map(({ id }) => id).toSorted();
  t.strictSame(await ids('doctor'), ['k', 'p']);
  t.strictSame(await ids('nurse'), ['p'], 'confidential');
  t.strictSame(await ids('reception'), ['p'], 'clinical');
  t.equal((await send(server, 'admin', 'GET', '/api/privacy/p/corrections')).statusCode, 403);
  await bring(server, { resourceType: 'Patient', id: 'far' });
  const far = await send(server, 'doctor', 'GET', '/api/privacy/far/corrections');
  t.equal(refusalOf(far).code, 'no-care-relationship');
});

t.test('[R39] a request is noted, answered once with a reason that stays, and stands in the copy', async (t) => {
  const server = await start(t);
  t.equal((await post(server, 'nurse', '', { what: 'Née le 2 janvier, non le 1er février' })).statusCode, 204);
  const [open] = await requests(server);
  t.match(open, { state: 'open', what: /2 janvier/, due: /^2026-12-21/, reason: null });
  t.equal((await post(server, 'nurse', `/${open?.id}`, { answer: 'done', reason: 'x' })).statusCode, 403);
  for (const wrong of [{ answer: 'done' }, { answer: 'done', reason: ' ' }, { answer: 'perhaps', reason: 'x' }])
    t.equal((await post(server, 'doctor', `/${open?.id}`, wrong)).statusCode, 400);
  const refused = { answer: 'refused', reason: 'L’acte de naissance dit autrement' };
  t.equal((await post(server, 'doctor', `/${open?.id}`, refused)).statusCode, 204);
  t.match(await requests(server), [{ state: 'refused', reason: refused.reason }]);
  t.equal((await post(server, 'doctor', `/${open?.id}`, { answer: 'done', reason: 'non' })).statusCode, 409);
  t.equal((await post(server, 'doctor', '/c', refused)).statusCode, 404, 'what is none');
  const copy = await send(server, 'doctor', 'POST', '/api/privacy/p/copy', { form: 'page', language: 'fr' }, json);
  t.match(copy.body, /2 janvier/);
  t.match(copy.body, /L’acte de naissance dit autrement/);
});

t.test('[R39] what is not a request is refused, and nothing is written', async (t) => {
  const server = await start(t);
  for (const body of [{}, { what: '' }, { what: 7 }, { what: 'x'.repeat(1_001) }, 'what'])
    t.equal((await post(server, 'reception', '', body as object)).statusCode, 400);
  for (const role of ['pharmacist', 'lab', 'admin', 'ops', 'authority'] as const)
    t.equal((await post(server, role, '', { what: 'x' })).statusCode, 403, role);
  t.strictSame(await requests(server), []);
});
