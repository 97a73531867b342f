import t, { type Test } from 'tap';
import { bring } from '../../support/care-world.js';
import { type FhirServer, machineToken, refusalOf, send, startFhirServer } from '../../support/fhir-server.js';
import { ask, openSession } from '../../support/session-requests.js';

const subject = { reference: 'Patient/p' };
const code = { text: 'Drépanocytose' };
const word = /Drépanocytose/;

/** A patient in the care of the hospital, with an illness and a result. */
async function start(t: Test): Promise<FhirServer> {
  const server = await startFhirServer(t, 'site', undefined, { isCareAsked: true });
  await bring(
    server,
    { resourceType: 'Patient', id: 'p', name: [{ family: 'Abena' }] },
    { resourceType: 'Condition', id: 'c', subject, code },
    { resourceType: 'Observation', id: 'o', status: 'final', subject, code },
  );
  const arrival = {
    ...{ resourceType: 'Encounter', id: 'e', status: 'arrived', subject },
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
  };
  t.equal((await send(server, 'nurse', 'PUT', 'Encounter/e', arrival)).statusCode, 201);
  return server;
}

const restriction = (server: FhirServer, method: 'POST' | 'DELETE', role = 'reception') =>
  send(server, role as 'reception', method, '/api/care/p/restriction');

/** By every way there is; what a role is shown of the illness. */
async function shown(
  server: FhirServer,
  role: 'doctor' | 'nurse' | 'pharmacist' | 'chief' = 'doctor',
): Promise<string[]> {
  const ways = [
    'Condition/c',
    'Condition/c/_history',
    'Condition/c/_history/1',
    'Condition?patient=p',
    'Condition?code:text=Dr',
  ];
  ways.push(
    'Patient/p/$everything',
    'Patient?_id=p&_revinclude=Condition:subject',
    'Patient?_has:Condition:subject:_id=c',
  );
  ways.push(
    'Patient/p/Condition',
    'Patient/p/$summary',
    'Observation/$lastn?patient=p&category=x',
    'Observation?patient=p',
  );
  const found: string[] = [];
  for (const way of ways) if (word.test((await send(server, role, 'GET', way)).body)) found.push(way);
  return found;
}

t.test(
  '[R35] [R36] a record that its patient restricts is open to nobody who cares for them, until it is lifted',
  async (t) => {
    const server = await start(t);
    const before = { doctor: await shown(server), nurse: await shown(server, 'nurse') };
    t.ok(before.doctor.length >= 6, before.doctor.join(' '));
    t.equal((await restriction(server, 'POST')).statusCode, 204);
    for (const role of ['doctor', 'nurse', 'pharmacist', 'chief'] as const)
      t.strictSame(await shown(server, role), [], role);
    const note = { resourceType: 'Condition', subject, code };
    t.strictSame(refusalOf(await send(server, 'doctor', 'POST', 'Condition', note)).code, 'no-care-relationship');
    const found = async (way: string) => ((await send(server, 'doctor', 'GET', way)).json() as { total: number }).total;
    t.equal(await found('Condition?patient=p&_summary=count'), 0, 'nor by a total');
    t.equal(await found('Patient?_has:Condition:subject:_id=c&_summary=count'), 0, 'nor on the way of a chain');
    const everything = await send(server, 'doctor', 'GET', 'Patient/p/$everything');
    t.match(everything.body, /suppressed/, 'that there is something is said');
    t.match((await send(server, 'doctor', 'GET', '/api/care/p')).json(), {
      ...{ state: 'outside', isRestricted: true, mayRestrict: true, mayOpen: true },
    });
    t.match((await send(server, 'reception', 'GET', '/api/care/p')).json(), { state: 'not-asked', isRestricted: true });
    t.equal((await send(server, 'doctor', 'GET', 'Patient/p')).statusCode, 200, 'who they are is known');
    t.equal((await restriction(server, 'DELETE')).statusCode, 204);
    t.strictSame({ doctor: await shown(server), nurse: await shown(server, 'nurse') }, before);
    t.match(
      server.trail().filter(({ subject: of }) => of.startsWith('Consent/')),
      [
        { author: 'Practitioner/reception', action: 'create' },
        { author: 'Practitioner/reception', action: 'update' },
      ],
    );
  },
);

t.test('[R35] in an emergency it is opened with a reason, and that is reviewed', async (t) => {
  const server = await start(t);
  await restriction(server, 'POST', 'doctor');
  const doctor = await openSession(server);
  t.equal((await ask(server, doctor, 'GET', '/fhir/Condition/c')).statusCode, 404);
  t.equal((await ask(server, doctor, 'POST', '/api/care/p/glass', { reason: 'emergency' })).statusCode, 201);
  t.equal((await ask(server, doctor, 'GET', '/fhir/Condition/c')).statusCode, 200);
  t.match((await ask(server, doctor, 'GET', '/fhir/Condition?patient=p')).body, word);
  t.equal((await server.journal.glass.list('waiting', 10)).length, 1);
});

t.test('[R35] a Consent that comes as such counts, one of research or an advance directive does not', async (t) => {
  const server = await start(t);
  const consent = (more: object) => ({
    ...{ resourceType: 'Consent', id: 'k', status: 'active', patient: subject, dateTime: '2026-11-01' },
    scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
    category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
    ...{ policyRule: { text: 'x' }, provision: { type: 'deny' }, ...more },
  });
  const isSeen = async () => (await send(server, 'doctor', 'GET', 'Condition/c')).statusCode === 200;
  await bring(server, consent({ provision: { type: 'deny', purpose: [{ code: 'HRESCH' }] } }));
  t.equal(await isSeen(), true, 'research');
  await bring(server, consent({ scope: { coding: [{ code: 'adr' }] } }));
  t.equal(await isSeen(), true, 'an advance directive');
  await bring(server, consent({ provision: { type: 'deny', period: { end: '2026-11-20' } } }));
  t.equal(await isSeen(), true, 'over');
  await bring(server, consent({}));
  t.equal(await isSeen(), false);
});

t.test('[R36] who may write it down, once, and for somebody who is here', async (t) => {
  const server = await start(t);
  for (const role of ['admin', 'ops', 'authority', 'pharmacist', 'lab'] as const) {
    t.equal((await restriction(server, 'POST', role)).statusCode, 403, role);
    t.equal((await restriction(server, 'DELETE', role)).statusCode, 403, role);
  }
  const machine = await machineToken(server, 'm', 'system/*.cruds');
  t.equal((await send(server, machine, 'POST', '/api/care/p/restriction')).statusCode, 403);
  t.equal((await send(server, 'nurse', 'POST', '/api/care/nobody/restriction')).statusCode, 404);
  t.equal((await restriction(server, 'DELETE')).statusCode, 404);
  t.equal((await restriction(server, 'POST')).statusCode, 204);
  t.equal((await restriction(server, 'POST')).statusCode, 409);
});
