import t from 'tap';
import { callCarnet } from '../../support/run-carnet.js';
import { siteFolder } from '../../support/site-folder.js';

t.test('[R50] a technician gives, renews and ends a licence; what cannot be changes nothing', async (t) => {
  const dir = siteFolder(t);
  const run = (...words: string[]) => callCarnet(['user', ...words, '--dir', dir]);
  t.match(await run('add', 'a.bello', '--role', 'doctor', '--name', 'Dr Bello'), { exit: 0 });
  const key = ['licence', 'a.bello', '--licence', 'Ordre des médecins', '--number', '4711'];
  t.match(await run(...key, '--until', '2027-12-31', '--lang', 'en'), {
    ...{ exit: 0, out: /Licences of a\.bello:\n {2}Ordre des médecins 4711, until 2027-12-31/ },
  });
  const renewed = await run(...key, '--from', '2028-01-01', '--until', '2029-12-31', '--json');
  t.match(JSON.parse(renewed.out), {
    user: 'a.bello',
    licences: [{ name: 'Ordre des médecins', number: '4711', from: '2028-01-01', until: '2029-12-31' }],
  });
  for (const wrong of [
    [...key, '--until', '2027-02-30'],
    [...key, '--from', '2030-01-01', '--until', '2029-12-31'],
    key,
    [...key, '--until', '2027-12-31', '--end'],
    ['licence', 'a.bello', '--number', '1', '--until', '2027-12-31'],
  ])
    t.match(await run(...wrong), { exit: 2 }, wrong.join(' '));
  t.match(await run(...key, '--until', '2027-02-30', '--lang', 'fr'), { exit: 2, error: /--until : un jour/ });
  t.match(await run('licence', 'nobody', ...key.slice(2), '--until', '2027-12-31'), { exit: 1, error: /user list/ });
  t.match(await run('licence', 'a.bello', '--licence', 'x', '--number', '1', '--end'), { exit: 1 });
  t.match(await run(...key, '--end', '--lang', 'fr'), { exit: 0, out: /pas d’autorisation inscrite/ });
  t.match(await run('licence', '--help', '--lang', 'fr'), { exit: 0, out: /Exemples :[\s\S]*--until 2027/ });
});
