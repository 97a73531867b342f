import { rmSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { checkLan } from '../../../provisioning/doctor/lan-check.js';
import { lanCode, lanFolder, lanWish } from '../../support/lan-folder.js';

const day = 86_400_000;

t.test('[T47] the doctor says how long workstations are served, and what is wrong', async (t) => {
  const { dir, paths } = lanFolder(t);
  const find = (days = 0) => checkLan(dir, lanCode, lanWish.nowMilliseconds + days * day);
  t.match(find(), { state: 'ok', what: { en: /^carnet-7kd\.local, good for 39\d days$/, fr: /valable 39\d jours/ } });
  t.match(find(350), { state: 'warn', todo: { en: /restart/ } }, 'nothing has renewed it');
  t.match(find(400), { state: 'fault', what: { en: 'it has ended' } });
  t.match(find(-30), { state: 'warn', what: { en: /clock/ }, todo: { en: /set the clock/ } });
  rmSync(paths.lanServer);
  t.match(find(), { state: 'warn', what: { en: 'there is no certificate yet' } });
  writeFileSync(paths.lanAuthority, 'x');
  t.match(find(), { state: 'fault', what: { en: /lan-authority\.pem cannot be read/ }, todo: { fr: /copie/ } });
  rmSync(paths.lanAuthority);
  t.match(find(), { state: 'warn' });
});
