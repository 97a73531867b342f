import type { LightMyRequestResponse } from 'fastify';
import t, { type Test } from 'tap';
import { BreakGlass } from '../../../fhir-api/care/break-glass.js';
import { parseResourceId } from '../../../protocol/ids.js';
import { Problem } from '../../../protocol/problem.js';
import type { Role } from '../../../record/role.js';
import { bring, checkIn, outside } from '../../support/care-world.js';
import { open } from '../../support/confidential-world.js';
import {
  type FhirServer,
  idleLockMillisecondsMax,
  password,
  refusalOf,
  send,
  startFhirServer,
} from '../../support/fhir-server.js';
import { labelled } from '../../support/label.js';
import { eventually } from '../../support/programs-records.js';
import { ask, openSession } from '../../support/session-requests.js';

const [, p2] = open;
const asJson = { 'content-type': 'application/json' };

async function start(t: Test): Promise<FhirServer> {
  const server = await startFhirServer(t, 'site', undefined, { isCareAsked: true });
  await bring(server, p2, ...outside, { ...p2, id: 'p3' });
  const condition = { resourceType: 'Condition', subject: { reference: 'Patient/p3' } };
  await bring(server, { ...condition, id: 'c3' });
  await bring(server, { ...condition, id: 'c2', subject: { reference: 'Patient/p2' }, ...labelled() });
  return server;
}

const opening = (server: FhirServer, cookie: string, patient = 'p2', reason = 'emergency') =>
  ask(server, cookie, 'POST', `/api/care/${patient}/glass`, { reason });
const statusOf = async (answer: Promise<LightMyRequestResponse>) => (await answer).statusCode;
const see = (server: FhirServer, cookie: string, key = 'Condition/c-r') =>
  statusOf(ask(server, cookie, 'GET', `/fhir/${key}`));

/** Somebody is at work in their session meanwhile, so that it is not locked. */
async function work(server: FhirServer, cookie: string, minutes: number): Promise<void> {
  const stepMilliseconds = idleLockMillisecondsMax / 2;
  for (let left = minutes * 60_000; left > 0; left -= stepMilliseconds) {
    server.clock.milliseconds += Math.min(stepMilliseconds, left);
    await ask(server, cookie, 'POST', '/api/session/use');
  }
}

t.test('[R27] a record is open to who proved it is they, of one patient, for an hour', async (t) => {
  const server = await start(t);
  const doctor = await openSession(server);
  t.equal(await see(server, doctor), 404);
  t.equal(await statusOf(opening(server, doctor, 'p2', 'because')), 400, 'a reason of the list');
  t.equal(await statusOf(opening(server, doctor, 'never')), 404);
  t.equal(await statusOf(opening(server, doctor)), 201);
  t.equal(await see(server, doctor), 200);
  t.match((await ask(server, doctor, 'GET', '/fhir/Condition?code=secret')).json(), { total: undefined, entry: [{}] });
  t.equal(await see(server, doctor, 'Condition/c3'), 404, 'of nobody else');
  t.equal(await see(server, await openSession(server, 'midwife')), 404, 'to nobody else');
  t.equal(await statusOf(send(server, 'doctor', 'GET', 'Condition/c-r')), 404, 'nor to a token of theirs');
  const note = { resourceType: 'Condition', subject: { reference: 'Patient/p2' } };
  t.equal(await statusOf(ask(server, doctor, 'POST', '/fhir/Condition', note)), 201, 'care is written down');
  await work(server, doctor, 59);
  t.equal(await see(server, doctor), 200);
  server.clock.milliseconds += 60_000 - 1;
  t.equal(await see(server, doctor), 200);
  server.clock.milliseconds += 1;
  t.equal(await see(server, doctor), 404, 'after an hour');
});

t.test('[R27][N17] it wants a proof of the last five minutes, and tokens open nothing', async (t) => {
  const server = await start(t);
  const doctor = await openSession(server);
  await work(server, doctor, 5);
  t.match(refusalOf(await opening(server, doctor)), { status: 401, code: 'proof-wanted' });
  t.equal(await see(server, doctor), 404);
  const prove = (typed: string) => ask(server, doctor, 'POST', '/api/session/proof', { password: typed });
  t.match(refusalOf(await prove('wrong')), { status: 401, code: 'credentials-wrong' });
  t.match(refusalOf(await opening(server, doctor)), { code: 'proof-wanted' });
  await prove(password);
  t.equal(await statusOf(opening(server, doctor)), 201);
  const body = JSON.stringify({ reason: 'emergency' });
  for (const more of [{}, { cookie: doctor }]) {
    const headers = { ...asJson, ...more };
    t.equal(await statusOf(send(server, 'doctor', 'POST', '/api/care/p3/glass', body, headers)), 403, 'by a token');
  }
  t.equal(await see(server, doctor, 'Condition/c3'), 404);
});

t.test('[R27] it ends by hand, with the next one and with the session, and is for who treats', async (t) => {
  const server = await start(t);
  const doctor = await openSession(server);
  await opening(server, doctor);
  t.equal(await statusOf(opening(server, doctor, 'p3')), 201);
  t.equal(await see(server, doctor), 404, 'one at a time');
  const [first] = await server.journal.glass.list('waiting', 1);
  t.equal(first?.untilMilliseconds, server.clock.milliseconds, 'the one before has ended');
  t.equal(await see(server, doctor, 'Condition/c3'), 200);
  t.equal(await statusOf(ask(server, doctor, 'DELETE', '/api/care/glass')), 204);
  t.equal(await see(server, doctor, 'Condition/c3'), 404);
  const statuses: Partial<Record<Role, number>> = {
    ...{ nurse: 201, midwife: 201, pharmacist: 403, lab: 403, reception: 403, admin: 403, ops: 403, authority: 403 },
  };
  for (const [role, status] of Object.entries(statuses))
    t.equal(await statusOf(opening(server, await openSession(server, role))), status, role);
});

t.test(
  '[R27] what is confidential stays hidden; another session of theirs sees nothing; it ends with the session',
  async (t) => {
    const server = await start(t);
    for (const [role, status] of [
      ['nurse', 404],
      ['midwife', 200],
    ] as const) {
      const cookie = await openSession(server, role);
      await opening(server, cookie);
      t.equal(await see(server, cookie, 'Condition/c2'), status, role);
    }
    const [mine, other] = [await openSession(server), await openSession(server)];
    t.equal(await statusOf(opening(server, mine)), 201);
    t.equal(await see(server, mine), 200);
    t.equal(await see(server, other), 404, 'another session of theirs');
    await ask(server, mine, 'DELETE', '/api/session');
    const ended = (await server.journal.glass.list('waiting', 99)).at(-1);
    t.equal(ended?.untilMilliseconds, server.clock.milliseconds, 'signed out');
  },
);

t.test('[R27] it stands in the audit before the record is open, also where it is refused', async (t) => {
  const server = await start(t);
  await opening(server, await openSession(server, 'midwife'));
  await opening(server, await openSession(server, 'pharmacist'));
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
  const doctor = await openSession(server);
  await opening(server, doctor);
  await ask(server, doctor, 'DELETE', '/api/care/glass');
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
  '[R28][R29] the administrator is shown who, whom, why and which kinds, and nothing else; the chart says it',
  async (t) => {
    const server = await start(t);
    const doctor = await openSession(server);
    await opening(server, doctor);
    await see(server, doctor);
    for (const _ of [1, 2]) await see(server, doctor, 'Observation/o-r');
    const listed = await eventually('looks are written down', async () => {
      const answer = await send(server, 'admin', 'GET', '/api/care/reviews');
      return answer.json().reviews[0]?.acts[0]?.count >= 3 && answer;
    });
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
      looks: [{ displayName: 'Mme doctor', reason: 'emergency', verdict: 'justified' }],
    });
    t.equal(server.trail().at(-1)?.action, 'break-glass-review justified');
  },
);

t.test('[R28] the chief doctor has the duty, too, and nobody judges what they opened themselves', async (t) => {
  const server = await start(t);
  const [doctor, chief] = [await openSession(server), await openSession(server, 'chief')];
  await opening(server, doctor);
  await opening(server, chief);
  const { reviews } = (await ask(server, chief, 'GET', '/api/care/reviews')).json() as {
    reviews: { id: number; author: string }[];
  };
  t.strictSame(
    reviews.map(({ author }) => author),
    ['Practitioner/doctor', 'Practitioner/chief'],
  );
  const judge = (id: number | undefined) =>
    ask(server, chief, 'POST', `/api/care/reviews/${id}`, { verdict: 'justified' });
  t.equal(await statusOf(judge(reviews[1]?.id)), 403, 'one’s own');
  t.equal(await statusOf(judge(reviews[0]?.id)), 204);
  t.equal(await statusOf(ask(server, chief, 'GET', '/fhir/AuditEvent')), 403, 'and sees no more than a doctor');
  t.equal(await see(server, chief, 'Condition/c3'), 404);
});

t.test('[R25] how one stands to a patient is told to who may see who they are', async (t) => {
  const server = await start(t);
  const doctor = await openSession(server);
  const stand = async () => (await ask(server, doctor, 'GET', '/api/care/p2')).json();
  t.match(await stand(), { state: 'outside', mayReceive: false, mayOpen: true });
  const atReception = (await send(server, 'reception', 'GET', '/api/care/p2')).json();
  t.match(atReception, { state: 'not-asked', mayReceive: true, mayOpen: false });
  t.equal(await statusOf(send(server, 'admin', 'GET', '/api/care/p2')), 403);
  await opening(server, doctor);
  t.match(await stand(), { state: 'opened', until: '2026-11-21T10:00:00.000Z' });
  await checkIn(server, 'p2');
  t.match(await stand(), { state: 'cared-for' });
});
