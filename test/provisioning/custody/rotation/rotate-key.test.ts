import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openAttachments } from '../../../../journal/attachments/open-attachments.js';
import { openJournal } from '../../../../journal/open.js';
import { defaultCipher, keyCheck } from '../../../../journal/sqlite/key.js';
import { openKeyed } from '../../../../journal/sqlite/keyed.js';
import { openDatabase } from '../../../../journal/sqlite/open-database.js';
import { headOf } from '../../../../journal/sqlite/rekey-file.js';
import { parseSiteCode } from '../../../../protocol/ids.js';
import { addSlot } from '../../../../provisioning/custody/edit-slots.js';
import { createKeySlots, dataKeyOfFile, unlockDataKey } from '../../../../provisioning/custody/key-slots.js';
import { newRecoverySlot } from '../../../../provisioning/custody/new-slot.js';
import { rotateDataKey } from '../../../../provisioning/custody/rotation/rotate-key.js';
import { isRotationUnfinished, settleRotation } from '../../../../provisioning/custody/rotation/settle-rotation.js';
import { readSlotList } from '../../../../provisioning/custody/slot-list.js';
import { readDatabase } from '../../../../provisioning/doctor/database-check.js';
import { checkKeySlots } from '../../../../provisioning/doctor/folder-checks.js';
import { nodePaths } from '../../../../provisioning/node-folder.js';
import { bundledProgram } from '../../../support/bundled-program.js';
import { callCarnet } from '../../../support/run-carnet.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { uncovered } from '../../../support/uncovered.js';

const site = parseSiteCode('7KD');
const unbounded = { contentBytesMax: 1e9, storeBytesMax: 1e9 };
const canary = {
  ...{ name: 'canary', displayName: 'Canary', role: 'nurse' as const, passwordHash: 'x' },
  ...{ author: '7KD', disabled: false },
};
const names = ['attachments.db', 'journal.db', 'telemetry.db'];

/** All databases of a site, opened and closed as the program does. */
function openAll(dir: string, key: string) {
  const { journal: file, attachments: contents, telemetry } = nodePaths(dir);
  const journal = openJournal({ file, key, role: 'site', site, epoch: 1 });
  const attachments = openAttachments({ ...unbounded, file: contents, key });
  const kept = { file: telemetry, key, cipher: defaultCipher, migrationMax: 0, durable: false };
  const history = openDatabase(kept);
  history.execute('CREATE TABLE IF NOT EXISTS kept (id INTEGER PRIMARY KEY)');
  return {
    journal,
    close: () => {
      history.close();
      attachments.close();
      journal.close();
    },
  };
}

async function setUp(t: Parameters<typeof temporaryFolder>[0]) {
  const dir = temporaryFolder(t);
  const key = createKeySlots(dir);
  const open = openAll(dir, key);
  await open.journal.people.addUser(canary);
  open.close();
  return { dir, key };
}

/** The folder opens under the key that its slots give, whole and with what was in it. */
async function checkWhole(t: Test, dir: string, present: readonly string[] = names) {
  settleRotation(dir);
  const key = await unlockDataKey(dir);
  for (const name of present) t.equal(headOf(join(dir, name)), keyCheck(key), name);
  const open = openAll(dir, key);
  t.equal(
    (await open.journal.people.listUsers()).some(({ name }) => name === 'canary'),
    true,
  );
  t.equal(open.journal.verify().pages, true);
  open.close();
  t.equal(readdirSync(dir).filter((name) => name.includes('rekeyed') || name.includes('rotation')).length, 0);
  return key;
}

t.test('[K12] killed at any step, the next start opens the old key or the new, never neither', async (t) => {
  const { dir, key } = await setUp(t);
  const rotator = await bundledProgram('test/support/key-rotator.ts');
  const ended: string[] = [];
  let present = key;
  for (let step = 1; ; step += 1) {
    const env = { ...process.env, ...uncovered, NODE_OPTIONS: '' };
    const child = spawn(process.execPath, [rotator, dir, String(step)], { env });
    child.stdin.end(`${present}\n`);
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    const next = await checkWhole(t, dir);
    ended.push(next === present ? 'old' : 'new');
    present = next;
    if (signal === null) break;
  }
  // Three copies and their names; then the record, three places, the list, the end; and one that nothing killed.
  t.strictSame(ended, [...Array(4).fill('old'), ...Array(7).fill('new')]);
});

t.test(
  '[K12] a file under the earlier key opens under the new one only, with every slot, and old copies still open',
  async (t) => {
    const { dir, key } = await setUp(t);
    const { slot, code } = newRecoverySlot(Buffer.from(key, 'hex'));
    addSlot(dir, key, slot);
    const backup = join(dir, 'copy-of-before');
    writeFileSync(backup, readFileSync(nodePaths(dir).journal));
    const planned = JSON.parse((await callCarnet(['key', 'rotate', '--plan', '--dir', dir, '--json'])).out);
    t.match(planned, { seconds: 2, bytes: Number });
    const { exit, out, error } = await callCarnet(['key', 'rotate', '--dir', dir, '--json']);
    t.equal(exit, 0, error);
    t.match(JSON.parse(out), { files: ['journal.db', 'attachments.db', 'telemetry.db'], slots: 2 });
    const next = await checkWhole(t, dir);
    t.not(next, key);
    t.throws(() => openJournal({ file: nodePaths(dir).journal, key, role: 'site', site, epoch: 1 }), {
      code: 'database-key-wrong',
    });
    rmSync(nodePaths(dir).slotToken);
    t.equal(await unlockDataKey(dir, { typed: code }), next, 'the sheet in the safe is as good as before');
    t.equal(dataKeyOfFile(dir, next, backup), key, 'a backup of before');
    t.equal(dataKeyOfFile(dir, next, nodePaths(dir).journal), next);
    t.equal(dataKeyOfFile(dir, next, join(dir, 'none')), next);
    t.notOk(readFileSync(nodePaths(dir).keySlots, 'utf8').includes(key));
    const database = openKeyed(backup, defaultCipher, key, true);
    t.equal(database.pragma('quick_check(1)', { simple: true }), 'ok');
    database.close();
  },
);

t.test('[K13] what is damaged, cut or held is refused, and the old key holds', async (t) => {
  const { dir, key } = await setUp(t);
  const { journal, telemetry, keySlots } = nodePaths(dir);
  const whole = readFileSync(journal);
  const damaged = Buffer.from(whole);
  damaged.fill(7, 8192, 8256);
  writeFileSync(journal, damaged);
  t.throws(() => rotateDataKey(dir, key), { code: 'database-corrupt' });
  t.ok(readFileSync(journal).equals(damaged), 'not touched');
  t.notOk(readdirSync(dir).some((name) => name.includes('rekeyed')));
  writeFileSync(journal, whole);
  const list = readFileSync(keySlots, 'utf8');
  writeFileSync(keySlots, list.replace('"token"', '"t0ken"'));
  t.throws(
    () => rotateDataKey(dir, key),
    { code: 'key-slots-damaged' },
    'nothing is sealed to a slot that was altered',
  );
  writeFileSync(keySlots, list);
  writeFileSync(telemetry, randomBytes(9000));
  const { files } = rotateDataKey(dir, key);
  t.strictSame(files, ['journal.db', 'attachments.db'], 'what is made anew holds nothing up');
  t.notOk(existsSync(telemetry));
  await checkWhole(t, dir, files);
  t.equal(readSlotList(dir).earlier?.length, 1);
  writeFileSync(nodePaths(dir).rotation, '{"files":["../other"],"removed":[],"slots":""}');
  t.ok(isRotationUnfinished(dir));
  t.match(await checkKeySlots(dir, key), { state: 'warn', what: { en: /rotation of the key was cut off/ } });
  t.match(readDatabase(dir, false, key), { finding: { state: 'warn' } });
  t.throws(() => settleRotation(dir), { code: 'key-slots-damaged' });
});

t.test(
  '[K11][W6] a log of attachments that a power cut left behind is brought over as their program would',
  async (t) => {
    const { dir, key } = await setUp(t);
    const { attachments: file } = nodePaths(dir);
    const options = { file, key, cipher: defaultCipher, migrationMax: Number.MAX_SAFE_INTEGER };
    const running = openDatabase({ ...options, isEachCommitSynced: false });
    running.execute('CREATE TABLE kept (id INTEGER PRIMARY KEY)');
    for (let count = 0; count < 20; count += 1) running.execute('INSERT INTO kept DEFAULT VALUES');
    const [sound, log] = [readFileSync(file), readFileSync(`${file}-wal`)];
    running.close();
    writeFileSync(file, sound);
    // Of commits that were under way together the power cut took one in the middle.
    writeFileSync(`${file}-wal`, log.fill(0x5a, log.length / 2, log.length / 2 + 16));
    t.throws(() => openDatabase(options), { code: 'database-corrupt' }, 'else nothing would be shown');
    rotateDataKey(dir, key);
    await checkWhole(t, dir);
  },
);

t.test('[K13] a rotation of more than a minute wants to be asked for', async (t) => {
  const { dir } = await setUp(t);
  const { attachments } = nodePaths(dir);
  // Sparse: it looks large and takes no room.
  truncateSync(attachments, 3e9);
  const refused = await callCarnet(['key', 'rotate', '--dir', dir]);
  t.match(refused, { exit: 3, error: /About 77 s.*--however-long/ });
  t.match(await callCarnet(['key', 'rotate', '--plan', '--dir', dir, '--lang', 'fr']), {
    exit: 0,
    out: /Environ 77 s/,
  });
});
