import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import { keyCheck } from '../../../journal/sqlite/key.js';
import { addSlot, removeKeySlot } from '../../../provisioning/custody/edit-slots.js';
import { newEscrowKeyPair, openEscrow, readEscrowPublicKey } from '../../../provisioning/custody/escrow.js';
import { createKeySlots, unlockDataKey } from '../../../provisioning/custody/key-slots.js';
import { wrapKey, wrappingKeyOfPassphrase, wrappingKeyOfToken } from '../../../provisioning/custody/key-wrapping.js';
import {
  newEscrowSlot,
  newPassphraseSlot,
  newRecoverySlot,
  newTokenSlot,
  resealed,
} from '../../../provisioning/custody/new-slot.js';
import { formatRecoveryCode, newRecoveryCode } from '../../../provisioning/custody/recovery-code.js';
import {
  isFirstForm,
  type KeySlot,
  readSlotList,
  type SlotList,
  slotListText,
  writeSlotList,
} from '../../../provisioning/custody/slot-list.js';
import { adviceOn, reportSlots } from '../../../provisioning/custody/slot-report.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { uncovered } from '../../support/uncovered.js';

/** A folder with a token slot and one of each kind that a person types. */
async function setUp(t: Parameters<typeof temporaryFolder>[0]) {
  const dir = temporaryFolder(t);
  const key = createKeySlots(dir);
  const dataKey = Buffer.from(key, 'hex');
  const recovery = newRecoverySlot(dataKey);
  const escrow = newEscrowKeyPair();
  const passphrase = await newPassphraseSlot(dataKey, 'cheval correct pile agrafe');
  const escrowSlot = newEscrowSlot(dataKey, readEscrowPublicKey(escrow.publicKeyPem));
  for (const slot of [recovery.slot, passphrase, escrowSlot]) addSlot(dir, key, slot);
  return { dir, key, dataKey, code: recovery.code, escrow, passphrase, file: join(dir, 'key-slots.json') };
}

t.test('[E7] the data key is random, kept only wrapped, and opens with the token', async (t) => {
  const dir = temporaryFolder(t);
  const key = createKeySlots(dir);
  t.match(key, /^[0-9a-f]{64}$/);
  t.equal(await unlockDataKey(dir), key);
  const files = readFileSync(join(dir, 'key-slots.json'), 'utf8') + readFileSync(join(dir, 'slot.token'), 'utf8');
  t.notMatch(files, key);
  t.notMatch(files, Buffer.from(key, 'hex').toString('base64url'));
  for (const file of ['key-slots.json', 'slot.token']) t.equal(statSync(join(dir, file)).mode & 0o777, 0o600, file);
  t.not(createKeySlots(temporaryFolder(t)), key);
  t.throws(() => createKeySlots(dir), { code: 'already-exists' }, 'a new key would orphan the database');
});

t.test('[K1] every kind of slot opens the same key without the others', async (t) => {
  const { dir, key, code, escrow, file } = await setUp(t);
  rmSync(join(dir, 'slot.token'));
  await t.rejects(unlockDataKey(dir), { code: 'database-key-wrong', detail: /slot\.token is missing/ });
  t.equal(await unlockDataKey(dir, { typed: 'cheval correct pile agrafe' }), key);
  t.equal(await unlockDataKey(dir, { typed: formatRecoveryCode(code) }), key);
  const slot = readSlotList(dir).slots.find((each) => each.kind === 'escrow');
  const escrowed = openEscrow(escrow.privateKeyPem, slot as KeySlot & { kind: 'escrow' });
  t.not(escrowed, code);
  t.equal(await unlockDataKey(dir, { typed: formatRecoveryCode(escrowed) }), key, '[K7] what the escrow gives');
  await t.rejects(unlockDataKey(dir, { typed: 'another passphrase' }), { code: 'database-key-wrong' });
  const other = formatRecoveryCode(newRecoveryCode(randomBytes));
  await t.rejects(unlockDataKey(dir, { typed: other }), { code: 'database-key-wrong', detail: /not the one/ });
  const stored = readFileSync(file, 'utf8');
  for (const secret of [code, escrowed, 'cheval', key]) t.notOk(stored.includes(secret));
});

t.test('[K4] a code is typed as people type, and an error is found before anything is tried', async (t) => {
  const { dir, key, code } = await setUp(t);
  rmSync(join(dir, 'slot.token'));
  const printed = formatRecoveryCode(code);
  t.match(printed, /^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$/);
  const sloppy = ` ${printed.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
  t.equal(await unlockDataKey(dir, { typed: sloppy }), key);
  const wrong = `${printed.slice(0, 2)}${printed[2] === '7' ? '8' : '7'}${printed.slice(3)}`;
  await t.rejects(unlockDataKey(dir, { typed: wrong }), { code: 'recovery-code-malformed' });
  await t.rejects(unlockDataKey(dir, { typed: printed.slice(0, -1) }), { code: 'recovery-code-malformed' });
});

t.test('[K3] a list always has a slot that hangs on no machine, and the last one stays', async (t) => {
  const dir = temporaryFolder(t);
  const key = createKeySlots(dir);
  const [token] = readSlotList(dir).slots;
  t.throws(() => removeKeySlot(dir, key, token?.id ?? ''), { code: 'forbidden' });
  const machine = { ...newRecoverySlot(Buffer.from(key, 'hex')).slot, kind: 'tpm', publicPart: '', privatePart: '' };
  addSlot(dir, key, machine as KeySlot);
  t.throws(() => removeKeySlot(dir, key, token?.id ?? ''), { code: 'forbidden' }, 'a TPM may die with its board');
  addSlot(dir, key, newRecoverySlot(Buffer.from(key, 'hex')).slot);
  t.equal(removeKeySlot(dir, key, token?.id ?? '').kind, 'token');
  t.throws(() => removeKeySlot(dir, key, 'other'), { code: 'not-found' });
});

t.test('[K1] an exchanged, altered or truncated list opens nothing and is left as it is', async (t) => {
  const { dir, file, key } = await setUp(t);
  const good = readFileSync(file, 'utf8');
  const list = JSON.parse(good) as SlotList;
  const write = (slots: readonly object[]) => writeFileSync(file, JSON.stringify({ ...list, slots }));
  const [token, recovery, ...others] = list.slots as readonly KeySlot[];
  write([{ ...token, id: '00'.repeat(8) }]);
  await t.rejects(unlockDataKey(dir), { code: 'database-key-wrong' }, 'bound to its id');
  write([{ ...token, sealed: recovery?.sealed }]);
  await t.rejects(unlockDataKey(dir), { code: 'database-key-wrong', detail: /fits no slot/ }, 'sealed to another');
  write([
    { ...token, sealed: { ...token?.sealed, ephemeral: '!' } },
    { kind: 'of-tomorrow', id: 'x', publicKey: '' },
  ]);
  await t.rejects(unlockDataKey(dir), { code: 'database-key-wrong', detail: /does not know/ });
  for (const text of ['{"slots":[]}', good.slice(0, 200), '']) {
    writeFileSync(file, text);
    await t.rejects(unlockDataKey(dir), { code: 'key-slots-damaged' });
  }
  write([token as KeySlot, ...others]);
  t.equal(await unlockDataKey(dir), key, 'care goes on while a slot opens');
  t.equal((await reportSlots(dir)).list, 'damaged');
  const before = readFileSync(file, 'utf8');
  t.throws(() => removeKeySlot(dir, key, token?.id ?? ''), { code: 'key-slots-damaged' });
  t.equal(readFileSync(file, 'utf8'), before, 'nothing is built on it');
});

t.test('[K9] a slot that somebody without the key put in is told and not carried on', async (t) => {
  const { dir, file, key, dataKey } = await setUp(t);
  const stranger = temporaryFolder(t);
  const strangerKey = createKeySlots(stranger);
  addSlot(stranger, strangerKey, newRecoverySlot(dataKey).slot);
  const list = readSlotList(dir);
  const planted = { ...list, slots: [...list.slots, ...readSlotList(stranger).slots.slice(1)] };
  // With the right plain check, as anybody can compute it.
  writeFileSync(file, slotListText(planted, Buffer.from(strangerKey, 'hex')));
  t.equal((await reportSlots(dir)).list, 'altered');
  t.throws(() => addSlot(dir, key, newRecoverySlot(dataKey).slot), { code: 'key-slots-damaged' });
  t.equal(await unlockDataKey(dir), key, 'care goes on');
});

t.test('[K10] slots of another box are told apart from a wrong passphrase', async (t) => {
  const { dir, key } = await setUp(t);
  writeFileSync(join(dir, 'journal.db'), Buffer.concat([Buffer.from(keyCheck(key), 'hex'), Buffer.alloc(4080)]));
  t.equal(await unlockDataKey(dir), key);
  const other = temporaryFolder(t);
  createKeySlots(other);
  const good = readFileSync(join(dir, 'key-slots.json'));
  for (const name of ['key-slots.json', 'slot.token']) writeFileSync(join(dir, name), readFileSync(join(other, name)));
  await t.rejects(unlockDataKey(dir), { code: 'key-slots-foreign' });
  writeFileSync(join(dir, 'key-slots.json'), good);
  await t.rejects(unlockDataKey(dir), { code: 'database-key-wrong', detail: /fits no slot/ });
});

t.test('[K6] the list is replaced whole or not at all: killed at any moment, it opens', async (t) => {
  const { dir, key } = await setUp(t);
  const writer = resolve(import.meta.dirname, '../../support/slot-writer.ts');
  for (let kill = 0; kill < 4; kill += 1) {
    const child = spawn(process.execPath, ['--import', 'tsx', writer, dir], { env: { ...process.env, ...uncovered } });
    child.stdin.end(`${key}\n`);
    await once(child.stdout, 'data');
    await setTimeout(3 + 7 * kill);
    child.kill('SIGKILL');
    await once(child, 'exit');
    t.equal(await unlockDataKey(dir), key);
    t.match(await reportSlots(dir), { list: 'good' });
    t.ok(readSlotList(dir).slots.length >= 4);
  }
});

t.test('[K1] a token lies where its slot says, and is never written over', async (t) => {
  const { dir, key, dataKey } = await setUp(t);
  const path = join(temporaryFolder(t), 'carnet.token');
  addSlot(dir, key, newTokenSlot(dataKey, path));
  t.throws(() => newTokenSlot(dataKey, path), { code: 'already-exists' });
  rmSync(join(dir, 'slot.token'));
  t.equal(await unlockDataKey(dir), key);
  rmSync(path);
  await t.rejects(unlockDataKey(dir), { code: 'database-key-wrong', detail: /carnet\.token is missing/ });
});

t.test('[E7] slots of the first form open, and a token gets the form of today with the next change', async (t) => {
  const dir = temporaryFolder(t);
  const dataKey = randomBytes(32);
  const token = randomBytes(32).toString('base64url');
  const cost = { N: 1024, r: 8, p: 1 };
  const salt = randomBytes(16);
  const context = (kind: string) => `carnet key slot 1 ${kind} ab`;
  const phraseKey = await wrappingKeyOfPassphrase('geheim', salt, cost);
  const slots = [
    { kind: 'token', id: 'ab', ...wrapKey(wrappingKeyOfToken(token), dataKey, context('token')) },
    {
      ...{ kind: 'passphrase', id: 'ab', salt: salt.toString('base64url'), cost },
      ...wrapKey(phraseKey, dataKey, context('passphrase')),
    },
  ];
  writeFileSync(join(dir, 'slot.token'), `${token}\n`);
  writeFileSync(join(dir, 'key-slots.json'), JSON.stringify({ version: 1, slots }));
  const key = dataKey.toString('hex');
  t.equal(await unlockDataKey(dir), key);
  renameSync(join(dir, 'slot.token'), join(dir, 'aside'));
  t.equal(await unlockDataKey(dir, { typed: 'geheim' }), key);
  await t.rejects(unlockDataKey(dir, { typed: 'falsch' }), { code: 'database-key-wrong' });
  await t.rejects(unlockDataKey(dir), {
    code: 'database-key-wrong',
    detail: /slot\.token is missing; passphrase/,
  });
  renameSync(join(dir, 'aside'), join(dir, 'slot.token'));
  t.equal((await reportSlots(dir)).list, 'good');
  addSlot(dir, key, newRecoverySlot(dataKey).slot);
  t.strictSame(readSlotList(dir).slots.map(isFirstForm), [false, true, false]);
  t.equal(await unlockDataKey(dir), key);
});

t.test('[K11] another data key reaches every slot without anybody’s secret', async (t) => {
  const { dir, key } = await setUp(t);
  const next = randomBytes(32);
  const list = readSlotList(dir);
  writeSlotList(dir, { ...list, slots: (list.slots as readonly KeySlot[]).map((slot) => resealed(slot, next)) }, next);
  t.equal(await unlockDataKey(dir), next.toString('hex'));
  rmSync(join(dir, 'slot.token'));
  t.equal(await unlockDataKey(dir, { typed: 'cheval correct pile agrafe' }), next.toString('hex'));
  t.not(next.toString('hex'), key);
});

t.test('[K2] the report says what opens, where, and what is risky', async (t) => {
  const { dir, key } = await setUp(t);
  const report = await reportSlots(dir);
  t.match(report, { list: 'good', earlierKeys: 0, keyCheck: keyCheck(key) });
  t.match(report.slots, [
    { kind: 'token', opens: 'yes', isOnDisk: true, where: join(dir, 'slot.token') },
    { kind: 'recovery', opens: 'unasked' },
    { kind: 'passphrase', opens: 'unasked' },
    { kind: 'escrow', opens: 'unasked', where: /^[0-9a-f]{16}$/ },
  ]);
  t.match(report.advice, [{ en: /same disk/, fr: /même disque/ }]);
  const typed = await reportSlots(dir, { typed: 'cheval correct pile agrafe' });
  t.strictSame(
    typed.slots.map(({ opens }) => opens),
    ['yes', 'no', 'yes', 'no'],
  );
  rmSync(join(dir, 'slot.token'));
  t.equal((await reportSlots(dir)).list, 'unknown');
  t.match(adviceOn([{ kind: 'token' }]), [{ en: /Nothing that a person can type/ }]);
  t.match(adviceOn([{ kind: 'recovery' }]), [{ en: /After each power cut/ }]);
});
