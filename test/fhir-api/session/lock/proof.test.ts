import t from 'tap';
import { codeOfStep, stepAt } from '../../../../fhir-api/session/second-factor/totp.js';
import {
  type FhirServer,
  idleLockMillisecondsMax,
  machineToken,
  password,
  refusalOf,
  startFhirServer,
} from '../../../support/fhir-server.js';
import { ask, choosePin, openSession } from '../../../support/session-requests.js';
import { takeFactor } from '../../../support/take-factor.js';

const secret = Buffer.alloc(20, 'doctor');

const beginExport = ({ app }: FhirServer, who: Record<string, string>) =>
  app.inject({
    url: '/fhir/Patient/$export',
    headers: { ...who, prefer: 'respond-async', accept: 'application/fhir+json' },
  });

t.test('[N17] an export wants a proof of the last five minutes, and goes on after it', async (t) => {
  const server = await startFhirServer(t);
  await takeFactor(server.journal.secondFactors, 'doctor', secret);
  const cookie = await openSession(server);
  const begin = () => beginExport(server, { cookie });
  const work = async () => {
    server.clock.milliseconds += 4 * 60_000;
    await ask(server, cookie, 'POST', '/api/session/use');
  };
  const prove = (body: object) => ask(server, cookie, 'POST', '/api/session/proof', body);
  t.equal((await begin()).statusCode, 202, 'they have just signed in');
  await work();
  t.equal((await begin()).statusCode, 202);
  await work();
  t.match(refusalOf(await begin()), { status: 401, code: 'proof-wanted' });
  t.equal((await ask(server, cookie, 'GET', '/fhir/Patient')).statusCode, 200, 'all else goes on');
  t.strictSame((await prove({ password })).json(), { secondFactor: 'wanted' });
  t.match(refusalOf(await prove({ password: 'wrong' })), { status: 401, code: 'credentials-wrong' });
  t.match(refusalOf(await prove({ password, code: '000000' })), { status: 401, code: 'second-factor-wrong' });
  t.match(refusalOf(await begin()), { code: 'proof-wanted' });
  const code = codeOfStep(secret, stepAt(server.clock.milliseconds));
  t.match((await prove({ password, code })).json(), { user: 'doctor' });
  t.equal((await begin()).statusCode, 202);
  t.match(
    server.audited.find(({ action }) => action === 'proof'),
    { author: 'Practitioner/doctor', outcome: 'done' },
  );
});

t.test('[N17] neither a PIN nor the password alone is such a proof', async (t) => {
  const server = await startFhirServer(t);
  const cookie = await openSession(server);
  await choosePin(server, cookie, '4802');
  for (const body of [{ pin: '4802' }, { password }]) {
    server.clock.milliseconds += idleLockMillisecondsMax;
    t.equal((await ask(server, cookie, 'POST', '/api/session/unlock', body)).statusCode, 200);
    t.match(refusalOf(await beginExport(server, { cookie })), { code: 'proof-wanted' });
  }
});

t.test('[N17] tokens prove themselves: nobody sits before them', async (t) => {
  const server = await startFhirServer(t);
  server.clock.milliseconds += 3_600_000;
  const machine = await machineToken(server, 'export', 'system/*.rs');
  for (const token of [server.tokens.doctor, machine.secret]) {
    t.equal((await beginExport(server, { authorization: `Bearer ${token}` })).statusCode, 202);
  }
});
