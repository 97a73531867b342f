import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parseSiteCode } from '../../../protocol/ids.js';
import { createAuthority, issueCertificate } from '../../../provisioning/certificates/authority.js';
import { readRequest } from '../../../provisioning/certificates/request.js';
import { nodePaths, readIdentity, writeIdentity } from '../../../provisioning/node-folder.js';
import { SiteIdentity } from '../../../provisioning/renewal/site-identity.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const site = parseSiteCode('7KD');

async function setUp(t: Parameters<typeof temporaryFolder>[0]) {
  const dir = temporaryFolder(t);
  const nowMilliseconds = Date.now();
  const authority = await createAuthority('Test', nowMilliseconds, stockKeyPairs);
  const issue = (publicKeyPem: string, code = site) =>
    issueCertificate(authority, { code, publicKeyPem, extraHosts: [], nowMilliseconds });
  const { privateKeyPem: keyPem, publicKeyPem } = await stockKeyPairs(2048);
  const certificatePem = issue(publicKeyPem);
  writeIdentity(dir, { keyPem, certificatePem, authorityPem: authority.certificatePem });
  const sign = (requestPem: string, code = site) => issue(readRequest(requestPem, site).publicKeyPem, code);
  return { dir, paths: nodePaths(dir), certificatePem, keyPem, sign };
}

t.test('[T27] the next pair is used at once, and takes its place when the hub has taken it', async (t) => {
  const { dir, paths, certificatePem, sign } = await setUp(t);
  const identity = new SiteIdentity(dir, site);
  t.equal(identity.current.certificatePem, certificatePem);
  const requestPem = await identity.request();
  t.equal(
    readRequest(await new SiteIdentity(dir, site).request(), site).keyFingerprint,
    readRequest(requestPem, site).keyFingerprint,
    'after a lost reply, and a restart, the same key asks again',
  );
  const next = sign(requestPem);
  t.equal(identity.keepNext(next), true);
  t.equal(identity.current.certificatePem, next);
  t.equal(readIdentity(dir).certificatePem, certificatePem, 'the one before is still there');
  identity.noteUsed(certificatePem);
  t.equal(identity.current.certificatePem, next, 'that the old one works still says nothing');

  identity.noteUsed(next);
  t.equal(readIdentity(dir).certificatePem, next);
  t.notOk(existsSync(paths.nextKey) || existsSync(paths.nextCertificate));
  t.strictSame(
    identity.signers().map((signer) => signer.certificatePem),
    [next, certificatePem],
    'the one before can still ask, for a hub that was put back',
  );
  t.not(
    readRequest(await identity.request(), site).keyFingerprint,
    readRequest(requestPem, site).keyFingerprint,
    'the one after has a key of its own',
  );
});

t.test('[T27] an answer for another key or another name changes nothing', async (t) => {
  const { dir, certificatePem, sign } = await setUp(t);
  const identity = new SiteIdentity(dir, site);
  t.equal(identity.keepNext(certificatePem), false, 'nothing was asked');
  const requestPem = await identity.request();
  t.equal(identity.keepNext(certificatePem), false, 'of another key');
  t.equal(identity.keepNext(sign(requestPem, parseSiteCode('7KE'))), false, 'for another box');
  t.equal(identity.keepNext('x'), false);
  t.equal(new SiteIdentity(dir, site).current.certificatePem, certificatePem);
});

t.test('[T27] a next one that the hub does not take gives way, and is forgotten when the old one works', async (t) => {
  const { dir, certificatePem, sign } = await setUp(t);
  const identity = new SiteIdentity(dir, site);
  identity.noteRefused();
  t.equal(identity.current.certificatePem, certificatePem, 'there is no other');
  const next = sign(await identity.request());
  identity.keepNext(next);
  identity.noteRefused();
  t.equal(identity.current.certificatePem, certificatePem);
  identity.noteRefused();
  t.equal(identity.current.certificatePem, next, 'neither is taken: each is tried in turn');
  identity.noteRefused();
  identity.noteUsed(certificatePem);
  t.equal(new SiteIdentity(dir, site).current.certificatePem, certificatePem);
});

t.test('[T27] a power cut at any moment of the change leaves a pair that fits', async (t) => {
  const { dir, certificatePem, sign } = await setUp(t);
  const identity = new SiteIdentity(dir, site);
  const next = sign(await identity.request());
  identity.keepNext(next);
  const before = join(temporaryFolder(t), 'before');
  cpSync(dir, before, { recursive: true });
  identity.noteUsed(next);
  // What changes, in its order: each prefix of it is a moment at which the power may fail.
  const written = ['before-cert.pem', 'before-key.pem', 'cert.pem', 'key.pem'];
  const removed = ['next-cert.pem', 'next-key.pem'];
  for (let steps = 0; steps <= written.length + removed.length; steps += 1) {
    const cut = join(temporaryFolder(t), 'cut');
    cpSync(before, cut, { recursive: true });
    for (const name of written.slice(0, steps)) cpSync(join(dir, 'identity', name), join(cut, 'identity', name));
    for (const name of removed.slice(0, Math.max(0, steps - written.length))) rmSync(join(cut, 'identity', name));
    const found = new SiteIdentity(cut, site);
    t.equal(found.current.certificatePem, next, `after ${steps} steps`);
    found.noteUsed(next);
    t.equal(new SiteIdentity(cut, site).current.certificatePem, next);
    t.strictSame(
      found.signers().map((signer) => signer.certificatePem),
      [next, certificatePem],
    );
    const again = readIdentity(cut);
    t.equal(again.keyPem, identity.current.keyPem);
  }
});
