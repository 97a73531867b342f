import t from 'tap';
import { changeRole } from '../../../provisioning/verbs/user-role.js';
import { addUser, disableUser, issueToken, listUsers, resetUser } from '../../../provisioning/verbs/user-verbs.js';
import { verbContext } from '../../support/verb-context.js';

const approved = {
  kind: 'approved',
  milliseconds: 1,
  author: 'Practitioner/x',
  address: '',
  session: '',
} as const;

t.test('[N26] with an administrator there, who is added waits, and neither password nor token opens it', async (t) => {
  const context = verbContext(t, 'site');
  const { people, approvals } = context.journal;
  t.match(await addUser(context, { name: 'early', role: 'nurse' }), { user: { approval: null, disabled: false } });
  t.match(await addUser(context, { name: 'boss', role: 'admin' }), { user: { approval: null, disabled: false } });
  const added = await addUser(context, { name: 'late', role: 'doctor' });
  t.match(added, { user: { approval: 'waiting', disabled: true } });
  t.match(await addUser(context, { name: 'other', role: 'admin' }), { user: { approval: 'waiting', disabled: true } });
  await t.rejects(issueToken(context, { user: 'late', ttlMilliseconds: 60_000 }), { code: 'forbidden' });
  t.match(await resetUser(context, { name: 'late' }), { user: { approval: 'waiting', disabled: true } });
  t.match(await approvals.find('late'), { role: 'doctor', isNew: true, madeBy: 'carnet:operator' });
  t.equal(await approvals.approve('late', approved), true);
  t.equal(await approvals.approve('late', approved), false, 'once');
  t.equal((await people.findUser('late'))?.disabled, false);
  t.match(await listUsers(context), [
    { approval: null },
    { approval: null },
    { approval: null },
    { approval: 'waiting' },
  ]);
});

t.test('[N28] a new account that was refused is taken away with its name, or asked for again', async (t) => {
  const context = verbContext(t, 'site');
  const { people, approvals } = context.journal;
  await addUser(context, { name: 'boss', role: 'admin' });
  await addUser(context, { name: 'late', role: 'doctor' });
  t.equal(await approvals.removeRefused('late'), false, 'it waits');
  t.match(await disableUser(context, { name: 'late' }), { approval: 'refused', disabled: true });
  t.match(await resetUser(context, { name: 'late' }), { user: { approval: 'waiting' } }, 'asked again');
  t.ok(await approvals.refuse('late', 'Practitioner/boss', 5));
  t.notOk(await approvals.refuse('late', 'Practitioner/boss', 5));
  t.equal(await approvals.approve('late', approved), false, 'what was refused is not approved by the way');
  t.ok(await approvals.removeRefused('late'));
  t.equal(await people.findUser('late'), undefined);
  t.match(
    await addUser(context, { name: 'late', role: 'nurse' }),
    { user: { approval: 'waiting' } },
    'its name is free',
  );
});

t.test('[N26] a role with more rights waits while the old one stays; any other is had at once', async (t) => {
  const context = verbContext(t, 'site');
  const { people, approvals, accountChanges } = context.journal;
  await addUser(context, { name: 'early', role: 'nurse' });
  await addUser(context, { name: 'boss', role: 'admin' });
  t.match(await changeRole(context, { name: 'early', role: 'doctor' }), {
    role: 'nurse',
    approval: 'waiting',
    disabled: false,
  });
  t.match(await changeRole(context, { name: 'early', role: 'nurse' }), { role: 'nurse', approval: null }, 'withdrawn');
  await changeRole(context, { name: 'early', role: 'doctor' });
  const token = { hash: 'h', kind: 'token', user: 'early', createdMilliseconds: 1, expiresMilliseconds: 9e15 } as const;
  await people.addCredential(token);
  t.ok(await approvals.approve('early', approved));
  t.match(await people.findUser('early'), { role: 'doctor', disabled: false });
  t.equal(await people.findCredential('h', 1), undefined, 'what was begun with the old role ends');
  t.match(await changeRole(context, { name: 'early', role: 'nurse' }), { role: 'nurse', approval: null });
  t.match(await accountChanges.list('early'), [{ kind: 'role', author: 'carnet:operator' }, { kind: 'approved' }]);
  t.match(await changeRole(context, { name: 'boss', role: 'chief' }), { role: 'admin', approval: 'waiting' });
  await t.rejects(changeRole(context, { name: 'nobody', role: 'nurse' }), { code: 'not-found' });
  await t.rejects(changeRole(context, { name: 'early', role: 'boss' }), { code: 'usage-wrong' });
});

t.test('[N26] at a hub, and in the folder of a demo, nobody waits', async (t) => {
  const hub = verbContext(t, 'hub');
  const context = verbContext(t, 'site');
  const demo = { ...context, node: { ...context.node, demo: {} } };
  for (const each of [hub, demo]) {
    await addUser(each, { name: 'boss', role: 'admin' });
    t.match(await addUser(each, { name: 'late', role: 'doctor' }), { user: { approval: null, disabled: false } });
    t.match(await changeRole(each, { name: 'late', role: 'chief' }), { role: 'chief', approval: null });
  }
});
