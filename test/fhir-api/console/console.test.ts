import t from 'tap';
import { roles } from '../../../record/role.js';
import { addPatient, type FhirServer, refusalOf, send, startFhirServer } from '../../support/fhir-server.js';
import { ask, openSession } from '../../support/session-requests.js';

const day = 24 * 3_600_000;

async function read<T>(server: FhirServer, path: string): Promise<T> {
  const answer = await send(server, 'admin', 'GET', `/api/console/${path}`);
  return answer.json() as T;
}

t.test('[R33] the administrator sees accounts with their licences, and what each role may do', async (t) => {
  const server = await startFhirServer(t);
  const practitioner = {
    ...{ resourceType: 'Practitioner', id: 'doctor', name: [{ text: 'Mme doctor' }] },
    qualification: [{ code: { text: 'Ordre des médecins' }, period: { start: '2020', end: '2026-11-01' } }],
  };
  t.equal((await send(server, 'admin', 'PUT', 'Practitioner/doctor', practitioner)).statusCode, 201);
  await openSession(server, 'doctor');
  await server.journal.people.updateUser('nurse', { disabled: true });
  const { accounts } = await read<{ accounts: { user: string }[] }>(server, 'accounts');
  t.equal(accounts.length, roles.length);
  const accountOf = (user: string) => accounts.find((each) => each.user === user);
  t.match(accountOf('doctor'), {
    ...{ role: 'doctor', disabled: false, hasSecondFactor: false, isLicensed: false },
    ...{
      licences: [{ name: 'Ordre des médecins', from: '2020', until: '2026-11-01' }],
      lastSignIn: /^2026-11-21T09:00/,
    },
  });
  t.match(accountOf('nurse'), { disabled: true, isLicensed: true, licences: [], lastSignIn: null });
  t.notMatch(JSON.stringify(accounts), /scrypt/, 'no hash');
  const { kinds } = await read<{ kinds: { kind: string; cells: Record<string, string> }[] }>(server, 'access');
  t.match(
    kinds.find(({ kind }) => kind === 'clinical'),
    { cells: { doctor: 'all (care)', admin: '–' } },
  );
});

t.test('[R33] [N18] a security key is a second factor in the list of accounts, until it was copied', async (t) => {
  const server = await startFhirServer(t);
  const { securityKeys } = server.journal;
  const key = { id: 'aaaa', user: 'doctor', name: 'Clé bleue', publicKey: Buffer.from('00', 'hex'), host: 'a.local' };
  await securityKeys.add({ ...key, signCount: 5, transports: ['usb'], verifies: true, addedMilliseconds: 1 });
  const withFactor = async () => {
    const { accounts } = await read<{ accounts: { user: string; hasSecondFactor: boolean }[] }>(server, 'accounts');
    return accounts.filter(({ hasSecondFactor }) => hasSecondFactor).map(({ user }) => user);
  };
  t.strictSame(await withFactor(), ['doctor']);
  t.equal(await securityKeys.use('aaaa', 4, 2), 'copied');
  t.strictSame(await withFactor(), []);
});

t.test('[R33] a session that the administrator ends is over at once, with what it had open', async (t) => {
  const server = await startFhirServer(t);
  const doctor = await openSession(server, 'doctor');
  server.clock.milliseconds += 1_000;
  const nurse = await openSession(server, 'nurse');
  interface Shown {
    readonly sessions: readonly { readonly id: string; readonly user: string }[];
  }
  const before = await read<Shown>(server, 'sessions');
  t.match(before.sessions, [{ user: 'nurse', isLocked: false, address: '127.0.0.1', reasons: [] }, { user: 'doctor' }]);
  const [theirs] = before.sessions.filter(({ user }) => user === 'doctor');
  t.equal((await send(server, 'admin', 'DELETE', `/api/console/sessions/${theirs?.id}`)).statusCode, 204);
  t.equal((await ask(server, doctor, 'GET', '/api/session')).statusCode, 401);
  t.equal((await ask(server, nurse, 'GET', '/api/session')).statusCode, 200);
  t.match(server.audited.at(-1), {
    author: 'Practitioner/admin',
    action: 'session-end',
    subject: 'Practitioner/doctor',
  });
  t.strictSame(refusalOf(await send(server, 'admin', 'DELETE', `/api/console/sessions/${theirs?.id}`)).status, 404);
  const hashes = JSON.stringify(before);
  t.notMatch(hashes, /[0-9a-f]{64}/, 'no whole hash');
});

t.test(
  '[R32] [R33] unusual sign-ins stand there, are noted as seen once, and say what their person said',
  async (t) => {
    const server = await startFhirServer(t);
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      const payload = JSON.stringify({ user: name, password: 'wrong' });
      const headers = { 'content-type': 'application/json' };
      await server.app.inject({ method: 'POST', url: '/api/session', headers, payload });
    }
    const shown = await read<{ signIns: { id: number }[] }>(server, 'sign-ins');
    t.match(shown.signIns, [{ user: '', reasons: ['accounts'], accounts: 5, isSeen: false, answer: null }]);
    const url = `/api/console/sign-ins/${shown.signIns[0]?.id}/seen`;
    t.equal((await send(server, 'admin', 'POST', url)).statusCode, 204);
    t.equal((await send(server, 'admin', 'POST', url)).statusCode, 412);
    t.match(await read(server, 'sign-ins'), { signIns: [{ isSeen: true }] });
    t.equal((await send(server, 'admin', 'POST', '/api/console/sign-ins/999/seen')).statusCode, 404);
  },
);

t.test('[R33] statistics count what was done by day and kind, and say nothing of whom', async (t) => {
  const server = await startFhirServer(t);
  server.clock.milliseconds -= day;
  const id = await addPatient(server);
  server.clock.milliseconds += day;
  for (let index = 0; index < 3; index += 1) await send(server, 'doctor', 'GET', `Patient/${id}`);
  const condition = { resourceType: 'Condition', subject: { reference: `Patient/${id}` }, code: { text: 'Paludisme' } };
  await send(server, 'doctor', 'POST', 'Condition', condition);
  await send(server, 'lab', 'POST', 'Condition', condition);
  await send(server, 'admin', 'GET', '/fhir/AuditEvent?_count=1');
  const { statistics, isWhole } = await read<{ statistics: object[]; isWhole: boolean }>(server, 'statistics?days=30');
  t.equal(isWhole, true);
  const expected = [
    { day: '2026-11-21', act: 'look', kind: 'identity', count: 3 },
    { day: '2026-11-21', act: 'write', kind: 'clinical', count: 1 },
    { day: '2026-11-21', act: 'refused', kind: 'none', count: 1 },
    { day: '2026-11-20', act: 'write', kind: 'identity', count: 1 },
  ];
  for (const each of expected)
    t.strictSame(statistics.filter((one) => JSON.stringify(one) === JSON.stringify(each)).length, 1);
  t.notMatch(JSON.stringify(statistics), new RegExp(id));
  t.match(await read(server, 'statistics?days=1'), { statistics: [{ day: '2026-11-21' }] });
  for (const days of ['0', '401', 'x', '-1']) {
    t.equal((await send(server, 'admin', 'GET', `/api/console/statistics?days=${days}`)).statusCode, 400);
  }
});

t.test('[R33] nobody else, and no machine, gets there', async (t) => {
  const server = await startFhirServer(t);
  const paths = ['accounts', 'access', 'sessions', 'sign-ins', 'statistics'];
  for (const role of roles.filter((each) => each !== 'admin')) {
    for (const path of paths)
      t.equal((await send(server, role, 'GET', `/api/console/${path}`)).statusCode, 403, `${role} ${path}`);
  }
});
