import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { SiteBackupShelf } from '../../../central-hub/backup/site-backup-shelf.js';
import { chunkBytes } from '../../../protocol/attachments/chunks.js';
import type { BackupOffer } from '../../../protocol/control/backup-offer.js';
import { parseSiteCode, type SiteCode } from '../../../protocol/ids.js';
import { backupNamesOf } from '../../../provisioning/backup/backup-files.js';
import { signManifest } from '../../../provisioning/backup/manifest.js';
import { createAuthority, issueCertificate } from '../../../provisioning/certificates/authority.js';
import { codeOf } from '../../support/problem-of.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const site = parseSiteCode('7KD');
const other = parseSiteCode('8KD');
const nowMilliseconds = Date.now();
const authority = await createAuthority('Test', nowMilliseconds, stockKeyPairs);
const { privateKeyPem: keyPem, publicKeyPem } = await stockKeyPairs(2048);
const identityOf = (code: SiteCode) => ({
  keyPem,
  certificatePem: issueCertificate(authority, { code, publicKeyPem, extraHosts: [], nowMilliseconds }),
});
const identities = new Map([site, other].map((code) => [code, identityOf(code)]));

/** A backup of some bytes, and how its site offers it. */
function backup(madeAt: number, length: number, more: { readonly code?: SiteCode; readonly file?: string } = {}) {
  const { code = site, file = backupNamesOf(site).at(madeAt) } = more;
  const bytes = randomBytes(length);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const identity = identities.get(code);
  if (identity === undefined) throw new Error('identity');
  const counts = { newestVersion: 1, resources: 1, headsDigest: '', sampleDigest: '' };
  const manifest = JSON.stringify(
    signManifest(
      { role: 'site', site: code, epoch: 1, hubEpoch: 1, streams: [], ...counts, bytes: length, sha256, file, madeAt },
      identity,
    ),
  );
  const offer: BackupOffer = { kind: 'backup-offer', hash: Buffer.from(sha256, 'hex'), prove: false, manifest };
  const chunk = (index: number) => bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes);
  return { offer, chunk, bytes, sha256, file, count: Math.ceil(length / chunkBytes) };
}

function setUp(t: { teardown(remove: () => void): unknown }, bytesMax = 1_000_000) {
  const folder = temporaryFolder(t);
  const open = () => new SiteBackupShelf({ folder, authorityPem: authority.certificatePem, bytesMax });
  const whole = () => readdirSync(join(folder, site)).filter((name) => name.endsWith('.db'));
  return { folder, open, whole };
}

type Offered = ReturnType<typeof backup>;

async function put(shelf: SiteBackupShelf, { offer, chunk, count }: Offered, from = 0, to = count): Promise<string> {
  const answer = await shelf.hear(site, offer);
  if (answer !== undefined) return answer.code ?? 'kept';
  let last = '';
  for (let index = from; index < to; index += 1) last = await shelf.addChunk(site, index, chunk(index));
  return last;
}

t.test('[B8] a backup counts when the whole is proved; what is cut off goes on, also in another run', async (t) => {
  const { folder, open, whole } = setUp(t);
  const copy = backup(1_000, 5 * chunkBytes + 10);
  t.equal(await put(open(), copy, 0, 3), 'kept');
  t.same(whole(), []);
  const part = join(folder, site, `.${copy.file}.part`);
  truncateSync(part, 3 * chunkBytes - 5);
  const again = open();
  t.match(await again.wanted(site), [{ hash: copy.sha256, nextIndex: 2, asked: false, patient: true }]);
  t.ok(again.expects(site, copy.sha256));
  t.equal(await again.addChunk(site, 4, copy.chunk(4)), 'ignored', 'not the next one');
  t.equal(await again.addChunk(site, 2, copy.chunk(5)), 'ignored', 'not of its length');
  t.equal(await put(again, copy, 2), 'complete');
  t.same(whole(), [copy.file]);
  t.ok(readFileSync(join(folder, site, copy.file)).equals(copy.bytes));
  t.same(await again.wanted(site), []);
  t.equal(await put(again, copy), 'kept', 'offered again, it is there');
  t.equal(await again.addChunk(site, 0, copy.chunk(0)), 'ignored', 'nothing is wanted');
});

t.test('[B8] what is not what its manifest says is dropped, and begun anew', async (t) => {
  const { open, whole } = setUp(t);
  const copy = backup(1_000, 2 * chunkBytes);
  const shelf = open();
  await shelf.hear(site, copy.offer);
  await shelf.addChunk(site, 0, copy.chunk(1));
  t.equal(await codeOf(shelf.addChunk(site, 1, copy.chunk(1))), 'backup-altered');
  t.same(whole(), []);
  t.match(await shelf.wanted(site), [{ nextIndex: 0 }]);
  t.equal(await put(shelf, copy), 'complete');
});

t.test('[B8] only what the site itself signed, under the name of a backup, is taken', async (t) => {
  const { folder, open } = setUp(t);
  const shelf = open();
  t.equal(await put(shelf, backup(1, 10, { code: other })), 'backup-foreign');
  t.equal(await put(shelf, backup(1, 10, { file: '../../carnet.db' })), 'backup-refused');
  const good = backup(1, 10);
  t.equal(await put(shelf, { ...good, offer: { ...good.offer, manifest: '{}' } }), 'backup-refused');
  t.equal(await put(shelf, { ...good, offer: { ...good.offer, hash: Buffer.alloc(32) } }), 'backup-refused');
  const changed = good.offer.manifest.replace('"epoch":1', '"epoch":2');
  t.equal(await put(shelf, { ...good, offer: { ...good.offer, manifest: changed } }), 'backup-altered');
  t.notOk(existsSync(join(folder, site)));
});

t.test('[B8] the newest two stay; a new one has to fit beside the last whole one', async (t) => {
  const { folder, open, whole } = setUp(t, 3.5 * chunkBytes);
  const shelf = open();
  const [first, second, third] = [backup(1, chunkBytes), backup(2, chunkBytes), backup(3, chunkBytes)];
  for (const copy of [first, second, third]) t.equal(await put(shelf, copy), 'complete');
  t.same(whole(), [second.file, third.file]);
  const large = backup(4, 2.5 * chunkBytes);
  t.equal(await put(shelf, large, 0, 1), 'kept');
  t.same(whole(), [third.file], 'the older one made room');
  const tooLarge = backup(5, 3 * chunkBytes);
  t.equal(await put(shelf, tooLarge), 'backup-quota');
  t.same(whole(), [third.file], 'the last whole one stays');
  t.same(
    readdirSync(join(folder, site)).filter((name) => name.endsWith('.part')),
    [],
    'what was under way is given up',
  );
  t.same(await shelf.wanted(site), []);
  writeFileSync(join(folder, site, '.incoming.json'), 'damaged');
  t.same(await open().wanted(site), []);
});

t.test(
  '[B9] what is kept is read again when the site asks; what has gone bad is dropped and wanted again',
  async (t) => {
    const { folder, open, whole } = setUp(t);
    const shelf = open();
    const copy = backup(1, 2 * chunkBytes);
    const proof: BackupOffer = { ...copy.offer, prove: true, manifest: '' };
    t.match(await shelf.hear(site, proof), { code: 'not-found' });
    await put(shelf, copy);
    t.strictSame(await shelf.hear(site, proof), { kind: 'backup-answer', hash: copy.offer.hash });
    const path = join(folder, site, copy.file);
    const rotten = Buffer.from(copy.bytes);
    rotten.writeUInt8(rotten.readUInt8(rotten.length - 1) ^ 1, rotten.length - 1);
    writeFileSync(path, rotten);
    t.match(await shelf.hear(site, proof), { code: 'backup-altered' });
    t.same(whole(), []);
    t.equal(await put(shelf, copy), 'complete');
    truncateSync(path, 7);
    t.match(await shelf.hear(site, proof), { code: 'backup-truncated' });
    t.equal(await put(shelf, copy), 'complete');
  },
);
