import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { addSlot } from '../../../../provisioning/custody/edit-slots.js';
import { createKeySlots, unlockDataKey } from '../../../../provisioning/custody/key-slots.js';
import { newRecoverySlot, newTokenSlot } from '../../../../provisioning/custody/new-slot.js';
import { lockSlots } from '../../../../provisioning/custody/orders/lock-slots.js';
import { shredFile } from '../../../../provisioning/custody/orders/shred-file.js';
import {
  beginWipe,
  destroyKeys,
  refuseWiped,
  settleWipe,
} from '../../../../provisioning/custody/orders/wipe-folder.js';
import { readSlotList } from '../../../../provisioning/custody/slot-list.js';
import { nodePaths } from '../../../../provisioning/node-folder.js';
import { custodyState, orderCustody } from '../../../../provisioning/verbs/custody-verbs.js';
import { callCarnet } from '../../../support/run-carnet.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { verbContext } from '../../../support/verb-context.js';

function setUp(t: Test) {
  const dir = temporaryFolder(t);
  const stick = join(temporaryFolder(t), 'stick.token');
  const key = createKeySlots(dir);
  addSlot(dir, key, newTokenSlot(Buffer.from(key, 'hex'), stick));
  const { identity, journal, node } = nodePaths(dir);
  mkdirSync(identity);
  for (const path of [join(identity, 'key.pem'), journal, node]) writeFileSync(path, '{}');
  return { dir, stick, key };
}

t.test('[K15] a lock leaves only what a person types, and is refused where that is nothing', async (t) => {
  const { dir, stick, key } = setUp(t);
  const by = { by: 'root', atMilliseconds: 5 };
  const before = readFileSync(nodePaths(dir).keySlots, 'utf8');
  t.throws(() => lockSlots(dir, key, by), { code: 'forbidden' });
  t.equal(readFileSync(nodePaths(dir).keySlots, 'utf8'), before);
  const { slot, code } = newRecoverySlot(Buffer.from(key, 'hex'));
  addSlot(dir, key, slot);
  t.equal(lockSlots(dir, key, by), 2);
  t.notOk(existsSync(stick), 'the stick that is in is of no use any more');
  await t.rejects(unlockDataKey(dir), { code: 'key-locked' });
  t.equal(await unlockDataKey(dir, { typed: code }), key);
  t.match(readSlotList(dir), { locked: by, slots: [{ kind: 'recovery' }] });
  addSlot(dir, key, newTokenSlot(Buffer.from(key, 'hex'), stick));
  t.equal(readSlotList(dir).locked, undefined, 'who opens it may let it open unattended again');
  t.equal(await unlockDataKey(dir), key);
});

t.test('[K16] a wipe that was cut off anywhere is carried to its end by the next start', async (t) => {
  const { dir, stick } = setUp(t);
  t.equal(settleWipe(dir), false, 'free without one');
  beginWipe(dir, { id: 'o1', by: 'root' });
  destroyKeys(dir);
  for (const path of [stick, nodePaths(dir).keySlots, nodePaths(dir).slotToken, nodePaths(dir).key]) {
    t.notOk(existsSync(path), path);
  }
  t.ok(existsSync(nodePaths(dir).journal), 'cut off here');
  t.throws(() => refuseWiped(dir), { code: 'site-wiped' });
  t.strictSame(readdirSync(dir), []);
  t.doesNotThrow(() => refuseWiped(dir));
  const another = setUp(t);
  beginWipe(another.dir, { id: 'o1', by: 'root' });
  t.match(await callCarnet(['status', '--dir', another.dir]), { exit: 3, error: /wiped by an order/ });
  t.strictSame(readdirSync(another.dir), [], 'cut off before anything was destroyed');
  shredFile(join(dir, 'none'));
});

t.test('[K14] orders about keys are the running hub’s alone', async (t) => {
  const site = verbContext(t, 'site');
  await t.rejects(orderCustody(site, { site: '7KD', order: 'lock-site', by: 'x' }), { code: 'usage-wrong' });
  const hub = verbContext(t, 'hub');
  await t.rejects(orderCustody(hub, { site: '7KD', order: 'lock-site', by: 'x' }), { code: 'not-found' });
  const { code } = await hub.journal.fleet.addSite({
    ...{ name: 'Garoua', region: 'Nord', links: [], createdMilliseconds: 1 },
  });
  await t.rejects(orderCustody(hub, { site: code, order: 'force-link', by: 'x' }), { code: 'usage-wrong' });
  await t.rejects(orderCustody(hub, { site: 'Garoua', order: 'lock-site', by: 'x' }), {
    code: 'usage-wrong',
    detail: /does not run/,
  });
  const orders = { order: async () => ({ id: 'o1' }) as never, latest: async () => [{ id: 'o0' }] as never };
  const running = { ...hub, orders };
  t.match(await orderCustody(running, { site: code, order: 'lock-site', by: 'x' }), { id: 'o1' });
  t.match(await custodyState(running, { site: code, id: 'o0' }), { id: 'o0' });
  await t.rejects(custodyState(running, { site: code, id: 'o9' }), { code: 'not-found' });
});
