import t from 'tap';
import { bring, checkIn, outside } from '../../support/care-world.js';
import { open } from '../../support/confidential-world.js';
import {
  type FhirServer,
  machineToken,
  refusalOf,
  type Sender,
  send,
  startFhirServer,
} from '../../support/fhir-server.js';
import { askAll } from '../../support/hidden-questions.js';
import { onBothSearchFaces } from '../../support/search-faces.js';

t.setTimeout(900_000);

const here = { isCareAsked: true };
const treating = ['nurse', 'midwife', 'doctor', 'pharmacist', 'lab'] as const;
const of = (patient: string) => ({ subject: { reference: `Patient/${patient}` } });
const [p1, p2, ...rest] = open;

onBothSearchFaces(
  t,
  '[R25] of a patient whom nobody here cares for nothing changes any answer, by any way',
  async (t, { name, server, put }) => {
    await bring(server, p2);
    await put(p1, ...rest);
    const machine = await machineToken(server, 'all', 'system/*.cruds');
    const ask = (sender: Sender) => askAll(server, sender, outside, 'p2');
    const before = await Promise.all(
      ['doctor', 'nurse', machine].map(async (each) => [each, await ask(each as Sender)] as const),
    );
    await put(...outside);
    for (const [sender, answers] of before) {
      const after = await ask(sender as Sender);
      const differing = after.filter(({ answer }, index) => answer !== answers[index]?.answer);
      if (sender === machine) {
        t.ok(differing.length > after.length * 0.6, `${differing.length} of ${after.length} show it to a machine`);
      } else t.strictSame(differing, [], `${after.length} questions of a ${String(sender)}`);
    }
    t.equal((await send(server, 'doctor', 'GET', 'Patient/p2')).statusCode, 200, 'who they are is found');
    for (const { resourceType: type, id } of outside) {
      for (const role of treating)
        t.equal((await send(server, role, 'GET', `${type}/${id}`)).statusCode >= 403, true, `${role} ${type}`);
    }
    if (name === 'hub') return;
    t.equal(await checkIn(server, 'p2'), 201);
    const shown = await ask('doctor');
    const [, answers] = before[0] ?? ['', []];
    const differing = shown.filter(({ answer }, index) => answer !== answers[index]?.answer);
    t.ok(differing.length > shown.length * 0.6, `${differing.length} of ${shown.length} once they came`);
  },
  here,
);

async function start(t: Parameters<typeof startFhirServer>[0]): Promise<FhirServer> {
  const server = await startFhirServer(t, 'site', undefined, here);
  await bring(server, p2, ...outside);
  return server;
}

const remarkOf = (body: string) => /"restricted-items".*?"text":"([^"]*)"/.exec(body)?.[1];

t.test('[R23][R25] how much there is of them is told, of the types that were asked for', async (t) => {
  const server = await start(t);
  const ask = async (role: Sender, url: string) => remarkOf((await send(server, role, 'GET', url)).body);
  t.equal(await ask('doctor', 'MedicationRequest?patient=p2'), '1 restricted item');
  t.equal(
    await ask('doctor', 'MedicationRequest?patient=p2&code=known'),
    '1 restricted item',
    'whatever else is asked',
  );
  t.equal(await ask('doctor', 'Patient/p2/$everything'), `${outside.length} restricted items`);
  t.equal(await ask('doctor', 'MedicationRequest?code=secret'), undefined);
  t.equal(await ask('reception', 'Patient/p2/$everything'), undefined, 'whom it does not concern');
  await checkIn(server, 'p2');
  t.equal(await ask('doctor', 'MedicationRequest?patient=p2'), undefined);
});

t.test(
  '[R25] what names two patients where FHIR has one is of whom it is filed with, however it is asked for',
  async (t) => {
    const server = await start(t);
    await bring(server, p1);
    await checkIn(server, 'p1');
    const both = [of('p2').subject, of('p1').subject];
    const result = (id: string, subject: object) => ({ resourceType: 'Observation', id, status: 'final', subject });
    await bring(server, result('o-both', both), result('o-own', of('p1').subject));
    for (const url of [
      'Observation?patient=p1',
      'Observation?subject=Patient/p1&_sort=-date',
      'Patient/p1/$everything',
    ]) {
      const { body } = await send(server, 'doctor', 'GET', url);
      t.match(body, /o-own/, url);
      t.notMatch(body, /o-both/, url);
    }
    t.equal((await send(server, 'doctor', 'GET', 'Observation/o-both')).statusCode, 404);
    const counted = await send(server, 'doctor', 'GET', 'Observation?patient=p1&_total=accurate&_count=0');
    t.match(counted.json(), { total: 1 });
  },
);

t.test('[R25] nothing is written of them, nor over what is theirs, nor moved to them or away', async (t) => {
  const server = await start(t);
  const mine = { resourceType: 'Observation', status: 'final', code: { text: 'x' } };
  const patient = (await send(server, 'doctor', 'POST', 'Patient', { resourceType: 'Patient' })).json() as {
    id: string;
  };
  const made = await send(server, 'doctor', 'POST', 'Observation', { ...mine, ...of(patient.id) });
  t.equal(made.statusCode, 201, 'whom they registered');
  const { id } = made.json() as { id: string };
  const refused = async (method: string, url: string, body?: object) =>
    refusalOf(await send(server, 'doctor', method, url, body));
  const outsider = { status: 403, code: 'no-care-relationship' };
  t.match(await refused('POST', 'Observation', { ...mine, ...of('p2') }), outsider);
  t.match(await refused('POST', 'Observation', { ...mine, ...of('never') }), outsider, 'nor of whom nobody knows');
  t.match(await refused('PUT', `Observation/${id}`, { ...mine, id, ...of('p2') }), outsider);
  t.match(await refused('PUT', 'Observation/o-r', { ...mine, id: 'o-r', ...of(patient.id) }), { status: 403 });
  t.match(await refused('PATCH', 'Observation/o-r', [{ op: 'replace', path: '/status', value: 'final' }]), {
    status: 404,
  });
  t.equal((await send(server, 'doctor', 'DELETE', 'Observation/o-r')).statusCode, 204, 'as if it were not there');
  const entry = [{ resource: { ...mine, ...of('p2') }, request: { method: 'POST', url: 'Observation' } }];
  t.match(await refused('POST', '', { resourceType: 'Bundle', type: 'transaction', entry }), outsider);
  t.equal((await server.journal.records.read({ type: 'Observation', id: 'o-r' } as never))?.deleted, false);
});

t.test('[R26] that somebody came is written by who receives patients, and by nobody else', async (t) => {
  const arrival = { resourceType: 'Encounter', status: 'arrived', class: { code: 'AMB' }, ...of('p2') };
  for (const [role, status] of [
    ...[
      ['reception', 201],
      ['nurse', 201],
      ['midwife', 201],
    ],
    ...[
      ['doctor', 403],
      ['pharmacist', 403],
      ['lab', 403],
    ],
  ] as const) {
    const server = await start(t);
    t.equal((await send(server, role as Sender, 'POST', 'Encounter', arrival)).statusCode, status, String(role));
    const seen = await send(server, 'doctor', 'GET', 'Condition/c-r');
    t.equal(seen.statusCode, status === 201 ? 200 : 404, `${role}, then a doctor`);
  }
  const server = await start(t);
  t.equal(
    (await send(server, 'nurse', 'POST', 'Encounter', { ...arrival, status: 'planned' })).statusCode,
    403,
    'not yet',
  );
});

t.test('[R25] a relationship ends by time, and others have one of their own', async (t) => {
  const server = await start(t);
  await checkIn(server, 'p2');
  const see = async (role: Sender) => (await send(server, role, 'GET', 'Condition/c-r')).statusCode;
  t.equal(await see('doctor'), 200);
  server.clock.milliseconds += 91 * 24 * 3_600_000;
  const fresh = await startFhirServer(t, 'site', undefined, here);
  await bring(fresh, { ...p2, generalPractitioner: [{ reference: 'Practitioner/doctor' }] } as never, ...outside);
  t.equal((await send(fresh, 'doctor', 'GET', 'Condition/c-r')).statusCode, 200, 'their general practitioner');
  t.equal((await send(fresh, 'midwife', 'GET', 'Condition/c-r')).statusCode, 404);
  await bring(fresh, {
    resourceType: 'CareTeam',
    id: 't',
    ...of('p2'),
    participant: [{ member: { reference: 'Practitioner/midwife' } }],
  });
  t.equal((await send(fresh, 'midwife', 'GET', 'Condition/c-r')).statusCode, 200, 'of their care team');
  t.equal((await send(fresh, 'nurse', 'GET', 'Condition/c-r')).statusCode, 404);
});

t.test('[R25] nobody makes themselves the practitioner of whom they do not care for', async (t) => {
  const server = await start(t);
  const self = { resourceType: 'Patient', id: 'p2', generalPractitioner: [{ reference: 'Practitioner/doctor' }] };
  t.match(refusalOf(await send(server, 'doctor', 'PUT', 'Patient/p2', self)), { code: 'no-care-relationship' });
  t.equal((await send(server, 'doctor', 'GET', 'Condition/c-r')).statusCode, 404);
  t.equal(
    (await send(server, 'doctor', 'PUT', 'Patient/p2', { ...self, generalPractitioner: [], gender: 'other' }))
      .statusCode >= 200,
    true,
  );
  await checkIn(server, 'p2');
  t.equal((await send(server, 'doctor', 'PUT', 'Patient/p2', self)).statusCode, 200);
});
