import { createHash } from 'node:crypto';
import t from 'tap';
import type { AuditEntry } from '../../../journal/record-store.js';
import { parseResourceId, parseResourceType } from '../../../protocol/ids.js';
import { deriveInviteSecret } from '../../../provisioning/enrolment/invite-secret.js';
import { parseOneTimeCode } from '../../../provisioning/enrolment/one-time-code.js';
import { checkPassword } from '../../../provisioning/secrets/password.js';
import { hashSecret } from '../../../provisioning/secrets/secret.js';
import { importChunk } from '../../../provisioning/verbs/import-chunk.js';
import { digestResource, readStatus } from '../../../provisioning/verbs/inspect-verbs.js';
import { addSite, inviteSite, listSites, revokeSite, showSite } from '../../../provisioning/verbs/site-verbs.js';
import { addUser, disableUser, issueToken, listUsers, resetUser } from '../../../provisioning/verbs/user-verbs.js';
import { verbsOf } from '../../../provisioning/verbs/verb-map.js';
import { erasureOf } from '../../support/erasures.js';
import { plainKey } from '../../support/plain-key.js';
import { takeFactor } from '../../support/take-factor.js';
import { verbContext } from '../../support/verb-context.js';

const organization = parseResourceType('Organization');

function organizations(context: ReturnType<typeof verbContext>) {
  const query = { type: organization, clauses: [], count: 50, total: false, includes: [] };
  return context.journal.records.search(query).then(({ versions }) => versions.map(({ body }) => JSON.parse(body)));
}

t.test('a site is registered with a code, an Organization and links', async (t) => {
  const context = verbContext(t, 'hub');
  const links = [{ name: 'satellite', kind: 'geo', metered: true, budgetBytes: 5e9 }];
  const { site, oneTimeCode } = await addSite(context, { name: ' Hôpital de Garoua ', region: 'Nord', links });
  t.match(site, { name: 'Hôpital de Garoua', region: 'Nord', state: 'invited', epoch: 1, links });
  t.equal(parseOneTimeCode(oneTimeCode).site, site.code);
  const [found] = await organizations(context);
  t.match(found, {
    name: 'Hôpital de Garoua',
    active: true,
    identifier: [{ system: 'urn:carnet:site', value: site.code }],
    address: [{ state: 'Nord' }],
  });
  await t.rejects(addSite(context, { name: 'Hôpital de Garoua', region: 'Nord' }), { code: 'already-exists' });
  t.strictSame(await listSites(context), [{ ...site, version: null, program: null }]);
  t.match(await showSite(context, { code: site.code.toLowerCase() }), { site: { code: site.code } });
  await t.rejects(showSite(context, { code: 'ZZZ' }), { code: 'not-found' });
  for (const wrong of [
    { region: 'Nord' },
    { name: '', region: 'Nord' },
    { name: 'x', region: 'N', links: [{ name: 'A' }] },
  ]) {
    await t.rejects(addSite(context, wrong), { name: 'Problem' });
  }
});

t.test('[E2] the hub keeps what is derived from a code, and a new code ends the old one', async (t) => {
  const context = verbContext(t, 'hub');
  const first = await addSite(context, { name: 'Garoua', region: 'Nord' });
  const again = await inviteSite(context, { code: first.site.code });
  t.not(again.oneTimeCode, first.oneTimeCode);
  const inviteOf = async (code: string) => {
    const { inviteId } = await deriveInviteSecret(parseOneTimeCode(code));
    return context.journal.fleet.findInvite(inviteId);
  };
  t.equal(await inviteOf(first.oneTimeCode), undefined);
  t.ok(await inviteOf(again.oneTimeCode));
  t.equal((await organizations(context)).length, 1, 'the Organization is not made twice');
});

t.test('a revoked site is off the list, told to the running hub, and no longer to be referred to', async (t) => {
  const told: string[] = [];
  const context = { ...verbContext(t, 'hub'), onRevoked: (code: string) => told.push(code) };
  const { site } = await addSite(context, { name: 'Garoua', region: 'Nord' });
  t.match(await revokeSite(context, { code: site.code }), { state: 'revoked' });
  t.strictSame(told, [site.code]);
  t.match(await organizations(context), [{ active: false, name: 'Garoua' }]);
  await t.rejects(inviteSite(context, { code: site.code }), { code: 'forbidden' });
});

t.test('only the hub registers sites', async (t) => {
  const context = verbContext(t, 'site');
  const verbs: ((verb: typeof context, args: unknown) => Promise<unknown>)[] = [
    addSite,
    inviteSite,
    listSites,
    showSite,
    revokeSite,
  ];
  for (const run of verbs) {
    await t.rejects(run(context, { name: 'x', region: 'y', code: '7KD' }), { code: 'usage-wrong' });
  }
});

t.test('[N9] a user has a Practitioner as author, a hashed password, and can be disabled and reset', async (t) => {
  const context = verbContext(t, 'site');
  const added = await addUser(context, { name: 'a.bello', displayName: 'Dr Aïssatou Bello', role: 'doctor' });
  t.match(added.password, /^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  const stored = await context.journal.people.findUser('a.bello');
  t.ok(await checkPassword(added.password ?? '', stored?.passwordHash ?? ''));
  const [type = '', id = ''] = added.user.author.split('/');
  const practitioner = await context.journal.records.read({ type: parseResourceType(type), id: parseResourceId(id) });
  t.match(JSON.parse(practitioner?.body ?? '{}'), { name: [{ text: 'Dr Aïssatou Bello' }], active: true });
  t.notMatch(JSON.stringify(await listUsers(context)), /scrypt/, 'hashes stay inside');
  await t.rejects(addUser(context, { name: 'a.bello', role: 'nurse' }), { code: 'already-exists' });
  await t.rejects(addUser(context, { name: 'A Bello', role: 'nurse' }), { code: 'usage-wrong' });
  await t.rejects(addUser(context, { name: 'x', role: 'boss' }), { code: 'usage-wrong' });
  await t.rejects(addUser(context, { name: 'x', role: 'nurse', password: 'short' }), { code: 'usage-wrong' });
  for (const [password, detail] of [
    ['password1234', 'password: soon guessed'],
    ['Aïssatou Bello', 'password: soon guessed'],
    ['a'.repeat(257), 'password: at most 256 characters'],
  ] as const) {
    const chosen = { name: 'a.bello', displayName: 'Aïssatou Bello', role: 'nurse', password };
    await t.rejects(addUser(context, { ...chosen, name: 'x' }), { code: 'usage-wrong', detail });
    await t.rejects(resetUser(context, chosen), { code: 'usage-wrong', detail });
  }
  t.equal((await listUsers(context)).length, 1);
  t.match(await disableUser(context, { name: 'a.bello' }), { disabled: true });
  await t.rejects(issueToken(context, { user: 'a.bello', ttlMilliseconds: 60_000 }), { code: 'forbidden' });
  const reset = await resetUser(context, { name: 'a.bello', password: 'soleil mangue pirogue' });
  t.equal(reset.password, undefined, 'what was given is not shown');
  const after = await context.journal.people.findUser('a.bello');
  t.equal(after?.disabled, false);
  t.ok(await checkPassword('soleil mangue pirogue', after?.passwordHash ?? ''));
});

t.test('[N6] a reset takes the second factor away where that is asked for, and lists say who has one', async (t) => {
  const context = verbContext(t, 'site');
  const { secondFactors } = context.journal;
  await addUser(context, { name: 'awa', role: 'nurse' });
  t.match(await listUsers(context), [{ name: 'awa', secondFactor: null }]);
  await takeFactor(secondFactors, 'awa');
  t.strictSame((await listUsers(context))[0]?.secondFactor, { takenMilliseconds: 5_000, recoveryCodesLeft: 2 });
  t.notMatch(JSON.stringify(await listUsers(context)), /secret|hash/, 'nothing that proves anybody');
  t.match(await resetUser(context, { name: 'awa' }), { user: { secondFactor: { recoveryCodesLeft: 2 } } });
  t.match(await resetUser(context, { name: 'awa', secondFactor: true }), { user: { secondFactor: null } });
  t.equal(await secondFactors.find('awa'), undefined);
  t.equal(await secondFactors.useRecoveryCode('awa', 'one', 6_000), false, 'recovery codes are gone, too');
});

t.test('[N22] a reset takes security keys, too, and lists count them', async (t) => {
  const context = verbContext(t, 'site');
  const { securityKeys, secondFactors } = context.journal;
  await addUser(context, { name: 'awa', role: 'nurse' });
  await securityKeys.add(plainKey('awa', 'blue'), ['one']);
  await securityKeys.add(plainKey('awa', 'red'));
  t.match(await listUsers(context), [{ name: 'awa', secondFactor: null, keys: 2 }]);
  t.notMatch(JSON.stringify(await listUsers(context)), /publicKey|host/);
  t.match(await resetUser(context, { name: 'awa' }), { user: { keys: 2 } });
  t.match(await resetUser(context, { name: 'awa', secondFactor: true }), { user: { keys: 0 } });
  t.equal(await secondFactors.countRecoveryCodes('awa'), 0);
});

t.test('a token is shown once, kept as a hash, and ends', async (t) => {
  const context = verbContext(t, 'site');
  await addUser(context, { name: 'lab', role: 'lab', password: 'soleil mangue pirogue' });
  const { secret, expiresMilliseconds } = await issueToken(context, { user: 'lab', ttlMilliseconds: 3_600_000 });
  const { people } = context.journal;
  t.match(await people.findCredential(hashSecret(secret), Date.now()), { credential: { kind: 'token', user: 'lab' } });
  t.equal(await people.findCredential(hashSecret(secret), expiresMilliseconds + 1), undefined);
  t.equal(await people.findCredential(secret, Date.now()), undefined);
  await t.rejects(issueToken(context, { user: 'nobody', ttlMilliseconds: 60_000 }), { code: 'not-found' });
  await t.rejects(issueToken(context, { user: 'lab', ttlMilliseconds: 1 }), { code: 'usage-wrong' });
});

const patient = (id: string, more = '') => `{"resourceType":"Patient","id":"${id}"${more}}`;

t.test(
  '[W12] an import brings nothing back that was erased: that one resource is refused, with its line',
  async (t) => {
    const context = verbContext(t, 'site');
    const resources = [
      { line: 1, text: patient('a') },
      { line: 2, text: patient('b') },
    ];
    await importChunk(context, { resources });
    await context.journal.erasures.erase(erasureOf('a'));
    const changed = resources.map(({ line }) => ({ line, text: patient(line === 1 ? 'a' : 'b', ',"active":true') }));
    const again = await importChunk(context, { resources: changed });
    t.match(again, { stored: 1, refused: [{ line: 1, code: 'erased' }] });
    t.equal(again.refused.length, 1);
  },
);

t.test('[W4] import stores what is good as written, names what is not, and a second time writes nothing', async (t) => {
  const context = verbContext(t, 'site');
  const observation =
    '{"resourceType":"Observation","id":"o","status":"final","code":{"text":"x"},"valueQuantity":{"value":37.50}}';
  const resources = [
    { line: 1, text: patient('a') },
    { line: 2, text: '{"resourceType":"Patient","id":"b","gender":"nobody"}' },
    { line: 3, text: '{' },
    { line: 4, text: observation },
    { line: 5, text: patient('a', ',"active":true') },
  ];
  const trial = await importChunk(context, { resources, dryRun: true });
  t.equal(
    await context.journal.records.read({ type: parseResourceType('Patient'), id: parseResourceId('a') }),
    undefined,
  );
  const first = await importChunk(context, { resources });
  const { fates: _, ...said } = trial;
  t.strictSame(said, first, 'a dry run says what would happen');
  t.equal(first.stored, 3, 'a resource that comes twice becomes two versions');
  t.strictSame(
    first.refused.map(({ line, code }) => [line, code]),
    [
      [2, 'resource-invalid'],
      [3, 'body-malformed'],
    ],
  );
  const stored = await context.journal.records.read({
    type: parseResourceType('Observation'),
    id: parseResourceId('o'),
  });
  t.match(stored?.body, /"value":37\.50/);
  t.equal(stored?.author, 'carnet:import');
  const again = await importChunk(context, { resources: resources.slice(3) });
  t.match(again, { stored: 0, unchanged: 2 });
  const { sha256, versionId } = await digestResource(context, { type: 'Observation', id: 'o' });
  t.equal(
    sha256,
    createHash('sha256')
      .update(stored?.body ?? '')
      .digest('hex'),
  );
  t.equal(versionId, stored?.versionId);
  await t.rejects(digestResource(context, { type: 'Observation', id: 'other' }), { code: 'not-found' });
});

t.test('status and the map of verbs', async (t) => {
  const site = verbContext(t, 'site');
  await importChunk(site, { resources: [{ line: 1, text: patient('a') }] });
  const status = await readStatus(site);
  t.match(status, { kind: 'site', code: '7KD', sites: [] });
  t.equal(
    status.lanes.reduce((sum, { pending }) => sum + pending, 0),
    1,
  );
  const hub = verbContext(t, 'hub');
  await addSite(hub, { name: 'Garoua', region: 'Nord' });
  t.match(await verbsOf(hub).get('status')?.({}), {
    kind: 'hub',
    lanes: [],
    sites: [{ name: 'Garoua', state: 'invited' }],
  });
  t.equal(verbsOf(hub).get('missing'), undefined);
});

t.test('what an operator does to people stands in the audit, each under the author whom it is about', async (t) => {
  const context = verbContext(t, 'site');
  const noted: AuditEntry[] = [];
  const { records } = context.journal;
  Object.assign(records, { audit: async (entries: readonly AuditEntry[]) => void noted.push(...entries) });
  const { user } = await addUser(context, { name: 'awa', role: 'nurse' });
  await issueToken(context, { user: 'awa', ttlMilliseconds: 60_000 });
  await disableUser(context, { name: 'awa' });
  await resetUser(context, { name: 'awa' });
  t.same(
    noted,
    ['user-add', 'token-issue', 'user-disable', 'user-reset'].map((action) => ({
      ...{ author: 'carnet:operator', action, subject: user.author, outcome: 'done' },
    })),
  );
});
