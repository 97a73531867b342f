import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import {
  addPassphraseSlot,
  createKeySlots,
  readSlots,
  removeKeySlot,
  unlockDataKey,
} from '../../../provisioning/custody/key-slots.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

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
});

t.test('[E7] slots are a list: a passphrase opens the same key without the token', async (t) => {
  const dir = temporaryFolder(t);
  const key = createKeySlots(dir);
  const id = await addPassphraseSlot(dir, key, 'correct horse');
  t.strictSame(
    readSlots(dir).map((slot) => slot.kind),
    ['token', 'passphrase'],
  );
  rmSync(join(dir, 'slot.token'));
  t.equal(await unlockDataKey(dir, { passphrase: 'correct horse' }), key);
  await t.rejects(unlockDataKey(dir, { passphrase: 'wrong' }), { code: 'database-key-wrong' });
  await t.rejects(unlockDataKey(dir), { code: 'database-key-wrong', detail: /slot\.token is missing/ });
  const tokenSlot = readSlots(dir).find((slot) => slot.kind === 'token');
  removeKeySlot(dir, tokenSlot?.id ?? '');
  t.throws(() => removeKeySlot(dir, id), { code: 'forbidden' }, 'never without a slot');
  t.throws(() => removeKeySlot(dir, 'other'), { code: 'not-found' });
});

t.test('[E7] another token, an exchanged slot and a damaged list open nothing and change nothing', async (t) => {
  const dir = temporaryFolder(t);
  createKeySlots(dir);
  t.throws(() => createKeySlots(dir), { code: 'already-exists' }, 'a new key would orphan the database');
  const path = join(dir, 'key-slots.json');
  const good = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    good.replace(/"id": "(.)/, (_, first) => `"id": "${first === '0' ? '1' : '0'}`),
  );
  await t.rejects(unlockDataKey(dir), { code: 'database-key-wrong' }, 'the wrapping is bound to the slot');
  writeFileSync(path, '{"slots":[]}');
  await t.rejects(unlockDataKey(dir), { code: 'body-malformed' });
  writeFileSync(path, good);
  writeFileSync(join(dir, 'slot.token'), `${Buffer.alloc(32, 7).toString('base64url')}\n`);
  await t.rejects(unlockDataKey(dir), { code: 'database-key-wrong', detail: /fits no slot/ });
  t.equal(readFileSync(path, 'utf8'), good);
});
