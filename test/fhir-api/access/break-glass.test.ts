import type { LightMyRequestResponse } from 'fastify';
import t, { type Test } from 'tap';
import { BreakGlass } from '../../../fhir-api/care/break-glass.js';
import { parseResourceId } from '../../../protocol/ids.js';
import { Problem } from '../../../protocol/problem.js';
import { bring, checkIn, outside } from '../../support/care-world.js';
import { open } from '../../support/confidential-world.js';
import { type FhirServer, password, refusalOf, type Sender, send, startFhirServer } from '../../support/fhir-server.js';
import { labelled } from '../../support/label.js';

const [, p2] = open;
const again = { password, reason: 'emergency' };
const asJson = { 'content-type': 'application/json' };

async function start(t: Test): Promise<FhirServer> {
  const server = await startFhirServer(t, 'site', undefined, { isCareAsked: true });
  await bring(server, p2, ...outside, { ...p2, id: 'p3' });
  const condition = { resourceType: 'Condition', subject: { reference: 'Patient/p3' } };
  await bring(server, { ...condition, id: 'c3' });
  await bring(server, { ...condition, id: 'c2', subject: { reference: 'Patient/p2' }, ...labelled() });
  return server;
}

const opening = (server: FhirServer, role: Sender, patient = 'p2', body: object = again) =>
  send(server, role, 'POST', `/api/care/${patient}/glass`, JSON.stringify(body), asJson);
const statusOf = async (answer: Promise<LightMyRequestResponse>) => (await answer).statusCode;
const see = (server: FhirServer, role: Sender, key = 'Condition/c-r') => statusOf(send(server, role, 'GET', key));

t.test('[R27] a record is open to who proved it is they, of one patient, for an hour', async (t) => {
  const server = await start(t);
  t.equal(await see(server, 'doctor'), 404);
  t.match(refusalOf(await opening(server, 'doctor', 'p2', { ...again, password: 'wrong' })), { status: 401 });
  t.equal(await see(server, 'doctor'), 404, 'a wrong password opens nothing');
  t.equal(
    await statusOf(opening(server, 'doctor', 'p2', { password, reason: 'because' })),
    400,
    'a reason of the list',
  );
  t.equal(await statusOf(opening(server, 'doctor', 'never')), 404);
  t.equal(await statusOf(opening(server, 'doctor')), 201);
  t.equal(await see(server, 'doctor'), 200);
  t.match((await send(server, 'doctor', 'GET', 'Condition?code=secret')).json(), { total: undefined, entry: [{}] });
  t.equal(await see(server, 'doctor', 'Condition/c3'), 404, 'of nobody else');
  t.equal(await see(server, 'midwife'), 404, 'to nobody else');
  const note = { resourceType: 'Condition', subject: { reference: 'Patient/p2' } };
  t.equal(await statusOf(send(server, 'doctor', 'POST', 'Condition', note)), 201, 'care is written down');
  server.clock.milliseconds += 59 * 60_000;
  t.equal(await see(server, 'doctor'), 200);
  server.clock.milliseconds += 60_000;
  t.equal(await see(server, 'doctor'), 404, 'after an hour');
});

t.test('[R27] it ends by hand, with the next one and with the session, and is for who treats', async (t) => {
  const server = await start(t);
  await opening(server, 'doctor');
  t.equal(await statusOf(opening(server, 'doctor', 'p3')), 201);
  t.equal(await see(server, 'doctor'), 404, 'one at a time');
  t.equal(await see(server, 'doctor', 'Condition/c3'), 200);
  t.equal(await statusOf(send(server, 'doctor', 'DELETE', '/api/care/glass')), 204);
  t.equal(await see(server, 'doctor', 'Condition/c3'), 404);
  for (const [role, status] of [
    ...[
      ['nurse', 201],
      ['midwife', 201],
      ['pharmacist', 403],
    ],
    ...[
      ['lab', 403],
      ['reception', 403],
      ['admin', 403],
    ],
  ] as const)
    t.equal(await statusOf(opening(server, role as Sender)), status, String(role));
  t.equal(await see(server, 'nurse', 'Condition/c2'), 404, 'what is confidential stays so');
  t.equal(await see(server, 'midwife', 'Condition/c2'), 200);

  const body = JSON.stringify({ user: 'doctor', password });
  const signIn = () => server.app.inject({ method: 'POST', url: '/api/session', payload: body, headers: asJson });
  const cookie = String((await signIn()).headers['set-cookie']).split(';')[0] ?? '';
  const other = String((await signIn()).headers['set-cookie']).split(';')[0] ?? '';
  const by = async (mine: string, method: string, url: string, payload?: object) =>
    server.app.inject({
      ...{ method: method as 'GET', url, headers: { cookie: mine, ...(payload && asJson) } },
      ...(payload && { payload: JSON.stringify(payload) }),
    });
  t.equal((await by(cookie, 'POST', '/api/care/p2/glass', again)).statusCode, 201);
  t.equal((await by(cookie, 'GET', '/fhir/Condition/c-r')).statusCode, 200);
  t.equal((await by(other, 'GET', '/fhir/Condition/c-r')).statusCode, 404, 'another session of theirs');
  await by(cookie, 'DELETE', '/api/session');
  const ended = (await server.journal.glass.list('waiting', 99)).at(-1);
  t.equal(ended?.untilMilliseconds, server.clock.milliseconds, 'signed out');
});

t.test('[R27] [N5] who guesses waits, and stands in the audit; it is written before the record is open', async (t) => {
  const server = await start(t);
  for (let attempt = 0; attempt < 5; attempt += 1) await opening(server, 'doctor', 'p2', { ...again, password: 'no' });
  t.match(refusalOf(await opening(server, 'doctor')), { status: 429, code: 'too-many-attempts' });
  await opening(server, 'midwife');
  await opening(server, 'pharmacist');
  const words = server.trail().filter(({ action }) => action.startsWith('break-glass'));
  t.strictSame(
    words.map(({ author, action, subject, outcome }) => [author, action, subject, outcome]),
    [
      ['Practitioner/midwife', 'break-glass emergency', 'Patient/p2', 'done'],
      ['Practitioner/pharmacist', 'break-glass emergency', 'Patient/p2', 'refused'],
    ],
  );
  const { care, glass, records } = server.journal;
  const audit = () => Promise.reject(new Problem('disk-full'));
  const desk = new BreakGlass({ care, glass, records, audit, now: () => server.clock.milliseconds });
  const who = { role: 'nurse', name: 'n', displayName: 'N', author: 'Practitioner/n', expiresMilliseconds: 0 } as const;
  await t.rejects(desk.open(who, 'x', parseResourceId('p2'), 'advice'), { code: 'disk-full' });
  t.equal((await glass.list('waiting', 9)).length, 1, 'nothing is open that is not written down');
});

t.test('[R62] an opening reads as an emergency override, of the patient', async (t) => {
  const server = await start(t);
  await opening(server, 'doctor');
  await send(server, 'doctor', 'DELETE', '/api/care/glass');
  const { entry } = (await send(server, 'admin', 'GET', 'AuditEvent?patient=p2&type=110113')).json() as {
    entry: object[];
  };
  t.match(
    entry.map((each) => (each as { resource: object }).resource),
    [
      { subtype: [{ code: '110138' }, { code: 'break-glass-end' }] },
      {
        subtype: [{ code: '110127' }, { code: 'break-glass' }],
        entity: [{ what: { reference: 'Patient/p2' } }, { description: 'emergency' }, {}],
      },
    ],
  );
});

t.test(
  '[R28] [R29] the administrator is shown who, whom, why and which kinds, and nothing else; the chart says it',
  async (t) => {
    const server = await start(t);
    await opening(server, 'doctor');
    await see(server, 'doctor');
    await send(server, 'doctor', 'GET', 'Observation/o-r');
    await send(server, 'doctor', 'GET', 'Observation/o-r');
    await new Promise((resolve) => setTimeout(resolve, 700));
    const listed = await send(server, 'admin', 'GET', '/api/care/reviews');
    const { reviews } = listed.json() as { reviews: { id: number }[] };
    t.match(reviews, [{ patient: 'Patient/p2', author: 'Practitioner/doctor', reason: 'emergency', verdict: null }]);
    t.match(reviews[0], { acts: [{ action: 'read', kind: 'clinical', count: 3 }] });
    t.notMatch(listed.body, /Abe|secret/, 'neither a name nor content');
    for (const role of ['doctor', 'reception', 'ops'] as const)
      t.equal(await statusOf(send(server, role, 'GET', '/api/care/reviews')), 403, role);
    const judge = (verdict: string) =>
      send(server, 'admin', 'POST', `/api/care/reviews/${reviews[0]?.id}`, JSON.stringify({ verdict }), asJson);
    t.equal(await statusOf(judge('fine')), 400);
    t.equal(await statusOf(judge('justified')), 204);
    t.equal(await statusOf(judge('unjustified')), 412, 'one verdict stands');
    t.match((await send(server, 'reception', 'GET', '/api/care/p2')).json(), {
      looks: [{ user: 'doctor', reason: 'emergency', verdict: 'justified' }],
    });
    t.equal(server.trail().at(-1)?.action, 'break-glass-review justified');
  },
);

t.test('[R25] how one stands to a patient is told to who may see who they are', async (t) => {
  const server = await start(t);
  const stand = async (role: Sender) => (await send(server, role, 'GET', '/api/care/p2')).json();
  t.match(await stand('doctor'), { state: 'outside', mayReceive: false, mayOpen: true });
  t.match(await stand('reception'), { state: 'not-asked', mayReceive: true, mayOpen: false });
  t.equal(await statusOf(send(server, 'admin', 'GET', '/api/care/p2')), 403);
  await opening(server, 'doctor');
  t.match(await stand('doctor'), { state: 'opened', until: '2026-11-21T10:00:00.000Z' });
  await checkIn(server, 'p2');
  t.match(await stand('doctor'), { state: 'cared-for' });
});
