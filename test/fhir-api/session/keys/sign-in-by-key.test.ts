import t from 'tap';
import { apiLimits } from '../../../../fhir-api/limits.js';
import { codeOfStep, stepAt } from '../../../../fhir-api/session/second-factor/totp.js';
import { keyHost, password, refusalOf, startFhirServer } from '../../../support/fhir-server.js';
import { askByName, askedToShow, keyOrigin, personWithKey } from '../../../support/key-person.js';
import { cookieOf } from '../../../support/session-requests.js';
import { SoftKey } from '../../../support/soft-key.js';
import { takeFactor } from '../../../support/take-factor.js';

const start = (t: Parameters<typeof startFhirServer>[0]) =>
  startFhirServer(t, 'site', async () => {}, { isSecondFactorMandatory: true });

const wrong = { status: 401, code: 'key-wrong' };

t.test('[N18] a key in the place of a code: taken at the first sign-in, wanted from then on', async (t) => {
  const server = await start(t);
  const { key, recoveryCodes, signIn } = await personWithKey(server);
  t.equal(recoveryCodes.length, 10);
  t.equal(await server.journal.secondFactors.find('doctor'), undefined, 'no telephone');
  const asked = await askByName(server, 'POST', '/api/session', { user: 'doctor', password });
  t.equal(asked.statusCode, 202);
  t.notOk(asked.headers['set-cookie']);
  t.match(asked.json(), {
    secondFactor: 'wanted',
    key: {
      request: {
        rpId: keyHost,
        userVerification: 'preferred',
        allowCredentials: [{ id: key.id, transports: ['usb'] }],
      },
    },
  });
  const answer = await signIn();
  t.equal(answer.statusCode, 200);
  const cookie = cookieOf(answer);
  t.equal((await askByName(server, 'GET', '/fhir/Patient', undefined, { cookie })).statusCode, 200);
  t.equal((await server.journal.securityKeys.find(key.id))?.signCount, key.signCount, 'its count is kept');
  const byCode = { user: 'doctor', password, code: recoveryCodes[0] };
  t.equal((await askByName(server, 'POST', '/api/session', byCode)).statusCode, 200, 'recovery codes are as good');
  t.equal((await askByName(server, 'POST', '/api/session', byCode)).statusCode, 401, 'once');
  t.match(
    server.audited.filter(({ action }) => action === 'key-add'),
    [{ author: 'Practitioner/doctor', outcome: 'done' }],
  );
});

t.test('[N18] beside a telephone either is good, a key also while the clock is unsure', async (t) => {
  const server = await start(t);
  const { signIn } = await personWithKey(server);
  const secret = Buffer.alloc(20, 'doctor');
  await takeFactor(server.journal.secondFactors, 'doctor', secret);
  const code = codeOfStep(secret, stepAt(server.clock.milliseconds));
  t.equal((await askByName(server, 'POST', '/api/session', { user: 'doctor', password, code })).statusCode, 200);
  server.clock.isSure = false;
  const late = codeOfStep(secret, stepAt(server.clock.milliseconds) + 1);
  const byCode = await askByName(server, 'POST', '/api/session', { user: 'doctor', password, code: late });
  t.match(refusalOf(byCode), { code: 'clock-unsure' });
  t.equal((await signIn()).statusCode, 200);
});

t.test('[N19] a challenge is good once, for minutes, for whom it was made and for what', async (t) => {
  const server = await start(t);
  const { key, cookie } = await personWithKey(server);
  const show = (shown: object) =>
    askByName(server, 'POST', '/api/session', { user: 'doctor', password, key: shown }).then(refusalOf);
  const spent = key.show(await askedToShow(server));
  t.equal((await show(spent)).status, 200);
  t.match(await show(spent), wrong, 'shown twice');
  const late = await askedToShow(server);
  server.clock.milliseconds += apiLimits.keyChallengeMillisecondsMax;
  t.match(await show(key.show(late)), wrong, 'too late');
  t.match(await show(key.show({ challenge: 'A'.repeat(43), rpId: keyHost })), wrong, 'of nobody’s making');

  const ofSession = (await askByName(server, 'POST', '/api/session/key', {}, { cookie })).json();
  t.match(await show(key.show(ofSession.key.request)), wrong, 'made for a session');
  const ofSignIn = await askedToShow(server);
  const proof = await askByName(
    ...([server, 'POST', '/api/session/proof', { password, key: key.show(ofSignIn) }, { cookie }] as const),
  );
  t.match(refusalOf(proof), wrong, 'made for a sign-in');
  const again = (await askByName(server, 'POST', '/api/session/key', {}, { cookie })).json();
  const body = { password, key: key.show(again.key.request) };
  t.equal((await askByName(server, 'POST', '/api/session/proof', body, { cookie })).statusCode, 200);
});

t.test('[N19] an answer of another origin, for another name, or that nobody signed is refused', async (t) => {
  const server = await start(t);
  const { key } = await personWithKey(server);
  const show = (shown: object) =>
    askByName(server, 'POST', '/api/session', { user: 'doctor', password, key: shown }).then(refusalOf);
  t.match(await show(key.show(await askedToShow(server), 'https://carnet-7kd.example.org')), wrong);
  t.match(await show(key.show(await askedToShow(server), `${keyOrigin}:9443`)), wrong, 'another port');
  t.match(await show(key.show({ ...(await askedToShow(server)), rpId: 'example.org' })), wrong);
  const other = new SoftKey({ origin: keyOrigin });
  const forged = { ...other.show(await askedToShow(server)), id: key.id };
  t.match(await show(forged), wrong, 'signed by another key');
  t.match(await show(other.show(await askedToShow(server))), wrong, 'a key that nobody has');
  key.verifies = false;
  t.match(await show(key.show(await askedToShow(server))), wrong, 'it asked who holds it before, and does not now');
  t.match(await show({ id: 5 }), { status: 400, code: 'body-malformed' });
  t.match(await show({ ...key.show(await askedToShow(server)), response: 'x' }), { code: 'body-malformed' });
});

t.test('[N19] one person’s key is not another’s, whatever it answers', async (t) => {
  const server = await start(t);
  const { key } = await personWithKey(server);
  const nurse = await personWithKey(server, 'nurse');
  const show = (shown: object) => askByName(server, 'POST', '/api/session', { user: 'nurse', password, key: shown });
  t.match(refusalOf(await show(key.show(await askedToShow(server)))), wrong, 'what the doctor is asked');
  t.match(refusalOf(await show(key.show(await askedToShow(server, 'nurse')))), wrong, 'what the nurse is asked');
  t.match(refusalOf(await show(nurse.key.show(await askedToShow(server)))), wrong, 'hers, to what he is asked');
  t.equal((await nurse.signIn()).statusCode, 200);
});

t.test('[N5] who guesses codes shuts no key out', async (t) => {
  const server = await start(t);
  const { signIn } = await personWithKey(server);
  for (let attempt = 0; attempt <= apiLimits.codeAttemptsMax; attempt += 1) {
    const body = { user: 'doctor', password, code: '0000000' };
    await askByName(server, 'POST', '/api/session', body, { address: `10.0.0.${attempt}` });
  }
  const byCode = await askByName(server, 'POST', '/api/session', { user: 'doctor', password, code: '0000000' });
  t.match(refusalOf(byCode), { code: 'too-many-attempts' });
  t.equal((await signIn()).statusCode, 200);
});

t.test('[N20] by a number or over plain HTTP no key is offered or taken, and the name is told', async (t) => {
  const server = await start(t);
  const number = { host: '192.168.1.20' };
  const first = await askByName(server, 'POST', '/api/session', { user: 'doctor', password }, number);
  const { offer } = first.json<{ offer: { token: string } }>();
  t.match(offer, { keysWork: false, keyAddress: `https://${keyHost}:8450/` }, 'a telephone alone is offered');
  const creation = askByName(server, 'POST', '/api/session/second-factor/key', { token: offer.token }, number);
  t.match(refusalOf(await creation), { status: 409, code: 'key-needs-name' });
  const { key } = await personWithKey(server);
  const asked = await askByName(server, 'POST', '/api/session', { user: 'doctor', password }, number);
  t.strictSame(asked.json(), { secondFactor: 'wanted', key: { address: `https://${keyHost}:8450/` } });
  const body = { user: 'doctor', password, key: key.show(await askedToShow(server)) };
  t.match(refusalOf(await askByName(server, 'POST', '/api/session', body, number)), wrong);
});
