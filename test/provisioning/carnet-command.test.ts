import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import t from 'tap';
import { openJournal } from '../../journal/open.js';
import { hubCode } from '../../protocol/ids.js';
import { startControlServer } from '../../provisioning/control/server.js';
import { unlockDataKey } from '../../provisioning/custody/key-slots.js';
import { lockFolder } from '../../provisioning/folder/lock.js';
import { createHub } from '../../provisioning/hub/create-hub.js';
import { nodePaths, readNode, writeNode } from '../../provisioning/node-folder.js';
import { ProfileShelf } from '../../provisioning/profiles/profile-shelf.js';
import { systemVerbContext, verbsOf } from '../../provisioning/verbs/verb-map.js';
import { contentsOf } from '../support/contents.js';
import { callCarnet, spawnCarnet } from '../support/run-carnet.js';
import { stockKeyPairs } from '../support/stock-key-pairs.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const commands = [
  'hub init',
  'hub run',
  'hub backup',
  'hub restore',
  'hub replay',
  'edge replay',
  'site add',
  'site list',
  'site show',
  'site invite',
  'site kit',
  'site replace',
  'site revoke',
  'join',
  'edge run',
  'links render',
  'links check',
  'links status',
  'links test',
  'links force',
  'links release',
  ...['user add', 'user list', 'user disable', 'user reset', 'user role'],
  'token create',
  'token list',
  'token revoke',
  'token issue',
  'import',
  'export',
  'import list',
  'import undo',
  'backup',
  'restore',
  'drill',
  'status',
  'verify',
  'workstation',
  'release key',
  'release pack',
  'release show',
  'upgrade',
  'upgrade status',
  'upgrade back',
  'upgrade run-staged',
  'upgrade preflight',
  'record erase',
  'record erasures',
  'doctor',
  'demo',
];
const https = { host: '127.0.0.1', port: 0 };

/** A hub's folder, copied for each test that spoils it: keys take long to make. */
const hubFolder = temporaryFolder(t);
await createHub({
  dir: join(hubFolder, 'hub'),
  name: 'Test',
  hosts: [],
  https,
  mqtt: https,
  nowMilliseconds: Date.now(),
  makeKeyPair: stockKeyPairs,
});

function copyOfHub(test: typeof t | { teardown(remove: () => void): unknown }): string {
  const dir = join(temporaryFolder(test), 'hub');
  cpSync(join(hubFolder, 'hub'), dir, { recursive: true });
  return dir;
}

const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

t.test('every command of the contract has help with examples, in both languages', async (t) => {
  for (const command of commands) {
    const { exit, out } = await callCarnet([
      ...command.split(' '),
      '--help',
      '--lang',
      command.length % 2 ? 'fr' : 'en',
    ]);
    t.equal(exit, 0, command);
    t.match(
      out,
      command.length % 2 ? /Utilisation :[\s\S]*Exemples :\n {2}carnet/ : /Usage:[\s\S]*Examples:\n {2}carnet/,
    );
    t.match(out, '--json');
  }
  for (const group of ['hub', 'site', 'edge', 'links', 'user', 'token']) {
    t.match((await callCarnet([group, '--help'])).out, /(Examples|Exemples).*:\n {2}carnet/, group);
  }
  const { exit, out } = await callCarnet(['--help'], { LANG: 'fr_CM.UTF-8' });
  t.equal(exit, 0);
  t.match(out, /Exemples :\n {2}carnet demo/);
  t.match(out, /Codes de sortie : 0 fait/);
  for (const later of ['replace']) t.notMatch(out, new RegExp(`^ +${later}`, 'm'));
});

t.test('wrong usage is one line on standard error and exit 2', async (t) => {
  const dir = temporaryFolder(t);
  const wrong: string[][] = [
    ['sote'],
    ['site', 'lost'],
    ['user', 'add'],
    ['status'],
    ['status', '--dir', dir],
    ['site', 'add', 'x', '--dir', dir],
    ['token', 'issue', '--user', 'x', '--ttl', 'soon', '--dir', dir],
    ['hub', 'init', '--dir', join(dir, 'h'), '--https-port', '99999'],
    ['join', '7KD-00000-00000-00000', '--dir', join(dir, 's')],
    ['join', '7KD', '--hub', 'http://x', '--dir', join(dir, 's')],
    ['hub', 'init', '--wat'],
  ];
  for (const parameters of wrong) {
    const { exit, out, error } = await callCarnet(parameters);
    t.equal(exit, 2, parameters.join(' '));
    t.equal(out, '');
    t.match(error, /^carnet: [^\n]+\n$/, error);
  }
  const french = await callCarnet(['join', '7KD', '--lang', 'fr', '--dir', join(dir, 's')]);
  t.match(french.error, /Ce code à usage unique contient une erreur de frappe[\s\S]*Rien n’a été modifié/);
  const json = await callCarnet(['status', '--dir', dir, '--json']);
  t.match(JSON.parse(json.error), { problem: { code: 'folder-not-initialised', detail: dir } });
});

t.test('a site is added once; names taken, sites and users unknown are refused', async (t) => {
  const dir = copyOfHub(t);
  const added = await callCarnet([
    'site',
    'add',
    'Garoua',
    '--region',
    'Nord',
    '--link',
    'satellite:metered:5GB',
    '--dir',
    dir,
    '--json',
  ]);
  t.match(added, { exit: 0, error: '' });
  const { site, oneTimeCode } = JSON.parse(added.out);
  t.match(oneTimeCode, new RegExp(`^${site}-.{5}-.{5}-.{5}$`));
  t.match(await callCarnet(['site', 'add', 'Garoua', '--region', 'Nord', '--dir', dir]), {
    exit: 1,
    error: /Nothing was changed/,
  });
  const list = await callCarnet(['site', 'list', '--dir', dir, '--json']);
  t.match(JSON.parse(list.out), { sites: [{ code: site, links: [{ kind: 'geo', metered: true, budgetBytes: 5e9 }] }] });
  t.match(await callCarnet(['site', 'show', 'ZZZ', '--dir', dir]), { exit: 1, error: /site ZZZ/ });
  const user = await spawnCarnet(['user', 'add', 'ops', '--role', 'ops', '--password-stdin', '--dir', dir], {
    input: 'soleil mangue pirogue\n',
  });
  t.match(user, { exit: 0, out: /ops \(ops\) can sign in/ });
  t.match(await callCarnet(['user', 'reset', 'nobody', '--dir', dir]), { exit: 1 });
});

t.test('a folder that a program holds is asked through its socket, or refused', async (t) => {
  const dir = copyOfHub(t);
  const lock = lockFolder(dir);
  t.teardown(() => lock.release());
  t.match(await callCarnet(['site', 'list', '--dir', dir]), { exit: 3, error: /A running program holds this folder/ });
  t.match(await callCarnet(['hub', 'run', '--dir', dir]), { exit: 3 });
  const key = await unlockDataKey(dir);
  const journal = openJournal({ file: nodePaths(dir).journal, key, role: 'hub', site: hubCode, epoch: 1 });
  t.teardown(() => journal.close());
  const server = await startControlServer({
    dir,
    verbs: verbsOf(
      systemVerbContext({
        node: readNode(dir),
        journal,
        contents: contentsOf(t),
        profiles: new ProfileShelf(nodePaths(dir).profiles, journal.givenProfiles),
        now: Date.now,
      }),
    ),
  });
  t.teardown(() => server.stop());
  t.match(await callCarnet(['site', 'add', 'Garoua', '--region', 'Nord', '--dir', dir]), { exit: 0 });
  t.equal((await journal.fleet.listSites()).length, 1, 'the running program did it');
  t.match(JSON.parse((await callCarnet(['status', '--dir', dir, '--json'])).out), { running: true, kind: 'hub' });
  t.match(await callCarnet(['edge', 'run', '--dir', dir]), { exit: 2, error: /holds a hub/ });
});

t.test('import tells what it stored and what it refused, with file and line', async (t) => {
  const dir = copyOfHub(t);
  const file = join(dir, 'in.ndjson');
  writeFileSync(file, '{"resourceType":"Patient","id":"a"}\n\n{"resourceType":"Patient","id":"b","gender":"nobody"}\n');
  const run = (...more: string[]) => callCarnet(['import', file, '--dir', dir, ...more]);
  t.match(await run('--dry-run'), {
    exit: 1,
    out: /^would be created: 1 · updated: 0 · already here: 0 · refused: 1/,
    error: '',
  });
  t.match(await run(), {
    exit: 1,
    out: /^created: 1 · updated: 0 · already here: 0 · refused: 1\n[\s\S]*in\.ndjson:3 {2}resource-invalid {2}Patient\.gender/,
  });
  t.match(JSON.parse((await run('--json')).out), {
    stored: 0,
    unchanged: 1,
    refused: 1,
    files: [{ refusals: [{ line: 3 }] }],
  });
  t.match(await callCarnet(['import', `${file}x`, '--dir', dir]), { exit: 1, error: /in\.ndjsonx/ });
});

t.test('[J3] [E7] a wrong key and a damaged file are told apart, and nothing is touched', async (t) => {
  const token = copyOfHub(t);
  const slotToken = nodePaths(token).slotToken;
  const before = digest(nodePaths(token).journal);
  rmSync(slotToken);
  t.match(await callCarnet(['status', '--dir', token]), {
    exit: 1,
    error: /slot\.token is missing[\s\S]*from your copy/,
  });
  t.match(await callCarnet(['doctor', '--dir', token]), {
    exit: 1,
    out: /✗ {2}key +the database key does not open/,
  });
  t.equal(digest(nodePaths(token).journal), before);
  const damaged = copyOfHub(t);
  const file = nodePaths(damaged).journal;
  const bytes = readFileSync(file);
  for (let at = 5000; at < bytes.length; at += 512) bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
  writeFileSync(file, bytes);
  const spoilt = digest(file);
  t.match(await callCarnet(['status', '--dir', damaged]), { exit: 1, error: /^carnet: The database [^\n]*\n$/ });
  t.equal(digest(file), spoilt);
});

t.test('the doctor names a port in use and files that others may read', async (t) => {
  const dir = copyOfHub(t);
  t.match(await callCarnet(['doctor', '--dir', dir]), { exit: 0, out: /✓ {2}certificate +good for 39\d days/ });
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  t.teardown(() => server.close());
  const { port } = server.address() as { port: number };
  writeNode(dir, { ...readNode(dir), https: { host: '127.0.0.1', port } });
  writeFileSync(nodePaths(dir).slotToken, readFileSync(nodePaths(dir).slotToken), { mode: 0o644 });
  spawnSync('chmod', ['644', nodePaths(dir).slotToken]);
  const { exit, out } = await callCarnet(['doctor', '--dir', dir, '--lang', 'fr']);
  t.equal(exit, 1);
  t.match(out, new RegExp(`✗ +port ${port} +occupé par un autre programme`));
  t.match(out, /✗ +droits +d’autres peuvent lire [^\n]*slot\.token/);
});

t.test('hub init makes a folder that only its owner reads, and never overwrites one', async (t) => {
  const dir = join(temporaryFolder(t), 'hub');
  const init = ['hub', 'init', '--dir', dir, '--host', 'hub.sante.cm', '--https-port', '9440'];
  t.match(await callCarnet(init), { exit: 0, out: /Keep a copy of key-slots\.json/ });
  t.match(readNode(dir), { kind: 'hub', code: '000', publicHost: 'hub.sante.cm', https: { port: 9440 } });
  for (const name of ['', 'identity/issuing.pem', 'key-slots.json', 'journal.db']) {
    t.equal(statSync(join(dir, name)).mode & 0o077, 0, name);
  }
  const before = digest(nodePaths(dir).node);
  t.match(await callCarnet(init), { exit: 1, error: /holds a node[\s\S]*Choose another name or folder/ });
  t.equal(digest(nodePaths(dir).node), before);
});

t.test('the launcher says how to build what is not built', async (t) => {
  const dir = temporaryFolder(t);
  cpSync(resolve(import.meta.dirname, '../../bin/carnet.js'), join(dir, 'bin', 'carnet.mjs'));
  const { status, stderr } = spawnSync(process.execPath, [join(dir, 'bin', 'carnet.mjs')], { encoding: 'utf8' });
  t.equal(status, 1);
  t.match(stderr, /npm run build/);
});

t.test('as a process of its own: exit code, streams and language of the environment', async (t) => {
  const wrong = await spawnCarnet(['sote'], { environment: { LANG: 'fr_CM.UTF-8' } });
  t.match(wrong, { exit: 2, out: '', error: /^carnet: La commande n’a pas été comprise \(.*sote.*\)/ });
});

t.test('help in French is French to its last word', async (t) => {
  const { out } = await callCarnet(['links', 'check', '--help', '--lang', 'fr']);
  t.match(out, /\(défaut : "var\/site"\)[\s\S]*\(choix : "fr", "en"\)/);
  const group = await callCarnet(['links', '--help', '--lang', 'fr']);
  t.match(group.out, /^Utilisation : carnet links \[options\] \[commande\]/);
  t.notMatch(`${out}${group.out}`, /default|choices|\[command\]/);
});
