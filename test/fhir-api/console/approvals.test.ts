import t, { type Test } from 'tap';
import { hashPassword } from '../../../provisioning/secrets/password.js';
import { roles } from '../../../record/role.js';
import { type FhirServer, password, refusalOf, send, startFhirServer } from '../../support/fhir-server.js';
import { ask, cookieOf, openSession } from '../../support/session-requests.js';

const url = '/api/console/approvals';

/** A hospital where a doctor was added at the command line. */
async function withNewDoctor(t: Test, name = 'late'): Promise<FhirServer> {
  const server = await startFhirServer(t);
  const user = {
    name,
    displayName: 'Dr Late',
    role: 'doctor',
    author: `Practitioner/${name}`,
    disabled: true,
  } as const;
  const asked = { user: name, role: 'doctor', isNew: true, madeBy: 'carnet:operator', madeMilliseconds: 5 } as const;
  await server.journal.people.addUser({ ...user, passwordHash: await hashPassword(password) }, asked);
  return server;
}

const signIn = (server: FhirServer, secret: string, user = 'late') =>
  ask(server, '', 'POST', '/api/session', { user, password: secret });

t.test('[N28] who waits is told so by the right password alone, in both languages', async (t) => {
  const server = await withNewDoctor(t);
  const wrong = await signIn(server, 'wrong');
  const unknown = await signIn(server, 'wrong', 'nobody');
  t.strictSame([wrong.statusCode, wrong.json()], [unknown.statusCode, unknown.json()], 'nobody learns of it');
  t.match(refusalOf(await signIn(server, password)), { status: 401, code: 'account-waiting' });
  for (const [language, said] of [
    ['fr', /administration de l’hôpital/],
    ['en', /hospital’s administrator/],
  ] as const) {
    const payload = JSON.stringify({ user: 'late', password });
    const headers = { 'content-type': 'application/json', 'accept-language': language };
    const answer = await server.app.inject({ method: 'POST', url: '/api/session', headers, payload });
    t.match(answer.body, said);
    t.equal(answer.headers['set-cookie'], undefined);
  }
  await server.journal.people.updateUser('nurse', { disabled: true });
  t.match(
    refusalOf(await signIn(server, password, 'nurse')),
    { code: 'credentials-wrong' },
    'who is disabled is told nothing',
  );
});

t.test(
  '[N27] an administrator or the chief doctor approves in a session, and the account works from then on',
  async (t) => {
    for (const role of ['admin', 'chief'] as const) {
      const server = await withNewDoctor(t);
      const cookie = await openSession(server, role);
      const { approvals } = (await ask(server, cookie, 'GET', url)).json();
      t.match(approvals, [
        { user: 'late', role: 'doctor', isNew: true, roleNow: null, by: { kind: 'command-line' }, mayJudge: true },
      ]);
      t.equal((await ask(server, cookie, 'POST', `${url}/late`, { verdict: 'approved' })).statusCode, 204);
      t.match(server.kept.users, [{ name: 'late', disabled: false }], 'outside of the database, too');
      t.match(server.audited.at(-1), {
        action: 'user-approve doctor',
        author: `Practitioner/${role}`,
        subject: 'Practitioner/late',
      });
      const inside = await signIn(server, password);
      t.equal(inside.statusCode, 200);
      const told = (await ask(server, cookieOf(inside), 'GET', '/api/account/changes')).json();
      t.match(told, { changes: [{ change: 'approved', by: { kind: 'person', name: `Mme ${role}` }, isNew: true }] });
      t.match(refusalOf(await ask(server, cookie, 'POST', `${url}/late`, { verdict: 'approved' })), { status: 404 });
    }
  },
);

t.test('[N27] no token, no other role, no old proof, nobody for themselves', async (t) => {
  const server = await withNewDoctor(t);
  for (const role of roles) {
    const answer = await send(server, role, 'POST', `${url}/late`, { verdict: 'approved' });
    t.equal(answer.statusCode, 403, `a token of ${role}, which who is at the box can make`);
    if (role === 'admin' || role === 'chief') continue;
    const cookie = await openSession(server, role);
    t.equal((await ask(server, cookie, 'GET', url)).statusCode, 403, role);
    t.equal((await ask(server, cookie, 'POST', `${url}/late`, { verdict: 'approved' })).statusCode, 403, role);
    t.equal((await ask(server, cookie, 'DELETE', `${url}/late`)).statusCode, 403, role);
  }
  const admin = await openSession(server, 'admin');
  t.match(refusalOf(await ask(server, admin, 'POST', `${url}/late`, { verdict: 'perhaps' })), { status: 400 });
  t.match(refusalOf(await ask(server, admin, 'POST', `${url}/nobody`, { verdict: 'approved' })), { status: 404 });
  const own = { user: 'admin', role: 'chief', isNew: false, madeBy: 'carnet:operator', madeMilliseconds: 5 } as const;
  await server.journal.approvals.ask(own);
  t.match(refusalOf(await ask(server, admin, 'POST', `${url}/admin`, { verdict: 'approved' })), { status: 403 });
  await server.journal.approvals.ask({ ...own, user: 'nurse', role: 'doctor', madeBy: 'Practitioner/admin' });
  t.match(
    refusalOf(await ask(server, admin, 'POST', `${url}/nurse`, { verdict: 'approved' })),
    { status: 403 },
    'what they made',
  );
  server.clock.milliseconds += 4 * 60_000;
  await ask(server, admin, 'POST', '/api/session/use');
  server.clock.milliseconds += 2 * 60_000;
  t.match(refusalOf(await ask(server, admin, 'POST', `${url}/late`, { verdict: 'approved' })), {
    code: 'proof-wanted',
  });
  t.equal((await server.journal.people.findUser('late'))?.disabled, true);
});

t.test('[N28] what was refused is taken away, and only that', async (t) => {
  const server = await withNewDoctor(t);
  const admin = await openSession(server, 'admin');
  const at = (method: 'POST' | 'DELETE', body?: object) => ask(server, admin, method, `${url}/late`, body);
  t.match(refusalOf(await at('DELETE')), { status: 412 }, 'it waits');
  t.equal((await at('POST', { verdict: 'refused' })).statusCode, 204);
  t.match(refusalOf(await at('POST', { verdict: 'approved' })), { status: 412 });
  t.match(refusalOf(await signIn(server, password)), { code: 'account-waiting' }, 'they ask the same people');
  t.match((await ask(server, admin, 'GET', url)).json(), { approvals: [{ isRefused: true }] });
  t.equal((await at('DELETE')).statusCode, 204);
  t.equal(await server.journal.people.findUser('late'), undefined);
  t.match(refusalOf(await signIn(server, password)), { code: 'credentials-wrong' });
  t.strictSame(
    server.audited.filter(({ action }) => action.startsWith('user-')).map(({ action }) => action),
    ['user-refuse doctor', 'user-remove'],
  );
  t.match(refusalOf(await at('DELETE')), { status: 404 });
});

t.test(
  '[N26] another role that is approved ends the sessions of the old one; one that is refused changes nothing',
  async (t) => {
    const server = await withNewDoctor(t);
    const admin = await openSession(server, 'admin');
    const nurse = await openSession(server, 'nurse');
    const asked = {
      user: 'nurse',
      role: 'doctor',
      isNew: false,
      madeBy: 'carnet:operator',
      madeMilliseconds: 5,
    } as const;
    await server.journal.approvals.ask(asked);
    t.equal((await ask(server, nurse, 'GET', '/api/session')).statusCode, 200, 'they work on');
    t.equal((await ask(server, admin, 'POST', `${url}/nurse`, { verdict: 'refused' })).statusCode, 204);
    t.equal((await ask(server, admin, 'DELETE', `${url}/nurse`)).statusCode, 204);
    t.match(await server.journal.people.findUser('nurse'), { role: 'nurse', disabled: false });
    await server.journal.approvals.ask(asked);
    t.match((await ask(server, admin, 'GET', url)).json(), {
      approvals: [{}, { user: 'nurse', roleNow: 'nurse', role: 'doctor' }],
    });
    t.equal((await ask(server, admin, 'POST', `${url}/nurse`, { verdict: 'approved' })).statusCode, 204);
    t.equal((await ask(server, nurse, 'GET', '/api/session')).statusCode, 401);
    t.match(await server.journal.people.findUser('nurse'), { role: 'doctor' });
  },
);
