import t from 'tap';
import { openJournal } from '../../../journal/open.js';
import { hubCode } from '../../../protocol/ids.js';
import { unlockDataKey } from '../../../provisioning/custody/key-slots.js';
import { nodePaths } from '../../../provisioning/node-folder.js';
import {
  addSite,
  batchesBetween,
  carry,
  observation,
  openHub,
  openSite,
  upOf,
  write,
} from '../../support/journal-fixtures.js';
import { callCarnet } from '../../support/run-carnet.js';
import { hubFolder } from '../../support/site-folder.js';

t.test('[S6] status names a log that was written twice, and where to look', async (t) => {
  const dir = hubFolder(t);
  const key = await unlockDataKey(dir);
  const open = () => openJournal({ file: nodePaths(dir).journal, key, role: 'hub', site: hubCode, epoch: 1 });
  const status = (...more: string[]) => callCarnet(['status', '--dir', dir, ...more]);
  const hub = open();
  const code = await addSite(hub);
  const [site, copy] = [openSite(t, code), openSite(t, code)];
  await write(site, observation('o1', 'p1'));
  await carry(site, hub, upOf(code));
  hub.close();
  const sound = await status();
  t.match(sound, { exit: 0, out: /set aside here/ });
  t.notMatch(sound.out, /written twice/);
  await write(copy, observation('o2', 'p1'));
  const again = open();
  const forged = await batchesBetween(copy.sync, openHub(t).sync, upOf(code));
  t.match(await again.sync.applyBatches(forged), [{ problem: { code: 'batch-fork' } }]);
  again.close();
  t.match(JSON.parse((await status('--json')).out), {
    quarantined: [{ site: code, batches: 1, lastMilliseconds: Number }],
  });
  t.match(await status(), { exit: 0, out: new RegExp(`written twice: ${code} +1 batches .*carnet site list`) });
  t.match(await status('--lang', 'fr'), { exit: 0, out: new RegExp(`écrit deux fois : ${code} +1 lots .*faussaire`) });
});
