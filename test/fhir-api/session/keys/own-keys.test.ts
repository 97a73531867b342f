import t from 'tap';
import { apiLimits } from '../../../../fhir-api/limits.js';
import { codeOfStep, stepAt } from '../../../../fhir-api/session/second-factor/totp.js';
import type { KeyCreation } from '../../../../protocol/security-key-messages.js';
import { type FhirServer, keyHost, password, refusalOf, startFhirServer } from '../../../support/fhir-server.js';
import { askByName, askedToShow, keyOrigin, personWithKey } from '../../../support/key-person.js';
import { cookieOf } from '../../../support/session-requests.js';
import { SoftKey } from '../../../support/soft-key.js';
import { takeFactor } from '../../../support/take-factor.js';

const start = (t: Parameters<typeof startFhirServer>[0]) =>
  startFhirServer(t, 'site', async () => {}, { isSecondFactorMandatory: true });

const secret = Buffer.alloc(20, 'doctor');

/** Somebody with a telephone, and a session; their codes, each a step further. */
async function personWithTelephone(server: FhirServer) {
  await takeFactor(server.journal.secondFactors, 'doctor', secret);
  const code = () => {
    server.clock.milliseconds += 30_000;
    return codeOfStep(secret, stepAt(server.clock.milliseconds));
  };
  const answer = await askByName(server, 'POST', '/api/session', { user: 'doctor', password, code: code() });
  return { cookie: cookieOf(answer), code };
}

async function offered(server: FhirServer, cookie: string, proof: object): Promise<KeyCreation> {
  await askByName(server, 'POST', '/api/session/use', {}, { cookie });
  const answer = await askByName(server, 'POST', '/api/account/keys/offer', { password, ...proof }, { cookie });
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer.json<{ creation: KeyCreation }>().creation;
}

const add = (server: FhirServer, cookie: string, name: string, key: object) =>
  askByName(server, 'POST', '/api/account/keys', { name, key }, { cookie });

interface ShownAccount {
  readonly keys: readonly { readonly id: string; readonly name: string; readonly lastUsed: string | null }[];
}
const accountOf = async (server: FhirServer, cookie: string) =>
  (await askByName(server, 'GET', '/api/account', undefined, { cookie })).json<ShownAccount>();

t.test('[N22] a person adds keys by password and code, names them, and sees when each was used', async (t) => {
  const server = await start(t);
  const { cookie, code } = await personWithTelephone(server);
  const unproven = await askByName(server, 'POST', '/api/account/keys/offer', { password }, { cookie });
  t.strictSame([unproven.statusCode, unproven.json()], [202, { secondFactor: 'wanted' }]);
  const blue = new SoftKey({ origin: keyOrigin });
  const creation = await offered(server, cookie, { code: code() });
  t.match(creation, {
    rp: { id: keyHost },
    attestation: 'none',
    authenticatorSelection: { userVerification: 'preferred' },
  });
  const made = blue.make(creation);
  const added = await add(server, cookie, '  Clé bleue ', made);
  t.strictSame([added.statusCode, added.json()], [200, {}], 'recovery codes stay as they are');
  t.match(
    refusalOf(await add(server, cookie, 'Again', made)),
    { status: 422, code: 'key-refused' },
    'a challenge is good once',
  );
  const request = (await askByName(server, 'POST', '/api/session/key', {}, { cookie })).json().key.request;
  const second = await offered(server, cookie, { key: blue.show(request) });
  t.match(second.excludeCredentials, [{ id: blue.id }]);
  server.clock.milliseconds += 1;
  const red = new SoftKey({ origin: keyOrigin, verifies: false, counts: false });
  t.equal((await add(server, cookie, 'Rouge', red.make(second))).statusCode, 200);
  t.match(await accountOf(server, cookie), {
    keysWork: true,
    keyAddress: null,
    keys: [
      { id: blue.id, name: 'Clé bleue', host: keyHost, lastUsed: String, copied: null },
      { id: red.id, name: 'Rouge', lastUsed: null },
    ],
  });
  for (const _ of [1, 2]) {
    const body = { user: 'doctor', password, key: red.show(await askedToShow(server)) };
    t.equal((await askByName(server, 'POST', '/api/session', body)).statusCode, 200, 'one that counts nothing is good');
  }
});

t.test('[N22] what is not valid is not added, nor more than there is room for', async (t) => {
  const server = await start(t);
  const { cookie, code } = await personWithTelephone(server);
  const key = new SoftKey({ origin: keyOrigin });
  const refused = { status: 422, code: 'key-refused' };
  const at = async (origin: string) => key.make(await offered(server, cookie, { code: code() }), origin);
  t.match(refusalOf(await add(server, cookie, 'K', await at('https://example.org'))), refused);
  const creation = await offered(server, cookie, { code: code() });
  const otherName = key.make({ ...creation, rp: { id: 'example.org', name: '' } });
  t.match(refusalOf(await add(server, cookie, 'K', otherName)), refused);
  for (const name of ['', ' ', 'x'.repeat(apiLimits.keyNameCharactersMax + 1), 'a\u0000b', 7]) {
    const made = key.make(await offered(server, cookie, { code: code() }));
    t.match(refusalOf(await add(server, cookie, name as string, made)), { status: 400, code: 'body-malformed' });
  }
  const elsewhere = { cookie, host: '192.168.1.20' };
  const offer = await askByName(server, 'POST', '/api/account/keys/offer', { password, code: code() }, elsewhere);
  t.match(refusalOf(offer), { status: 409, code: 'key-needs-name' });
  t.match((await askByName(server, 'GET', '/api/account', undefined, elsewhere)).json(), {
    ...{ keysWork: false, keyAddress: `https://${keyHost}:8450/` },
  });
  for (let count = 0; count < apiLimits.keysPerPersonMax; count += 1) {
    const made = new SoftKey({ origin: keyOrigin }).make(await offered(server, cookie, { code: code() }));
    t.equal((await add(server, cookie, `K${count}`, made)).statusCode, 200);
  }
  const surplus = new SoftKey({ origin: keyOrigin }).make(await offered(server, cookie, { code: code() }));
  t.match(refusalOf(await add(server, cookie, 'K', surplus)), refused);
});

t.test(
  '[N22] a key goes by a proof of the last minutes, all other sessions with it; the last factor stays',
  async (t) => {
    const server = await start(t);
    const { key, cookie, signIn } = await personWithKey(server);
    const remove = (id: string, by: string) =>
      askByName(server, 'DELETE', `/api/account/keys/${id}`, undefined, { cookie: by });
    t.match(refusalOf(await remove(key.id, cookie)), { status: 409, code: 'key-last' });
    t.match(refusalOf(await remove('nobodys', cookie)), { status: 404 });
    const other = new SoftKey({ origin: keyOrigin });
    const request = (await askByName(server, 'POST', '/api/session/key', {}, { cookie })).json().key.request;
    await add(server, cookie, 'Other', other.make(await offered(server, cookie, { key: key.show(request) })));
    const elsewhere = cookieOf(await signIn());
    server.clock.milliseconds += 4 * 60_000;
    await askByName(server, 'POST', '/api/session/use', {}, { cookie });
    server.clock.milliseconds += 2 * 60_000;
    t.match(refusalOf(await remove(key.id, cookie)), { status: 401, code: 'proof-wanted' });
    const again = (await askByName(server, 'POST', '/api/session/key', {}, { cookie })).json().key.request;
    const proof = { password, key: key.show(again) };
    t.equal(
      (await askByName(server, 'POST', '/api/session/proof', proof, { cookie })).statusCode,
      200,
      '[N17] by a key',
    );
    const removed = await remove(key.id, cookie);
    t.equal(removed.statusCode, 200);
    t.strictSame(server.kept.keys, [key.id], 'kept outside of the database');
    for (const by of [cookie, elsewhere]) {
      t.equal((await askByName(server, 'GET', '/fhir/Patient', undefined, { cookie: by })).statusCode, 401);
    }
    t.match((await accountOf(server, cookieOf(removed))).keys, [{ id: other.id }]);
    t.match(
      server.audited.filter(({ action }) => String(action).startsWith('key-')),
      [{ action: 'key-add' }, { action: 'key-add' }, { action: 'key-remove', outcome: 'done' }],
    );
  },
);

t.test('[N21] a key whose count does not rise is refused, said to be copied, and good no more', async (t) => {
  const server = await start(t);
  const { key, recoveryCodes, signIn } = await personWithKey(server);
  for (const _ of [1, 2, 3]) t.equal((await signIn()).statusCode, 200);
  key.signCount = 1;
  t.match(refusalOf(await signIn()), { status: 401, code: 'key-copied' });
  t.match(
    server.audited.filter(({ action }) => action === 'key-copied'),
    [{ author: 'Practitioner/doctor', outcome: 'refused' }],
  );
  key.signCount = 100;
  const asked = await askByName(server, 'POST', '/api/session', { user: 'doctor', password });
  t.strictSame(asked.json(), { secondFactor: 'wanted' }, 'it is asked for no more, and nothing is offered instead');
  const body = { user: 'doctor', password, key: key.show({ challenge: 'A'.repeat(43), rpId: keyHost }) };
  t.match(refusalOf(await askByName(server, 'POST', '/api/session', body)), { code: 'key-wrong' });
  const byCode = { user: 'doctor', password, code: recoveryCodes[0] };
  const cookie = cookieOf(await askByName(server, 'POST', '/api/session', byCode));
  t.match(await accountOf(server, cookie), { keys: [{ id: key.id, copied: String }] });
  const { changes } = (await askByName(server, 'GET', '/api/account/changes', undefined, { cookie })).json();
  const told = changes.filter(({ change }: { change: string }) => change === 'key-copied');
  t.match(told, [{ by: { kind: 'unknown', name: '' }, address: String, isNew: true, answer: null }], 'once');
  t.not(told[0].address, '');
});
