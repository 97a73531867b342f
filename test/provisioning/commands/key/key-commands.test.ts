import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import t from 'tap';
import { afterKey, SecretInput, type TypedInput } from '../../../../provisioning/commands/key/secret-input.js';
import { createKeySlots, unlockDataKey } from '../../../../provisioning/custody/key-slots.js';
import { slotRisks } from '../../../../provisioning/custody/slot-risks.js';
import { callCarnet, spawnCarnet } from '../../../support/run-carnet.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

type Answer = Readonly<Record<string, string>>;

function setUp(t: Parameters<typeof temporaryFolder>[0]) {
  const dir = temporaryFolder(t);
  const away = temporaryFolder(t);
  const key = createKeySlots(dir);
  const carnet = (...parameters: string[]) => callCarnet(['key', ...parameters, '--dir', dir]);
  const json = async (...parameters: string[]) => {
    const { out, error } = await carnet(...parameters, '--json');
    return JSON.parse(out === '' ? error : out) as Answer;
  };
  return { dir, away, key, carnet, json };
}

/** With the token of the folder laid aside, so that only what is typed opens. */
async function withoutToken<T>(dir: string, work: () => Promise<T>): Promise<T> {
  const [token, aside] = [join(dir, 'slot.token'), join(dir, 'slot.token.aside')];
  renameSync(token, aside);
  try {
    return await work();
  } finally {
    renameSync(aside, token);
  }
}

t.test('[K2] each slot is added with its risk in words, in both languages, and removed by its id', async (t) => {
  const { dir, away, key, carnet, json } = setUp(t);
  const recovery = await carnet('add-slot', 'recovery', '--lang', 'fr');
  t.match(recovery, { exit: 0, out: /Un voleur du disque a : rien\.[\s\S]*CODE DE SECOURS {3}([0-9A-Z]{4}-){6}/ });
  const token = await json('add-slot', 'token', '--file', join(away, 'stick.token'));
  t.match(token, { kind: 'token', id: /^[0-9a-f]{16}$/ });
  t.equal(statSync(join(away, 'stick.token')).mode & 0o777, 0o600);
  const phrase = join(away, 'phrase');
  writeFileSync(phrase, 'cheval correct pile agrafe\nsecond line\n');
  t.match(await json('add-slot', 'passphrase', '--secret-file', phrase), { kind: 'passphrase' });
  t.equal(await withoutToken(dir, () => unlockDataKey(dir, { typed: 'cheval correct pile agrafe' })), key);
  const status = await carnet('status');
  t.match(status, { exit: 0, out: /the disk stolen: nothing[\s\S]*The list is whole|The list is whole/ });
  t.match((await carnet('status', '--lang', 'fr')).out, /disque volé[\s\S]*! Un jeton se trouve sur le même disque/);
  t.match(await json('remove-slot', token['id'] ?? ''), { kind: 'token' });
  t.match(await carnet('remove-slot', 'none'), { exit: 1, error: /not-found|not found|none/ });
  for (const risk of Object.values(slotRisks)) {
    for (const words of Object.values(risk)) t.not(words.en, words.fr);
  }
});

t.test('[K7] an escrow is opened far from the box, with the private key only', async (t) => {
  const { dir, away, key, carnet, json } = setUp(t);
  const region = join(away, 'region.key');
  t.match(await callCarnet(['key', 'escrow-make', '--out', region]), { exit: 0, out: /never on a box or the hub/ });
  t.equal(statSync(region).mode & 0o777, 0o600);
  t.match(await callCarnet(['key', 'escrow-make', '--out', region]), { exit: 1 }, 'never written over');
  t.match(await carnet('add-slot', 'escrow', '--public-key', region), { exit: 2, error: /keep it off this machine/ });
  t.match(await carnet('add-slot', 'escrow', '--public-key', join(away, 'none')), { exit: 1 });
  const { id = '' } = await json('add-slot', 'escrow', '--public-key', `${region}.pub`);
  const slots = join(dir, 'key-slots.json');
  const open = (more: readonly string[] = [], privateKey = region) =>
    callCarnet(['key', 'escrow-open', '--private-key', privateKey, '--slots', slots, ...more, '--json']);
  const opened = JSON.parse((await open()).out) as Answer;
  rmSync(join(dir, 'slot.token'));
  t.equal(await unlockDataKey(dir, { typed: opened['code'] ?? '' }), key);
  const codeFile = join(away, 'code');
  writeFileSync(codeFile, `${opened['code']}\n`);
  t.match(await json('add-slot', 'escrow', '--public-key', `${region}.pub`, '--unlock', codeFile), { kind: 'escrow' });
  t.match(await open(), { exit: 2, error: /--slot/ }, 'which of the two');
  t.match(await open(['--slot', id]), { exit: 0 });
  t.match(await open(['--slot', 'other']), { exit: 1 });
  const other = join(away, 'other.key');
  await callCarnet(['key', 'escrow-make', '--out', other]);
  t.match(await open(['--slot', id], other), { exit: 3, error: /key-slot-closed/ });
  t.match(await open(['--slot', id], join(away, 'none')), { exit: 1 });
  t.match(await open(['--slot', id], codeFile), { exit: 2, error: /body-malformed/ });
});

t.test('[K5] secrets are typed, or come from a file or a pipe, and are never shown', async (t) => {
  const { dir, key, carnet } = setUp(t);
  const piped = await spawnCarnet(['key', 'add-slot', 'passphrase', '--dir', dir], { input: 'agrafe pile correct\n' });
  t.equal(piped.exit, 0, piped.error);
  t.notMatch(piped.out + piped.error, /agrafe/);
  t.equal(await withoutToken(dir, () => unlockDataKey(dir, { typed: 'agrafe pile correct' })), key);
  const short = join(dir, 'short');
  writeFileSync(short, 'zu kurz');
  t.match(await carnet('add-slot', 'passphrase', '--secret-file', short), { exit: 2, error: /at least 12/ });
  writeFileSync(short, '');
  t.match(await carnet('add-slot', 'passphrase', '--secret-file', short), { exit: 2, error: /is empty/ });
  t.match(await carnet('add-slot', 'passphrase', '--secret-file', join(dir, 'no')), { exit: 1 });
  t.match(await carnet('add-slot', 'pigeon'), { exit: 2, error: /token, passphrase, recovery/ });
  t.match(await carnet('add-slot', 'hub'), { exit: 2, error: /no Carnet node/ });
  t.match(await carnet('add-slot', '--help'), { exit: 0, out: /carnet key add-slot tpm/ });
  writeFileSync(join(dir, 'key-slots.json'), readFileSync(join(dir, 'key-slots.json'), 'utf8').slice(0, 90));
  t.match(await carnet('status'), { exit: 1, error: /cut short or was altered/ });
});

t.test('[K5] on a terminal, what is typed is not shown', async (t) => {
  const typing = (keys: string) => {
    const terminal = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => modes.push(on) });
    const shown: string[] = [];
    const modes: boolean[] = [];
    const asked = new SecretInput(terminal as unknown as TypedInput, (text) => shown.push(text)).ask('Phrase');
    terminal.write(keys);
    return { asked, shown, modes };
  };
  const good = typing('gehexm\u007f\u007fim\rrest');
  t.equal(await good.asked, 'geheim');
  t.strictSame([good.shown.join(''), good.modes], ['Phrase: \n', [true, false]]);
  t.equal(await typing('wrong\u0015é\u0001à\n').asked, 'éà');
  await t.rejects(typing('abc\u0003').asked, { code: 'usage-wrong' });
  await t.rejects(typing('\r').asked, { code: 'usage-wrong' });
  t.equal(afterKey('', '\u0004'), 'cancel');
  t.equal(afterKey('a', '\u0004'), 'done');
  const ended = Object.assign(new PassThrough(), { isTTY: false });
  ended.end();
  await t.rejects(new SecretInput(ended as unknown as TypedInput, () => {}).ask('?'), { code: 'usage-wrong' });
});
