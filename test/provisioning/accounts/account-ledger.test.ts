import { readFileSync, statSync, writeFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { AccountLedger } from '../../../provisioning/accounts/account-ledger.js';
import { settleAccounts } from '../../../provisioning/accounts/settle-accounts.js';
import { nodePaths } from '../../../provisioning/node-folder.js';
import { createToken, revokeToken } from '../../../provisioning/verbs/token-verbs.js';
import { changeRole } from '../../../provisioning/verbs/user-role.js';
import { addUser, disableUser, resetUser } from '../../../provisioning/verbs/user-verbs.js';
import type { VerbContext } from '../../../provisioning/verbs/verb-context.js';
import { plainKey } from '../../support/plain-key.js';
import { takeFactor } from '../../support/take-factor.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { verbContext } from '../../support/verb-context.js';

const scope = 'system/Observation.rs';

function nodeOf(t: Test, dir: string, kind: 'site' | 'hub' = 'site'): VerbContext {
  return { ...verbContext(t, kind), accounts: new AccountLedger(dir) };
}

/** Brings into another database what was in the first one as it stood at some time: what a restore does. */
async function earlierState(t: Test, dir: string, of: VerbContext): Promise<VerbContext> {
  const earlier = nodeOf(t, dir, of.node.kind);
  for (const user of await of.journal.people.listUsers()) await earlier.journal.people.addUser(user);
  for (const { usedMilliseconds: _, revokedMilliseconds: __, ...token } of await of.journal.machineTokens.list()) {
    await earlier.journal.machineTokens.add({ ...token, hash: `hash of ${token.name}` });
  }
  return earlier;
}

const disabledOf = async ({ journal }: VerbContext) =>
  (await journal.people.listUsers()).filter(({ disabled }) => disabled).map(({ name }) => name);

for (const kind of ['site', 'hub'] as const) {
  t.test(`[B16] who was shut out since stays out when the database of a ${kind} goes back`, async (t) => {
    const dir = temporaryFolder(t);
    const node = nodeOf(t, dir, kind);
    for (const name of ['awa', 'bela', 'chi']) await addUser(node, { name, role: 'nurse' });
    for (const name of ['cobas', 'sysmex']) await createToken(node, { name, scope });
    const earlier = await earlierState(t, dir, node);
    await disableUser(node, { name: 'awa' });
    await resetUser(node, { name: 'bela' });
    await revokeToken(node, { name: 'cobas' });
    await addUser(node, { name: 'dora', role: 'nurse' });

    const settled = await settleAccounts(dir, earlier.journal, () => 5_000);
    t.same(
      settled.users.map(({ name }) => name),
      ['awa', 'bela'],
    );
    t.match(settled.tokens, [{ name: 'cobas', author: /^Device\// }]);
    t.same(settled.missing, ['dora']);
    t.same(await disabledOf(earlier), ['awa', 'bela']);
    const [cobas, sysmex] = await earlier.journal.machineTokens.list();
    t.equal(cobas?.revokedMilliseconds, 5_000);
    t.equal(sysmex?.revokedMilliseconds, undefined);
    t.match(await settleAccounts(dir, earlier.journal, () => 6_000), { users: [], tokens: [] }, 'once');

    await resetUser(earlier, { name: 'bela' });
    t.match(await settleAccounts(dir, earlier.journal, () => 7_000), { users: [] }, 'a new password lets in');
    t.same(await disabledOf(earlier), ['awa']);
  });
}

t.test('[B16] the ledger holds no password, is of mode 0600, and begins with what the database says', async (t) => {
  const dir = temporaryFolder(t);
  const node = nodeOf(t, dir);
  const { accounts: _, ...unheard } = node;
  await addUser(unheard, { name: 'awa', role: 'nurse', password: 'correct horse battery' });
  await createToken(unheard, { name: 'cobas', scope });
  const earlier = await earlierState(t, dir, node);
  await disableUser(unheard, { name: 'awa' });
  await revokeToken(unheard, { name: 'cobas' });
  t.match(await settleAccounts(dir, node.journal, Date.now), { users: [], tokens: [], missing: [] });
  const path = nodePaths(dir).accounts;
  t.equal(statSync(path).mode & 0o777, 0o600);
  const stored = (await node.journal.people.findUser('awa'))?.passwordHash ?? '?';
  for (const secret of ['correct horse', stored, stored.split('$').at(-1) ?? '?', stored.split('$').at(-2) ?? '?']) {
    t.notMatch(readFileSync(path, 'utf8'), secret);
  }
  t.match(await settleAccounts(dir, earlier.journal, Date.now), {
    users: [{ name: 'awa' }],
    tokens: [{ name: 'cobas' }],
  });
});

t.test(
  '[B16] the name of a token that was revoked stays its own, also where the database has not heard of it',
  async (t) => {
    const dir = temporaryFolder(t);
    const node = nodeOf(t, dir);
    await createToken(node, { name: 'cobas', scope });
    await revokeToken(node, { name: 'cobas' });
    await t.rejects(createToken(nodeOf(t, dir), { name: 'cobas', scope }), { code: 'already-exists' });
    await t.rejects(revokeToken(node, { name: 'unheard-of' }), { code: 'not-found' });
    await createToken(node, { name: 'unheard-of', scope });
  },
);

t.test('[B16] a crash between ledger and database shuts out; a damaged ledger is made anew', async (t) => {
  const dir = temporaryFolder(t);
  const node = nodeOf(t, dir);
  await addUser(node, { name: 'awa', role: 'nurse' });
  const user = await node.journal.people.findUser('awa');
  if (user === undefined) throw new Error('user');
  new AccountLedger(dir).keepUser({ ...user, passwordHash: 'of a reset that the database has not heard of' });
  t.match(await settleAccounts(dir, node.journal, Date.now), { users: [{ name: 'awa' }] });
  for (const damaged of ['', '{', '{"users":{"awa":7},"revokedTokens":[]}', '[]', 'null']) {
    writeFileSync(nodePaths(dir).accounts, damaged);
    t.match(await settleAccounts(dir, node.journal, Date.now), { users: [], missing: [] }, damaged);
    t.match(JSON.parse(readFileSync(nodePaths(dir).accounts, 'utf8')), { users: { awa: { disabled: true } } });
  }
});

t.test('[B16] whom a start shuts out again stands in the audit', async (t) => {
  const dir = temporaryFolder(t);
  const node = nodeOf(t, dir);
  await addUser(node, { name: 'awa', role: 'nurse' });
  const earlier = await earlierState(t, dir, node);
  await disableUser(node, { name: 'awa' });
  const audited: unknown[] = [];
  const records = { audit: async (entries: readonly unknown[]) => void audited.push(...entries) };
  await settleAccounts(dir, { ...earlier.journal, records }, Date.now);
  const subject = (await node.journal.people.findUser('awa'))?.author;
  t.same(audited, [{ author: 'carnet:operator', action: 'user-disable', subject, outcome: 'done' }]);
});

t.test(
  '[N6][B16] a second factor that was taken away lets nobody in when it comes back with the database',
  async (t) => {
    const dir = temporaryFolder(t);
    const node = nodeOf(t, dir);
    for (const name of ['awa', 'bela']) {
      await addUser(node, { name, role: 'nurse' });
      await takeFactor(node.journal.secondFactors, name);
    }
    const users = await node.journal.people.listUsers();
    await resetUser(node, { name: 'awa', secondFactor: true });
    const kept = JSON.parse(readFileSync(nodePaths(dir).accounts, 'utf8')) as { revokedFactors: readonly string[] };
    t.match(kept.revokedFactors, [/^[0-9a-f]{64}$/]);

    // As it was, with the password of today: that alone would let them in.
    const earlier = nodeOf(t, dir);
    for (const user of users) {
      const { passwordHash } = (await node.journal.people.findUser(user.name)) ?? user;
      await earlier.journal.people.addUser({ ...user, passwordHash });
      await takeFactor(earlier.journal.secondFactors, user.name);
    }
    t.match((await settleAccounts(dir, earlier.journal, () => 5_000)).users, [{ name: 'awa' }]);
    t.same(await disabledOf(earlier), ['awa']);
    await resetUser(earlier, { name: 'awa' });
    t.equal(await earlier.journal.secondFactors.find('awa'), undefined, 'a reset does not bring it back');
    t.match(await settleAccounts(dir, earlier.journal, () => 6_000), { users: [] });
    t.same(await disabledOf(earlier), []);
  },
);

t.test('[N22][B16] a security key that was taken away lets nobody in when it comes back', async (t) => {
  const dir = temporaryFolder(t);
  const node = nodeOf(t, dir);
  for (const name of ['awa', 'bela', 'chi']) await addUser(node, { name, role: 'nurse' });
  const earlier = await earlierState(t, dir, node);
  for (const user of ['awa', 'bela', 'chi']) await earlier.journal.securityKeys.add(plainKey(user, `${user} blue`));
  await earlier.journal.securityKeys.add(plainKey('bela', 'bela red'));
  await takeFactor(earlier.journal.secondFactors, 'chi');
  for (const user of ['awa', 'bela', 'chi']) node.accounts?.keepRevokedKey(plainKey(user, `${user} blue`));
  t.match((await settleAccounts(dir, earlier.journal, () => 5_000)).users, [{ name: 'awa' }]);
  t.same(await disabledOf(earlier), ['awa'], 'whose password alone would be left');
  t.match(await earlier.journal.securityKeys.list(), [{ id: plainKey('bela', 'bela red').id }]);
  t.notMatch(readFileSync(nodePaths(dir).accounts, 'utf8'), plainKey('awa', 'awa blue').id);
});

t.test('[N16][B16] a PIN that its owner changed since opens nothing when it comes back; others stay', async (t) => {
  const dir = temporaryFolder(t);
  const node = nodeOf(t, dir);
  for (const name of ['awa', 'bela']) await addUser(node, { name, role: 'nurse' });
  const earlier = await earlierState(t, dir, node);
  for (const user of ['awa', 'bela']) {
    await earlier.journal.pins.put({ user, hash: `scrypt$${user}`, chosenMilliseconds: 1 });
  }
  node.accounts?.keepRevokedPin({ hash: 'scrypt$awa' });
  t.match(await settleAccounts(dir, earlier.journal, () => 5_000), { users: [] }, 'nobody is shut out for it');
  t.match(await earlier.journal.pins.list(), [{ user: 'bela' }]);
  t.notMatch(readFileSync(nodePaths(dir).accounts, 'utf8'), 'scrypt');
});

t.test(
  '[B16][N26] a role that was lowered since is lowered again; one that was raised since is not taken back',
  async (t) => {
    const dir = temporaryFolder(t);
    const node = nodeOf(t, dir);
    for (const name of ['awa', 'bela']) await addUser(node, { name, role: 'doctor' });
    const earlier = await earlierState(t, dir, node);
    await changeRole(node, { name: 'awa', role: 'reception' });
    await changeRole(node, { name: 'bela', role: 'chief' });
    const settled = await settleAccounts(dir, earlier.journal, () => 5_000);
    t.match(settled, { users: [], lowered: [{ name: 'awa' }] });
    const { people } = earlier.journal;
    t.match(await people.listUsers(), [
      { name: 'awa', role: 'reception', disabled: false },
      { name: 'bela', role: 'doctor', disabled: false },
    ]);
    t.match(await settleAccounts(dir, earlier.journal, () => 6_000), { lowered: [] }, 'once');
  },
);

t.test('[B16][N28] who waits for an approval waits on, whatever of an earlier day comes back', async (t) => {
  const dir = temporaryFolder(t);
  const node = nodeOf(t, dir);
  await addUser(node, { name: 'boss', role: 'admin' });
  await addUser(node, { name: 'late', role: 'doctor' });
  const earlier = await earlierState(t, dir, node);
  await earlier.journal.people.updateUser('late', { disabled: false });
  t.match(await settleAccounts(dir, earlier.journal, () => 5_000), { users: [{ name: 'late' }] });
});
