import t from 'tap';
import { refusalOf, send, startFhirServer } from '../../support/fhir-server.js';
import { ask, openSession } from '../../support/session-requests.js';

const json = { 'content-type': 'application/json' };
const licence = { name: 'Ordre des médecins', number: '4711', from: '', until: '2027-12-31' };
const address = '/api/console/accounts/doctor/licence';

async function start(t: Parameters<typeof startFhirServer>[0]) {
  const server = await startFhirServer(t);
  const name = [{ text: 'Mme doctor' }];
  await send(server, 'admin', 'PUT', 'Practitioner/doctor', { resourceType: 'Practitioner', id: 'doctor', name });
  const licences = async () => {
    const { accounts } = (await send(server, 'admin', 'GET', '/api/console/accounts')).json();
    return accounts.find(({ user }: { user: string }) => user === 'doctor').licences;
  };
  const put = (body: object) => send(server, 'admin', 'PUT', address, body, json);
  return { server, licences, put };
}

t.test('[R50] the administrator gives a licence, renews it and takes it away; its person is told', async (t) => {
  const { server, licences, put } = await start(t);
  // What they had until then is known from when they come.
  await ask(server, await openSession(server, 'doctor'), 'GET', '/api/account/changes');
  t.equal((await put(licence)).statusCode, 204);
  t.strictSame(await licences(), [licence]);
  t.equal((await put({ ...licence, until: '2029-12-31' })).statusCode, 204);
  t.strictSame(await licences(), [{ ...licence, until: '2029-12-31' }], 'renewed');
  const cookie = await openSession(server, 'doctor');
  const { changes } = (await ask(server, cookie, 'GET', '/api/account/changes')).json();
  t.match(changes, [{ change: 'licence', by: { kind: 'person', name: 'Mme admin' } }]);
  const gone = await send(server, 'admin', 'DELETE', address, { name: licence.name, number: '4711' }, json);
  t.equal(gone.statusCode, 204);
  t.strictSame(await licences(), []);
  t.same(
    server.audited.filter(({ action }) => action.startsWith('user-licence')).map(({ action }) => action),
    ['user-licence given', 'user-licence given', 'user-licence ended'],
  );
});

t.test('[R50] what cannot be is refused, and changes nothing', async (t) => {
  const { server, licences, put } = await start(t);
  for (const wrong of [
    { ...licence, until: '2027-02-30' },
    { ...licence, from: '2028-01-01' },
    { ...licence, from: 7 },
    { ...licence, number: '' },
    { name: licence.name },
  ])
    t.match(refusalOf(await put(wrong)), { status: 400, code: 'body-malformed' });
  const nobody = await send(server, 'admin', 'PUT', '/api/console/accounts/nobody/licence', licence, json);
  t.match(refusalOf(nobody), { status: 404 });
  const none = await send(server, 'admin', 'DELETE', address, { name: 'Ordre', number: '1' }, json);
  t.match(refusalOf(none), { status: 404 });
  const own = await send(server, 'admin', 'PUT', '/api/console/accounts/admin/licence', licence, json);
  t.match(refusalOf(own), { status: 403 }, 'nobody their own');
  for (const role of ['doctor', 'chief', 'reception', 'nurse'] as const)
    t.match(refusalOf(await send(server, role, 'PUT', address, licence, json)), { status: 403 }, role);
  t.strictSame(await licences(), []);
});

t.test('[R50] [N17] in a session it wants a proof of the last minutes', async (t) => {
  const { server } = await start(t);
  const cookie = await openSession(server, 'admin');
  server.clock.milliseconds += 4 * 60_000;
  t.equal((await ask(server, cookie, 'POST', '/api/session/use', {})).statusCode, 204);
  server.clock.milliseconds += 2 * 60_000;
  t.match(refusalOf(await ask(server, cookie, 'PUT', address, licence)), { status: 401, code: 'proof-wanted' });
});
