import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openJournal } from '../../../journal/open.js';
import { hubCode } from '../../../protocol/ids.js';
import { certificateFingerprintOf } from '../../../provisioning/certificates/fingerprint.js';
import { isIssuedFor } from '../../../provisioning/certificates/inspect.js';
import { type AuthorityPair, createRoot } from '../../../provisioning/certificates/issuing-authority.js';
import { hubServerName } from '../../../provisioning/certificates/profile.js';
import { unlockDataKey } from '../../../provisioning/custody/key-slots.js';
import { createHub } from '../../../provisioning/hub/create-hub.js';
import { readFeedSealKey } from '../../../provisioning/hub/feed-seal-key.js';
import { keepFolderCopy } from '../../../provisioning/hub/rebuild/folder-copy.js';
import { hasWholeIdentity, rebuildHub } from '../../../provisioning/hub/rebuild/rebuild-hub.js';
import {
  announceRoot,
  distrustIssuing,
  switchRoot,
  trustStanding,
} from '../../../provisioning/hub/trust/exchange-root.js';
import { nodePaths, readIdentity, readNode } from '../../../provisioning/node-folder.js';
import { readBundle, succeed } from '../../../provisioning/trust/bundle.js';
import { bundlesAfter } from '../../../provisioning/trust/kept-bundles.js';
import { bundledProgram } from '../../support/bundled-program.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { hubCommand, rootOptions } from '../../support/trust-tools.js';
import { uncovered } from '../../support/uncovered.js';

const at = { host: '127.0.0.1', port: 8440 };
const now = Date.now();
const year = 365 * 86_400_000;

async function newHub(t: Test) {
  const dir = join(temporaryFolder(t), 'hub');
  let root: AuthorityPair = { certificatePem: '', keyPem: '' };
  const keepRoot = (made: AuthorityPair) => {
    root = made;
  };
  const plan = { dir, name: 'Nord', hosts: ['hub.example.org'], https: at, mqtt: at, nowMilliseconds: now };
  await createHub({ ...plan, makeKeyPair: stockKeyPairs, keepRoot });
  return { dir, root };
}

/** As a start of the hub and each backup do. */
async function keepCopy(dir: string): Promise<void> {
  const place = { file: nodePaths(dir).journal, role: 'hub', site: hubCode, epoch: 1 } as const;
  const journal = openJournal({ ...place, key: await unlockDataKey(dir) });
  await keepFolderCopy(dir, journal.backups);
  journal.close();
}

const rebuild = (dir: string, root: AuthorityPair, nowMilliseconds = now) =>
  rebuildHub({ dir, root, nowMilliseconds, makeKeyPair: stockKeyPairs });
const isWhole = (dir: string) => {
  const { authorityPem, certificatePem } = readIdentity(dir);
  return hasWholeIdentity(dir) && isIssuedFor(authorityPem, certificatePem, hubServerName);
};
const sealKeyOf = (dir: string) =>
  Buffer.from(readFeedSealKey(dir, readIdentity(dir).authorityKeyPem ?? '')).toString('hex');
/** What a site trusts that held the first bundle and asks for those that followed. */
const trustedByFollower = (dir: string, first: string) => bundlesAfter(dir, 1).reduce(succeed, first);

t.test(
  '[E42] rebuilt below the same root: feeds are known again, and every site follows from what it holds',
  async (t) => {
    const { dir, root } = await newHub(t);
    const next = await createRoot('Nord', now, stockKeyPairs);
    const [first, node] = [readIdentity(dir).authorityPem, readNode(dir)];
    await announceRoot(dir, { signer: root, next, nowMilliseconds: now }, stockKeyPairs);
    const second = readIdentity(dir).authorityPem;
    await keepCopy(dir);
    const [issuing, seal] = [readIdentity(dir).issuingPem ?? '', sealKeyOf(dir)];
    // The database has not heard of this one; a site has.
    distrustIssuing(dir, root, 'f'.repeat(64));
    const third = readIdentity(dir).authorityPem;
    for (const name of [nodePaths(dir).identity, nodePaths(dir).node]) rmSync(name, { recursive: true });

    const report = await rebuild(dir, root);
    t.match(report, { before: certificateFingerprintOf(issuing), version: 18, kept: null });
    t.ok(isWhole(dir));
    t.not(readIdentity(dir).issuingPem, issuing);
    t.equal(sealKeyOf(dir), seal);
    t.strictSame(readNode(dir), node);
    t.match(trustStanding(dir), { version: 18, step: 'steady' }, 'the announced root begins anew');
    for (const held of [first, second, third]) {
      const trusted = bundlesAfter(dir, readBundle(held).version).reduce(succeed, held);
      t.equal(readBundle(trusted).version, 18);
      t.ok(isIssuedFor(trusted, readIdentity(dir).certificatePem, hubServerName));
      t.ok(isIssuedFor(held, readIdentity(dir).certificatePem, hubServerName), 'also before it has asked');
    }
    await keepCopy(dir);
    rmSync(nodePaths(dir).identity, { recursive: true });
    t.equal((await rebuild(dir, root)).version, 34, 'and once more');
    t.equal(readBundle(trustedByFollower(dir, first)).version, 34);
  },
);

t.test('[E42] lost in the middle of an exchange: by the announced root it stands as switched', async (t) => {
  const { dir, root } = await newHub(t);
  const next = await createRoot('Nord', now, stockKeyPairs);
  await announceRoot(dir, { signer: root, next, nowMilliseconds: now }, stockKeyPairs);
  switchRoot(dir, now);
  await keepCopy(dir);
  rmSync(nodePaths(dir).identity, { recursive: true });
  await rebuild(dir, next);
  t.match(trustStanding(dir), { version: 18, step: 'switched' });
  t.ok(isWhole(dir));
});

t.test('[E42] whatever is refused changes nothing', async (t) => {
  const { dir, root } = await newHub(t);
  await keepCopy(dir);
  await t.rejects(rebuild(dir, root), { code: 'already-exists' }, 'nothing is lost');
  writeFileSync(nodePaths(dir).issuing, 'damaged');
  t.notOk(hasWholeIdentity(dir));
  const files = () => readdirSync(dir, { recursive: true }).map(String).sort();
  const before = files();
  await t.rejects(rebuild(dir, await createRoot('Sud', now, stockKeyPairs)), { code: 'root-foreign' });
  await t.rejects(rebuild(dir, root, now + 20 * year), { code: 'issuing-refused' });
  t.strictSame(files(), before);
  const { kept } = await rebuild(dir, root);
  t.equal(readFileSync(join(kept ?? '', 'issuing.pem'), 'utf8'), 'damaged', 'it is kept beside');
  t.ok(isWhole(dir));

  const { dir: bare, root: own } = await newHub(t);
  rmSync(nodePaths(bare).identity, { recursive: true });
  t.match(await rebuild(bare, own), { before: null, version: 17 }, 'a database of an earlier program');
  t.ok(isWhole(bare));
  rmSync(nodePaths(bare).node);
  await t.rejects(rebuild(bare, own), { code: 'folder-not-initialised' }, 'it does not know what the hub was');
  rmSync(nodePaths(bare).journal);
  await t.rejects(rebuild(bare, own), { code: 'folder-incomplete' });
  t.notOk(existsSync(nodePaths(bare).journal), 'no empty database is made');
});

t.test('[B19] a backup that a command makes holds what the folder was', async (t) => {
  const { dir, root } = await newHub(t);
  const [node, usb] = [readNode(dir), temporaryFolder(t)];
  const { file } = await hubCommand<{ file: string }>(dir, 'backup', '--to', usb);
  for (const name of readdirSync(dir)) {
    if (!['key-slots.json', 'slot.token'].includes(name)) rmSync(join(dir, name), { recursive: true });
  }
  const options = await rootOptions(usb, root);
  t.match(await hubCommand(dir, 'restore', file, ...options), { kept: null, rebuilt: { version: 17 } });
  t.strictSame(readNode(dir), node);
  t.ok(isWhole(dir));
  t.match(await hubCommand(dir, 'restore', file, ...options), { rebuilt: null }, 'nothing is lost any more');
  t.equal(readBundle(readIdentity(dir).authorityPem).version, 17);
});

t.test('[E42] killed at any moment, the same command goes on', async (t) => {
  const { dir, root } = await newHub(t);
  await keepCopy(dir);
  const seal = sealKeyOf(dir);
  rmSync(nodePaths(dir).node);
  rmSync(nodePaths(dir).issuing);
  const exchanger = await bundledProgram('test/support/trust-exchanger.ts');
  const trial = join(temporaryFolder(t), 'trial');
  let kills = 0;
  for (let count = 1; ; count += 1) {
    rmSync(trial, { recursive: true, force: true });
    cpSync(dir, trial, { recursive: true });
    const env = { ...process.env, ...uncovered, NODE_OPTIONS: '' };
    const line = [exchanger, 'rebuild', trial, String(count)];
    const child = spawn(process.execPath, line, { env, stdio: ['pipe', 'ignore', 'inherit'] });
    child.stdin.end(JSON.stringify([root]));
    const [exit, signal] = (await once(child, 'exit')) as [number | null, string | null];
    if (signal === null) {
      t.equal(exit, 0);
      break;
    }
    kills += 1;
    const isDone = existsSync(nodePaths(trial).node) && hasWholeIdentity(trial);
    if (!isDone) await rebuild(trial, root);
    t.ok(isWhole(trial), `${count}: whole`);
    t.equal(sealKeyOf(trial), seal, `${count}: feeds are known`);
    t.match(trustStanding(trial), { version: 17, step: 'steady' });
    t.equal(readNode(trial).kind, 'hub');
  }
  t.ok(kills >= 8, `${kills} kills`);
});
