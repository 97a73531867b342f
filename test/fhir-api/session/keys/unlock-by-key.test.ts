import t from 'tap';
import { apiLimits } from '../../../../fhir-api/limits.js';
import { idleLockMillisecondsMax, password, refusalOf, startFhirServer } from '../../../support/fhir-server.js';
import { askByName, personWithKey } from '../../../support/key-person.js';

t.test('[N13][N15][N18] a key opens a locked session where password and code are wanted', async (t) => {
  const server = await startFhirServer(t, 'site', async () => {}, { isSecondFactorMandatory: true });
  const { key, cookie } = await personWithKey(server);
  const post = (url: string, body: object) => askByName(server, 'POST', url, body, { cookie });
  const asked = async () => (await post('/api/session/key', {})).json().key.request;
  const pin = await post('/api/account/pin', { password, key: key.show(await asked()), next: '4802' });
  t.equal(pin.statusCode, 204, '[N8] a PIN is chosen by password and key');
  server.clock.milliseconds += idleLockMillisecondsMax;
  for (let miss = 0; miss < apiLimits.pinMissesMax; miss += 1) {
    t.match(refusalOf(await post('/api/session/unlock', { pin: '9999' })), { code: 'pin-wrong' });
  }
  const lock = await askByName(server, 'GET', '/api/session/lock', undefined, { cookie });
  t.match(lock.json(), { isLocked: true, wanted: 'password-and-code', hasKey: true });
  t.strictSame((await post('/api/session/unlock', { password })).statusCode, 202, 'the password alone does not');
  const shown = key.show(await asked());
  t.match(refusalOf(await post('/api/session/unlock', { password: 'wrong', key: shown })), {
    code: 'credentials-wrong',
  });
  t.match((await post('/api/session/unlock', { password, key: shown })).json(), { user: 'doctor' });
  t.equal((await askByName(server, 'GET', '/fhir/Patient', undefined, { cookie })).statusCode, 200);
  t.match(refusalOf(await askByName(server, 'POST', '/api/session/key', {})), { code: 'unauthenticated' });
});
