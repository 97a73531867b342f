import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openAttachments } from '../../../journal/attachments/open-attachments.js';
import { openJournal } from '../../../journal/open.js';
import { hubCode } from '../../../protocol/ids.js';
import { readManifest, signManifest } from '../../../provisioning/backup/manifest.js';
import { NodeBackups } from '../../../provisioning/backup/node-backups.js';
import { restoreBackup } from '../../../provisioning/backup/restore-backup.js';
import { unlockDataKey } from '../../../provisioning/custody/key-slots.js';
import { NodeErasures } from '../../../provisioning/erasure/node-erasures.js';
import { lockFolder } from '../../../provisioning/folder/lock.js';
import { createHub } from '../../../provisioning/hub/create-hub.js';
import { nodePaths, readIdentity } from '../../../provisioning/node-folder.js';
import { binaryOf } from '../../../record/attachment.js';
import { erasureOf } from '../../support/erasures.js';
import { patient, resourceOf, write } from '../../support/journal-fixtures.js';
import { codeOf, problemOf } from '../../support/problem-of.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const anyPort = { host: '127.0.0.1', port: 0 };

/** Keys take long to make: two hubs, copied for each test. */
const folder = temporaryFolder(t);
for (const name of ['hub', 'other']) {
  const plan = { dir: join(folder, name), name, hosts: [], https: anyPort, mqtt: anyPort, nowMilliseconds: Date.now() };
  await createHub(plan);
}

type Teardown = { teardown(undo: () => void): unknown };

async function openFolder(dir: string) {
  const key = await unlockDataKey(dir);
  return openJournal({ file: nodePaths(dir).journal, key, role: 'hub', site: hubCode, epoch: 1 });
}

/** A hub's folder with one patient, and its backups. */
async function setUp(t: Teardown, keptMax = 2) {
  const dir = join(temporaryFolder(t), 'hub');
  cpSync(join(folder, 'hub'), dir, { recursive: true });
  const journal = await openFolder(dir);
  let open = true;
  const close = () => {
    if (open) journal.close();
    open = false;
  };
  t.teardown(close);
  await write(journal, patient('before'));
  const usual = nodePaths(dir).backups;
  const key = await unlockDataKey(dir);
  const limits = { contentBytesMax: 1 << 20, storeBytesMax: 1 << 24 };
  const attachments = openAttachments({ ...limits, file: nodePaths(dir).attachments, key });
  t.teardown(() => attachments.close());
  const options = {
    backups: journal.backups,
    attachments,
    node: hubCode,
    readIdentity: () => readIdentity(dir),
    folder: usual,
    keptMax,
    now: Date.now,
  };
  return { dir, journal, attachments, close, usual, backups: new NodeBackups(options) };
}

t.test('[B1] the manifest says what the copy is, signed with the hub’s key', async (t) => {
  const { dir, backups, usual } = await setUp(t);
  const report = await backups.take();
  const text = readFileSync(report.manifest, 'utf8');
  const { authorityPem } = readIdentity(dir);
  const manifest = readManifest(text, authorityPem, hubCode);
  t.match(manifest, {
    sha256: report.sha256,
    bytes: report.bytes,
    hubEpoch: 1,
    madeAt: report.madeAt,
    newestVersion: 1,
  });
  t.match(manifest.streams, [{ direction: 'up', site: '000', seq: 1 }]);
  t.equal(readdirSync(usual).length, 2, 'the copy and its manifest, nothing else');
  const forged = text.replace('"newestVersion": 1', '"newestVersion": 2');
  t.equal(
    problemOf(() => readManifest(forged, authorityPem, hubCode)),
    'backup-altered',
  );
  const other = readIdentity(join(folder, 'other'));
  const { signature: _, certificate: __, ...unsigned } = manifest;
  t.equal(
    problemOf(() => readManifest(JSON.stringify(signManifest(unsigned, other)), authorityPem, hubCode)),
    'backup-refused',
  );
});

t.test('[B1] old ones go only after a new one is whole; what was cut off is cleared away', async (t) => {
  const { backups, usual } = await setUp(t);
  const made = [];
  mkdirSync(usual);
  writeFileSync(join(usual, '.carnet-hub-20200101T000000000Z.db.new'), 'cut off');
  writeFileSync(join(usual, 'of-somebody-else.db'), 'kept');
  for (let count = 0; count < 3; count += 1) made.push((await backups.take()).file);
  const copies = readdirSync(usual).filter((name) => name.endsWith('.db'));
  t.same(copies, [...made.slice(1).map((file) => file.split('/').at(-1)), 'of-somebody-else.db']);
  t.equal(readdirSync(usual).length, 5);
  t.equal(backups.progress(), undefined);
});

t.test('[B1] a wrong folder is said, and the hub’s own state is as it was', async (t) => {
  const { backups, journal, dir } = await setUp(t);
  t.equal(await codeOf(backups.take(join(dir, 'missing'))), 'not-found');
  t.equal(await codeOf(backups.take(nodePaths(dir).node)), 'not-found', 'a file');
  const shut = join(dir, 'shut');
  mkdirSync(shut);
  chmodSync(shut, 0o500);
  // Whoever may write everywhere is not hindered by rights.
  if (process.getuid?.() !== 0) t.equal(await codeOf(backups.take(shut)), 'permission-denied');
  t.equal(await journal.backups.lastBackup(), undefined);
  await backups.stop();
  t.equal(await codeOf(backups.take()), 'backup-failed', 'a program that stops begins none');
});

t.test('[B4] a restore puts the backup in place and keeps what was there', async (t) => {
  const { dir, journal, close, backups } = await setUp(t);
  const { file } = await backups.take();
  await write(journal, patient('after'));
  const steps: number[] = [];
  const restore = (given = file) =>
    restoreBackup({ dir, kind: 'hub', file: given, now: Date.now, onProgress: (done, all) => steps.push(done / all) });
  close();

  const lock = lockFolder(dir);
  t.equal(await codeOf(restore()), 'folder-in-use', 'not while the hub runs');
  lock.release();
  const report = await restore(`${file}.manifest.json`);
  t.equal(steps.at(-1), 1, 'progress to the end');
  const restored = await openFolder(dir);
  t.equal(restored.counts().versions, 1);
  restored.close();
  if (report.kept === null) throw new Error('kept');
  renameSync(report.kept, nodePaths(dir).journal);
  rmSync(`${nodePaths(dir).journal}-wal`, { force: true });
  const old = await openFolder(dir);
  t.equal(old.counts().versions, 2, 'the old journal is whole');
  old.close();
});

t.test('[B4] what cannot be proved is not restored, and nothing is changed', async (t) => {
  const { dir, close, backups } = await setUp(t);
  const { file, manifest } = await backups.take();
  close();
  const paths = nodePaths(dir);
  const before = readFileSync(paths.journal);
  const restore = (given = file, into = dir) =>
    codeOf(restoreBackup({ dir: into, kind: 'hub', file: given, now: Date.now, onProgress: () => {} }));
  const good = readFileSync(file);

  const flipped = Uint8Array.from(good);
  flipped[5_000] = (flipped[5_000] ?? 0) ^ 1;
  writeFileSync(file, flipped);
  t.equal(await restore(), 'backup-altered', 'a flipped bit');
  writeFileSync(file, good.subarray(0, good.length - 4_096));
  t.equal(await restore(), 'backup-truncated', 'cut short');
  writeFileSync(file, good);
  t.equal(await restore(join(dir, 'missing.db')), 'not-found');
  t.equal(await restore(paths.node), 'backup-refused', 'no manifest beside');
  t.equal(await restore(file, join(folder, 'other')), 'backup-refused', 'of another hub');
  writeFileSync(manifest, '{"signature":1}');
  t.equal(await restore(), 'backup-refused', 'no manifest at all');
  t.same(readFileSync(paths.journal), before);
  t.same(
    readdirSync(dir).filter((name) => /restor/.test(name)),
    [],
    'nothing left behind',
  );
});

t.test('[A6] the contents of attachments are in the backup, brought once, and come back with a restore', async (t) => {
  const { dir, attachments, close, backups, usual } = await setUp(t);
  const takeIn = async (text: string) => {
    const upload = attachments.begin();
    await upload.write(Buffer.from(text));
    const reference = await upload.finish();
    await attachments.expect(reference, hubCode);
    return reference.hash;
  };
  const first = await takeIn('radiographie');
  const { file, manifest } = await backups.take();
  const { authorityPem } = readIdentity(dir);
  t.match(readManifest(readFileSync(manifest, 'utf8'), authorityPem, hubCode).attachments, { contents: 1, bytes: 12 });
  const second = await takeIn('échographie');
  t.match(await attachments.copyTo(join(usual, 'carnet-hub-attachments.db')), { contents: 2, added: 1 });
  attachments.close();
  close();
  for (const ending of ['', '-wal', '-shm']) rmSync(`${nodePaths(dir).attachments}${ending}`, { force: true });
  await restoreBackup({ dir, kind: 'hub', file, now: Date.now, onProgress: () => {} });
  const key = await unlockDataKey(dir);
  const again = openAttachments({
    contentBytesMax: 100,
    storeBytesMax: 1 << 24,
    file: nodePaths(dir).attachments,
    key,
  });
  t.teardown(() => again.close());
  t.equal(Buffer.from((await again.chunk(first, 0)) ?? []).toString(), 'radiographie');
  t.equal(Buffer.from((await again.chunk(second, 0)) ?? []).toString(), 'échographie');
});

t.test('[W11][A6] the next backup drops contents that were destroyed by order of law', async (t) => {
  const { dir, journal, attachments, backups, usual } = await setUp(t);
  const upload = attachments.begin();
  await upload.write(Buffer.from('radiographie'));
  const content = await upload.finish();
  await attachments.expect(content, hubCode);
  const about = { id: 'b1', contentType: 'text/plain', securityContext: 'Patient/p1' };
  await write(journal, patient('p1'), resourceOf({ ...binaryOf(content, about), resourceType: 'Binary', id: 'b1' }));
  await backups.take();
  const node = new NodeErasures({ dir, erasures: journal.erasures, attachments, onError: (error) => t.error(error) });
  t.ok((await node.erase(erasureOf('p1'))).settledMilliseconds);
  await backups.take();
  const copied = openAttachments({
    ...{ contentBytesMax: 1 << 20, storeBytesMax: 1 << 24, key: await unlockDataKey(dir) },
    file: join(usual, 'carnet-hub-attachments.db'),
  });
  t.teardown(() => copied.close());
  t.match(await copied.state(content.hash), { complete: false });
  t.equal(await copied.chunk(content.hash, 0), undefined);
});
