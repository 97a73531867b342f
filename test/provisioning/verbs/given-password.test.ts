import t from 'tap';
import { readNode, writeNode } from '../../../provisioning/node-folder.js';
import { addUser, listUsers, resetUser } from '../../../provisioning/verbs/user-verbs.js';
import { givenPasswordMillisecondsMax } from '../../../record/accounts/given-password.js';
import { callCarnet } from '../../support/run-carnet.js';
import { hubFolder, siteFolder } from '../../support/site-folder.js';
import { verbContext } from '../../support/verb-context.js';

for (const kind of ['site', 'hub'] as const) {
  t.test(`[N30] at a ${kind} who gives a password, made or chosen, is told until when it is good`, async (t) => {
    let time = Date.parse('2026-11-24T08:00:00Z');
    const context = { ...verbContext(t, kind), now: () => time };
    const made = await addUser(context, { name: 'awa', role: 'ops' });
    t.equal(made.user.passwordUntilMilliseconds, time + givenPasswordMillisecondsMax);
    time += 3_600_000;
    const chosen = await resetUser(context, { name: 'awa', password: 'soleil mangue pirogue' });
    t.equal(chosen.user.passwordUntilMilliseconds, time + givenPasswordMillisecondsMax);
    t.match(await listUsers(context), [{ passwordUntilMilliseconds: time + givenPasswordMillisecondsMax }]);
    await context.journal.people.updateUser('awa', { passwordHash: 'chosen by its person' });
    t.match(await listUsers(context), [{ passwordUntilMilliseconds: null }]);
  });
}

t.test('[N30][N7] in the folder of a demo it is theirs at once', async (t) => {
  const context = verbContext(t, 'site');
  const demo = { ...context, node: { ...context.node, demo: {} } };
  const { user } = await addUser(demo, { name: 'awa', role: 'nurse' });
  t.equal(user.passwordUntilMilliseconds, null);
  t.equal((await resetUser(demo, { name: 'awa' })).user.passwordUntilMilliseconds, null);
});

t.test('[N30] the command line says so, with the password and in the list', async (t) => {
  const dir = siteFolder(t);
  const { demo: _, ...node } = readNode(dir);
  writeNode(dir, node);
  const until = String.raw`\d{4}-\d\d-\d\d \d\d:\d\dZ`;
  const added = await callCarnet(['user', 'add', 'awa', '--role', 'nurse', '--dir', dir]);
  t.match(added.out, new RegExp(`shown once: \\S+\\nIt is good until ${until} \\(72 hours\\)`));
  const reset = await callCarnet(['user', 'reset', 'awa', '--dir', dir]);
  t.match(reset.out, new RegExp(`It is good until ${until}`));
  const list = await callCarnet(['user', 'list', '--dir', dir]);
  t.match(list.out, new RegExp(`given password, good until ${until}`));
  const inDemo = await callCarnet(['user', 'add', 'ops', '--role', 'ops', '--dir', hubFolder(t)]);
  t.match(inDemo.out, /shown once: \S+\s*$/);
});
