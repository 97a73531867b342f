import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { lane } from '../../../protocol/lane.js';
import { addSite, carry, openHub, openSite, patient, testKey, upOf, write } from '../../support/journal-fixtures.js';
import { codeOf } from '../../support/problem-of.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const canary = 'Wxyzzy-canary';
const { clinical } = lane;

/** A hub that has the log of one site, with some patients in it. */
async function hubWithSite(t: Parameters<typeof openHub>[0], patients: number) {
  const hub = openHub(t);
  const code = await addSite(hub);
  const site = openSite(t, code);
  for (let count = 0; count < patients; count += 1)
    await write(site, patient(`p${count}`, { name: [{ family: canary }] }));
  await carry(site, hub, upOf(code));
  const safe = async () => (await hub.sync.received(upOf(code))).find((each) => each.lane === clinical);
  return { hub, site, code, safe };
}

t.test('[B1] a copy is one whole moment, encrypted, for its owner only, and is read back', async (t) => {
  const { hub, code } = await hubWithSite(t, 3);
  const file = join(temporaryFolder(t), 'copy.db');
  const facts = await hub.backups.copyTo(file);
  t.equal(statSync(file).mode & 0o777, 0o600);
  t.notOk(readFileSync(file).includes(canary), 'encrypted');
  t.equal(facts.bytes, statSync(file).size);
  t.match(facts, { role: 'hub', site: '000', hubEpoch: 1, newestVersion: 3 });
  t.match(facts.streams, [{ direction: 'up', site: code, epoch: 1, lane: clinical, seq: 3 }]);
  t.same(await hub.backups.inspect(file), facts);
  t.equal(openHub(t, { file, key: testKey }).counts().versions, 3, 'it opens as a journal');
});

t.test('[B2] what is safe is read from the copy: what came after it is not', async (t) => {
  const { hub, site, code, safe } = await hubWithSite(t, 2);
  const file = join(temporaryFolder(t), 'copy.db');
  const facts = await hub.backups.copyTo(file);
  await write(site, patient('later'));
  await carry(site, hub, upOf(code));
  t.match(await safe(), { durable: { seq: 3 }, safeSeq: 0 }, 'a copy alone says nothing');
  await hub.backups.noteBackup({ file, bytes: facts.bytes, atMilliseconds: 5 }, facts);
  t.match(await safe(), { durable: { seq: 3 }, safeSeq: 2 });
  t.same(await hub.backups.lastBackup(), { file, bytes: facts.bytes, atMilliseconds: 5 });

  const boast = { ...facts, streams: facts.streams.map((stream) => ({ ...stream, seq: 99 })) };
  await hub.backups.noteBackup({ file, bytes: 1, atMilliseconds: 6 }, boast);
  t.match(await safe(), { safeSeq: 3 }, 'never more than there is');
  await hub.backups.noteBackup({ file, bytes: 1, atMilliseconds: 7 }, facts);
  t.match(await safe(), { safeSeq: 3 }, 'and never less than was said');
});

t.test('[B1] a copy that fails says why and leaves nothing', async (t) => {
  const { hub } = await hubWithSite(t, 1);
  const folder = temporaryFolder(t);
  const taken = join(folder, 'taken.db');
  writeFileSync(taken, 'somebody else’s');
  t.equal(await codeOf(hub.backups.copyTo(taken)), 'already-exists');
  t.equal(readFileSync(taken, 'utf8'), 'somebody else’s');
  t.equal(await codeOf(hub.backups.copyTo(join(folder, 'missing', 'copy.db'))), 'not-found');
  t.equal(await codeOf(hub.backups.copyTo(join(taken, 'copy.db'))), 'not-found');
  mkdirSync(join(folder, 'cut'));
  t.equal(await codeOf(hub.backups.copyTo(join(folder, 'cut', 'copy.db'), AbortSignal.timeout(5))), 'backup-failed');
  t.same(readdirSync(join(folder, 'cut')), [], 'nothing half');
  t.equal(await codeOf(hub.backups.inspect(taken)), 'database-corrupt');
  t.notOk(existsSync(`${taken}-wal`));
});

t.test('[B5] durable is not safe: under another hub epoch the log goes on from where that hub stands', async (t) => {
  const { hub, site, code } = await hubWithSite(t, 2);
  const copy = join(temporaryFolder(t), 'copy.db');
  const facts = await hub.backups.copyTo(copy);
  await hub.backups.noteBackup({ file: copy, bytes: facts.bytes, atMilliseconds: 1 }, facts);
  for (const id of ['later', 'last']) await write(site, patient(id));
  await carry(site, hub, upOf(code));
  const key = { type: 'Patient', id: 'later' } as never;
  t.match(await site.records.delivery(key), { reached: 'hub' }, 'durable and not safe');

  const restored = openHub(t, { file: copy, key: testKey, epoch: 2 });
  t.equal(await restored.records.read(key), undefined, 'the backup does not hold it');
  await carry(site, restored, upOf(code));
  t.match(await restored.records.read(key), { type: 'Patient' }, 'and nothing was forgotten at the site');
  t.equal(restored.counts().versions, 4);
});
