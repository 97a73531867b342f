import { createPrivateKey } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type AuditAnchor, receiptText } from '../../../protocol/audit/audit-mark.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import { signText } from '../../../protocol/session/signed.js';
import { anchorSealUnder } from '../../../provisioning/audit/anchor-seal.js';
import { ReceiptFile } from '../../../provisioning/audit/receipt-file.js';
import { createAuthority, issueCertificate } from '../../../provisioning/certificates/authority.js';
import { certifyIssuing, createRoot } from '../../../provisioning/certificates/issuing-authority.js';
import { certificatesIn, pemOf } from '../../../provisioning/certificates/pem.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const site = parseSiteCode('7KD');
const none = new Uint8Array();
const anchor = (serial: number, count: number): AuditAnchor => ({
  ...{ serial, epoch: 1, count, head: new Uint8Array(32).fill(count % 256), milliseconds: 1_000 + serial },
});

async function setUp(t: { teardown(undo: () => void): unknown }) {
  const path = join(temporaryFolder(t), 'audit-receipts.json');
  const authority = await createAuthority('Carnet', 1_800_000_000_000, stockKeyPairs);
  const seal = anchorSealUnder(authority);
  const file = new ReceiptFile(path, site, () => authority.certificatePem);
  const keep = (each: AuditAnchor) => file.keep(each, seal.sign(receiptText(site, each)), seal.issuing);
  return { path, file, keep, seal };
}

t.test('[R7] the hub’s receipts are kept beside the database, few of them, readable by their owner only', async (t) => {
  const { path, file, keep } = await setUp(t);
  t.same(file.read(), []);
  for (let number = 1; number <= 200; number += 1) keep(anchor(number, number * 7));
  const kept = file.read();
  t.equal(kept.at(-1)?.count, 1_400);
  t.ok(kept.length > 10 && kept.length < 60, `${kept.length} receipts`);
  t.equal(statSync(path).mode & 0o777, 0o600);
  t.ok(statSync(path).size < 40_000);
});

t.test('[R7] only what the authority has signed for this site is kept or believed', async (t) => {
  const { path, file, keep, seal } = await setUp(t);
  keep(anchor(1, 10));
  const other = createPrivateKey((await stockKeyPairs(2048)).privateKeyPem);
  file.keep(anchor(2, 20), signText(other, receiptText(site, anchor(2, 20))), none);
  file.keep(anchor(2, 20), seal.sign(receiptText(parseSiteCode('8KD'), anchor(2, 20))), none);
  t.same(
    file.read().map(({ count }) => count),
    [10],
  );
  writeFileSync(path, readFileSync(path, 'utf8').replace('"count":10', '"count":9'));
  t.same(file.read(), [], 'a count that was changed');
  for (const text of ['', '{', '{"receipts":[{}]}', '{"receipts":[{"serial":-1}]}']) {
    writeFileSync(path, text);
    t.same(file.read(), [], text);
  }
  keep(anchor(3, 30));
  t.equal(file.read().length, 1, 'it is made anew');
});

t.test('[R7] what was confirmed beyond the newest receipt counts no more: the hub has gone back to it', async (t) => {
  const { file, keep } = await setUp(t);
  for (const count of [10, 20, 30, 40]) keep(anchor(count, count));
  keep(anchor(41, 20));
  t.same(
    file.read().map(({ serial }) => serial),
    [10, 41],
  );
  keep(anchor(42, 0));
  t.same(
    file.read().map(({ count }) => count),
    [0],
  );
});

t.test(
  '[R7][E33] an issuing authority that rests on a root of the bundle is shown once, and kept with what it signed',
  async (t) => {
    const path = join(temporaryFolder(t), 'audit-receipts.json');
    const now = Date.now();
    const [root, next] = [
      await createRoot('Carnet', now, stockKeyPairs),
      await createRoot('Carnet', now, stockKeyPairs),
    ];
    const trust = { pem: root.certificatePem };
    const file = () => new ReceiptFile(path, site, () => trust.pem);
    const sealOf = async (by: typeof root) => {
      const pair = await stockKeyPairs(3072);
      const certificatePem = certifyIssuing(by, pair.publicKeyPem, now);
      return { seal: anchorSealUnder({ certificatePem, keyPem: pair.privateKeyPem }), certificatePem, pair };
    };
    const { seal, certificatePem, pair } = await sealOf(root);
    t.ok(seal.issuing.length > 0);
    const keep = (each: AuditAnchor, { sign }: typeof seal, shown: Uint8Array) =>
      file().keep(each, sign(receiptText(site, each)), shown);
    const counts = () =>
      file()
        .read()
        .map(({ count }) => count);
    keep(anchor(1, 10), seal, none);
    t.same(counts(), [], 'nobody has shown who signed');
    keep(anchor(1, 10), seal, seal.issuing);
    keep(anchor(2, 20), seal, none);
    t.same(counts(), [10, 20]);

    const leaf = await stockKeyPairs(2048);
    const authority = { certificatePem, keyPem: pair.privateKeyPem, trustPem: root.certificatePem };
    const leafRequest = { code: site, publicKeyPem: leaf.publicKeyPem, extraHosts: [], nowMilliseconds: now };
    const [leafPem] = certificatesIn(issueCertificate(authority, leafRequest)).map(pemOf);
    const ofLeaf = anchorSealUnder({ certificatePem: leafPem ?? '', keyPem: leaf.privateKeyPem });
    keep(anchor(3, 30), ofLeaf, new Uint8Array(certificatesIn(leafPem ?? '')[0].raw));
    const { seal: foreign } = await sealOf(next);
    keep(anchor(3, 30), foreign, foreign.issuing);
    keep(anchor(3, 30), foreign, new Uint8Array([1, 2, 3]));
    t.same(counts(), [10, 20], 'a site’s own certificate issues nothing, nor what rests on another root');

    trust.pem = `${next.certificatePem}${root.certificatePem}`;
    keep(anchor(3, 30), foreign, foreign.issuing);
    t.same(counts(), [10, 20, 30], 'while both roots are trusted, the next authority stands beside the one before');
    trust.pem = next.certificatePem;
    t.same(counts(), [30], 'and alone once the root before has gone');
  },
);
