import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { writeRequest } from '../../../provisioning/certificates/request.js';
import { nodePaths } from '../../../provisioning/node-folder.js';
import { missingForDisk, SmallDisk } from '../../durability/faults/small-disk.js';
import { leaveOut } from '../../durability/leave-out.js';
import { CutLine, contentsOf, EnrolmentWorld, type Fate } from '../../support/enrolment-world.js';
import { type CarnetRun, spawnCarnet } from '../../support/run-carnet.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';

t.setTimeout(600_000);

const world = await EnrolmentWorld.start(t);

/** `carnet join` on a box, as a process of its own. */
function joinBox(code: string, dir: string, hubUrl = world.hubUrl, ...more: readonly string[]): Promise<CarnetRun> {
  return spawnCarnet(['join', code, '--hub', hubUrl, '--dir', dir, ...more]);
}

async function lineWith(t: Test, fates: readonly Fate[]) {
  const line = new CutLine(world.httpsPort, fates);
  return { line, url: await line.start(t) };
}

const lastLine = (text: string) => text.trimEnd().split('\n').at(-1) ?? '';

t.test('[E18] the same code again says so and changes nothing; another code is refused, and stays good', async (t) => {
  const { site, code, dir } = await world.invite();
  const first = await joinBox(code, dir);
  t.match(first, { exit: 0, out: new RegExp(`now site ${site}`) });
  t.match(first.error, /typed right[\s\S]*has proven[\s\S]*a key was made[\s\S]*signed the certificate[\s\S]*written/);
  const before = contentsOf(dir);
  const { line, url } = await lineWith(t, []);
  const again = await joinBox(code.toLowerCase().replaceAll('-', ' '), dir, url, '--lang', 'fr');
  t.match(again, { exit: 0, out: new RegExp(`déjà le site ${site}[\\s\\S]*Rien n’a été modifié`) });
  const machine = await joinBox(code, dir, url, '--json');
  t.match(JSON.parse(machine.out), { site, already: true });
  t.strictSame(
    machine.error
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text)),
    [{ step: 'code-read' }, { step: 'already-joined' }],
  );
  const other = await world.invite();
  const french = await joinBox(other.code, dir, url, '--lang', 'fr');
  t.match(french, { exit: 3, error: /déjà un site, enrôlé avec un autre code[\s\S]*Rien n’a été modifié/ });
  t.match(await joinBox(other.code, dir, url), { exit: 3, error: /already a site, enrolled with another code/ });
  t.equal(line.connections, 0, 'nobody was asked');
  t.strictSame(contentsOf(dir), before);
  t.equal(await world.stateOf(other.site), 'invited');
  t.equal((await joinBox(other.code, other.dir)).exit, 0);
});

t.test('[E6] a mistyped code is told before any network; a code of another hub leaves nothing', async (t) => {
  const { code, dir } = await world.invite();
  const { line, url } = await lineWith(t, []);
  const swapped = `${code.slice(0, 4)}${code[5]}${code[4]}${code.slice(6)}`;
  const wrong = swapped === code ? code.replace(code[4] ?? '', code[4] === '0' ? '1' : '0') : swapped;
  const french = await joinBox(wrong, dir, url, '--lang', 'fr');
  t.match(french, { exit: 2, error: /erreur de frappe\. Comparez-le avec la feuille/ });
  t.match(await joinBox(wrong, dir, url), { exit: 2, error: /typing error\. Compare it with the sheet/ });
  t.equal(line.connections, 0);
  const elsewhere = await EnrolmentWorld.start(t);
  const foreign = await elsewhere.invite();
  t.match(await joinBox(foreign.code, dir), { exit: 3, error: /does not know this code[\s\S]*Nothing was written/ });
  t.match(await joinBox(foreign.code, dir, world.hubUrl, '--lang', 'fr'), {
    exit: 3,
    error: /ne connaît pas ce code[\s\S]*Rien n’a été écrit/,
  });
  t.notOk(existsSync(dir));
  await elsewhere.stopHub();
});

t.test(
  '[E19] a hub that is away, or falls silent at any step: the same command goes on, no code is lost',
  async (t) => {
    const { site, code, dir } = await world.invite();
    const away = await lineWith(t, ['closed', 'answer-lost']);
    for (const round of ['not there', 'greeted, and the answer lost']) {
      const run = await joinBox(code, dir, away.url);
      t.match(run, { exit: 1, error: /The hub cannot be reached[\s\S]*run the same command again/ }, round);
      t.notOk(existsSync(dir), 'nothing is left');
    }
    const half = await lineWith(t, ['pass', 'closed', 'pass', 'answer-lost']);
    const silent = await joinBox(code, dir, half.url);
    t.match(silent, { exit: 1, error: /fell silent half-way[\s\S]*the code is not lost/ });
    t.strictSame(readdirSync(dir), ['join-pending.json'], 'only the key that asks again');
    t.equal(await world.stateOf(site), 'invited');
    const kept = contentsOf(dir);
    const lost = await joinBox(code, dir, half.url, '--lang', 'fr');
    t.match(lost, { exit: 1, error: /s’est tu en chemin[\s\S]*le code n’est pas perdu/ });
    t.strictSame(contentsOf(dir), kept);
    t.equal(await world.stateOf(site), 'active', 'the hub had already spent it');
    const whole = await joinBox(code, dir, half.url);
    t.match(whole, { exit: 0, error: /the attempt before asks again/ });
    t.equal(await world.certificatesOf(site), 1, 'one certificate for one box');
  },
);

t.test('[E19] a box that is killed at any step goes on with the same command', async (t) => {
  for (const step of ['code-read', 'hub-proven', 'key-made', 'certificate-given']) {
    const { site, code, dir } = await world.invite();
    const killed = await spawnCarnet(['join', code, '--hub', world.hubUrl, '--dir', dir, '--json'], {
      onSaid: (error, kill) => error.includes(`"${step}"`) && kill(),
    });
    t.equal(killed.exit, null, step);
    t.match(await joinBox(code, dir), { exit: 0, out: new RegExp(`now site ${site}`) }, step);
    t.equal(await world.certificatesOf(site), 1);
    t.notOk(existsSync(nodePaths(dir).pendingJoin));
  }
});

t.test('[E3] one code on two boxes at once: one becomes the site, the other is told and left as it was', async (t) => {
  const { site, code, dir } = await world.invite();
  const dirs = [`${dir}-a`, `${dir}-b`];
  const runs = await Promise.all(dirs.map((each) => joinBox(code, each)));
  t.strictSame(runs.map(({ exit }) => exit).sort(), [0, 3]);
  const loser = runs.findIndex(({ exit }) => exit === 3);
  t.match(runs[loser]?.error, /already used by another box\. Nothing was written/);
  t.notOk(existsSync(dirs[loser] ?? ''));
  t.equal(await world.certificatesOf(site), 1);
  const french = await joinBox(code, dirs[loser] ?? '', world.hubUrl, '--lang', 'fr');
  t.match(french, { exit: 3, error: /déjà servi pour un autre boîtier\. Rien n’a été écrit/ });
});

t.test('[E3] a request for another site’s name is refused, and the code stays good', async (t) => {
  const { site, code, dir } = await world.invite();
  const { url } = await lineWith(t, ['pass', 'closed', 'pass', 'closed']);
  const paths = nodePaths(dir);
  const requestPem = writeRequest(await stockKeyPairs(2048), '7KE');
  for (const [language, words] of [
    ['en', /for another name[\s\S]*Nothing was signed or changed/],
    ['fr', /porte un autre nom[\s\S]*Rien n’a été signé ni changé/],
  ] as const) {
    t.equal((await joinBox(code, dir, url)).exit, 1);
    const pending = JSON.parse(readFileSync(paths.pendingJoin, 'utf8'));
    writeFileSync(paths.pendingJoin, JSON.stringify({ ...pending, requestPem }));
    t.match(await joinBox(code, dir, world.hubUrl, '--lang', language), { exit: 3, error: words });
    t.equal(await world.stateOf(site), 'invited');
  }
  t.equal((await joinBox(code, dir)).exit, 0);
});

t.test('[E19] a disk that fills up at any write: the box says so, and goes on when there is room', async (t) => {
  const missing = await missingForDisk();
  if (missing !== undefined) return leaveOut(t, missing);
  const { site, code } = await world.invite();
  const disk = await SmallDisk.mount(join(world.folder, 'disk'), 256 * 1024);
  t.teardown(() => disk.unmount());
  const dir = join(disk.place, 'site');
  const run = (language: string) =>
    spawnCarnet(['join', code, '--hub', world.hubUrl, '--dir', dir, '--lang', language], {
      through: disk.through,
    });
  let full = 0;
  for (let room = 0; ; room += 4096) {
    disk.free();
    disk.fill(room);
    const { exit, error } = await run(full % 2 === 0 ? 'en' : 'fr');
    if (exit === 0) break;
    full += 1;
    t.equal(exit, 1, error);
    t.match(lastLine(error), /disk is full[\s\S]*the same command|disque est plein[\s\S]*la même commande/);
    t.notOk(existsSync(disk.outside('site', 'node.json')), 'no half site');
    if (full > 30) throw new Error('it never had enough');
  }
  t.ok(full > 4, `${full} writes met a full disk`);
  t.equal(await world.certificatesOf(site), 1, 'all of them were one box');
  t.match(await run('en'), { exit: 0, out: /already site/ });
});

t.teardown(() => world.stopHub());
