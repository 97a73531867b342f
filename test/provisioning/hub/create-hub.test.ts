import { createPrivateKey } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { feedSealKeyOf } from '../../../protocol/session/feed-seal.js';
import { pathOf } from '../../../provisioning/certificates/chain.js';
import type { AuthorityPair } from '../../../provisioning/certificates/issuing-authority.js';
import { createHub, renewHubCertificate } from '../../../provisioning/hub/create-hub.js';
import { keepFeedSealKey, readFeedSealKey } from '../../../provisioning/hub/feed-seal-key.js';
import { nodePaths, readIdentity } from '../../../provisioning/node-folder.js';
import { callCarnet } from '../../support/run-carnet.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const at = { host: '127.0.0.1', port: 0 };
const day = 86_400_000;

async function newHub(dir: string) {
  let root: AuthorityPair | undefined;
  const keepRoot = (made: AuthorityPair) => {
    root = made;
  };
  const plan = { dir, name: 'Nord', hosts: [], https: at, mqtt: at, nowMilliseconds: Date.now() };
  await createHub({ ...plan, makeKeyPair: stockKeyPairs, keepRoot });
  if (root === undefined) throw new Error('root');
  return root;
}

/** Whether a file holds one of the secrets, as it is or within PEM. */
function holds(file: string, secrets: readonly Buffer[]): boolean {
  const content = readFileSync(file);
  const blocks = content.toString('latin1').match(/-----BEGIN[^-]*-----[^-]*/g) ?? [];
  const decoded = blocks.map((block) => Buffer.from(block.replace(/-----.*-----/, ''), 'base64'));
  return [content, ...decoded].some((bytes) => secrets.some((secret) => bytes.includes(secret)));
}

t.test('[E36] no file of a new hub holds its root’s key; its issuing authority signs its certificate', async (t) => {
  const dir = join(temporaryFolder(t), 'hub');
  const root = await newHub(dir);
  const secretsOf = (pem: string) => {
    const { p, d } = createPrivateKey(pem).export({ format: 'jwk' });
    return [p, d].map((part) => Buffer.from(part ?? '', 'base64url').subarray(8, 40));
  };
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => join(entry.parentPath, entry.name));
  t.strictSame(
    files.filter((file) => holds(file, secretsOf(root.keyPem))),
    [],
  );
  const { authorityPem, certificatePem, issuingPem, authorityKeyPem = '' } = readIdentity(dir);
  const issuingFiles = files.filter((file) => holds(file, secretsOf(authorityKeyPem)));
  t.strictSame(issuingFiles, [nodePaths(dir).issuing], 'the search finds what is there');
  t.equal(authorityPem, root.certificatePem);
  t.ok(issuingPem !== undefined && pathOf(authorityPem, certificatePem)?.issuing !== undefined);
});

t.test('[E36] `hub init` seals the root into one file, says its code once, and that the file is to go', async (t) => {
  const dir = join(temporaryFolder(t), 'hub');
  const made = await callCarnet(['hub', 'init', '--dir', dir, '--json', '--listen', '127.0.0.1']);
  t.equal(made.exit, 0, made.error);
  const { root } = JSON.parse(made.out) as { readonly root: object };
  t.match(root, { file: nodePaths(dir).root, code: /^(\w{4}-){6}\w{4}$/, onDiskOfHub: true });
  const english = await callCarnet(['doctor', '--dir', dir, '--lang', 'en']);
  t.match(english.out, /root key.*still lies on this disk/);
  t.match(english.out, /issuing authority.*signs for \d+ days more/);
  const french = await callCarnet(['doctor', '--dir', dir, '--lang', 'fr']);
  t.match(french.out, /clé racine.*encore sur ce disque/);
  const taken = join(temporaryFolder(t), 'stick');
  writeFileSync(taken, 'something');
  const refused = await callCarnet(['hub', 'init', '--dir', join(dir, 'x'), '--root-file', taken]);
  t.match(refused, { exit: 1, error: /exists already|existe déjà/ });
  t.equal(readFileSync(taken, 'utf8'), 'something');
});

t.test('[E36] the hub’s certificate is renewed under its issuing authority; the bundle stays as it is', async (t) => {
  const dir = join(temporaryFolder(t), 'hub');
  await newHub(dir);
  const before = readIdentity(dir);
  t.equal(renewHubCertificate(dir, Date.now()), false);
  t.equal(renewHubCertificate(dir, Date.now() + 350 * day), true);
  const after = readIdentity(dir);
  t.not(after.certificatePem, before.certificatePem);
  t.same({ ...after, certificatePem: '' }, { ...before, certificatePem: '' });
  t.ok(pathOf(after.authorityPem, after.certificatePem));
});

t.test('[E16] feeds that were sealed before are known again when another key signs', async (t) => {
  const dir = join(temporaryFolder(t), 'hub');
  await newHub(dir);
  const { authorityKeyPem = '' } = readIdentity(dir);
  const { privateKeyPem } = await stockKeyPairs(3072);
  const first = Buffer.from(readFeedSealKey(dir, authorityKeyPem));
  t.same(first, Buffer.from(feedSealKeyOf(authorityKeyPem)));
  keepFeedSealKey(dir, authorityKeyPem);
  t.same(Buffer.from(readFeedSealKey(dir, privateKeyPem)), first);
  keepFeedSealKey(dir, privateKeyPem);
  t.same(Buffer.from(readFeedSealKey(dir, privateKeyPem)), first, 'the first one stays');
});
