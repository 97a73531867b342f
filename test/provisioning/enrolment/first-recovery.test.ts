import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { unlockDataKey } from '../../../provisioning/custody/key-slots.js';
import { readSlotList } from '../../../provisioning/custody/slot-list.js';
import { nodePaths } from '../../../provisioning/node-folder.js';
import { EnrolmentWorld } from '../../support/enrolment-world.js';
import { callCarnet } from '../../support/run-carnet.js';

t.setTimeout(300_000);

const kindsOf = (dir: string) => readSlotList(dir).slots.map(({ kind }) => kind);
const nowhere = 'https://127.0.0.1:1';

interface Joined {
  readonly recovery?: { readonly slot: string; readonly code: string };
}

t.test('[E24] a box that becomes a site shows a recovery code once, writes it nowhere, and opens by it', async (t) => {
  const world = await EnrolmentWorld.start(t);
  const joinBox = (code: string, dir: string, ...more: readonly string[]) =>
    callCarnet(['join', code, '--hub', world.hubUrl, '--dir', dir, ...more]);

  const first = await world.invite();
  const joined = await joinBox(first.code, first.dir, '--lang', 'fr');
  t.match(joined, { exit: 0, out: /maintenant le site[\s\S]*CODE DE SECOURS {3}\S+[\s\S]*Affiché une seule fois/ });
  const code = /CODE DE SECOURS {3}(\S+)/.exec(joined.out)?.[1] ?? '';
  t.strictSame(kindsOf(first.dir), ['token', 'recovery']);
  for (const name of readdirSync(first.dir, { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue;
    const text = readFileSync(join(name.parentPath, name.name), 'latin1');
    t.notOk(text.includes(code) || text.includes(code.replaceAll('-', '')), `${name.name} does not hold it`);
  }
  const key = await unlockDataKey(first.dir);
  renameSync(nodePaths(first.dir).slotToken, join(world.folder, 'token'));
  t.equal(await unlockDataKey(first.dir, { typed: code }), key, 'it opens what the token opened');
  renameSync(join(world.folder, 'token'), nodePaths(first.dir).slotToken);
  const again = await joinBox(first.code, first.dir);
  t.match(again, { exit: 0, out: /already site/ });
  t.notMatch(again.out, /RECOVERY CODE/, 'the same command says nothing a second time');

  const machine = await world.invite();
  const answer = JSON.parse((await joinBox(machine.code, machine.dir, '--json')).out) as Joined;
  t.match(answer.recovery, { slot: /^[0-9a-f]{16}$/, code: /^[0-9A-Z]{4}(-[0-9A-Z]{4}){6}$/ });
  const without = await world.invite();
  t.notMatch((await joinBox(without.code, without.dir, '--no-recovery')).out, /RECOVERY CODE/);
  t.strictSame(kindsOf(without.dir), ['token']);

  const alone = await world.invite();
  const provisional = ['--provisional', '--hub', nowhere];
  t.match(await joinBox(alone.code, alone.dir, ...provisional), { exit: 0, out: /provisionally[\s\S]*RECOVERY CODE/ });
  t.notMatch((await joinBox(alone.code, alone.dir, ...provisional)).out, /RECOVERY CODE/);
  const enrolled = await joinBox(alone.code, alone.dir);
  t.match(enrolled, { exit: 0, out: /now site/ });
  t.notMatch(enrolled.out, /RECOVERY CODE/, 'it has one');

  const damaged = await world.invite();
  const list = nodePaths(damaged.dir).keySlots;
  await joinBox(damaged.code, damaged.dir, ...provisional, '--no-recovery');
  writeFileSync(list, readFileSync(list, 'utf8').slice(0, 90));
  t.match(await joinBox(damaged.code, damaged.dir), {
    exit: 0,
    out: /now site[\s\S]*no recovery code yet \(key-slots-damaged\)/,
  });
});
