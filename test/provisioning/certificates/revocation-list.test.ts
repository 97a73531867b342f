import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import t from 'tap';
import { hubCode, parseSiteCode } from '../../../protocol/ids.js';
import { createAuthority, issueCertificate } from '../../../provisioning/certificates/authority.js';
import { writeRevocationList } from '../../../provisioning/certificates/revocation-list.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { requirePackage } from '../../support/system-package.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const day = 86_400_000;
const now = Date.now();

const made = (async () => {
  const authority = await createAuthority('Hôpital', now, stockKeyPairs);
  const { privateKeyPem, publicKeyPem } = await stockKeyPairs(2048);
  const issue = (code: string) =>
    issueCertificate(authority, { code: parseSiteCode(code), publicKeyPem, extraHosts: [], nowMilliseconds: now });
  return { authority, privateKeyPem, hub: issue(hubCode), good: issue('7KD'), revoked: issue('7KE') };
})();

const serialOf = (pem: string) => new X509Certificate(pem).serialNumber;

/** What a TLS server with this list says of a client's certificate. */
async function judgedBy(crl: string, cert: string): Promise<string> {
  const { authority, privateKeyPem: key, hub } = await made;
  const ca = authority.certificatePem;
  let said = 'nothing';
  const server = createServer({ key, cert: hub, ca, crl, requestCert: true, rejectUnauthorized: false }, (socket) => {
    said = socket.authorized ? 'good' : String(socket.authorizationError);
    socket.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', key, cert, ca, rejectUnauthorized: false });
  socket.on('error', () => {});
  await new Promise((resolve) => socket.resume().on('close', resolve));
  await new Promise((resolve) => server.close(resolve));
  return said;
}

t.test('[T29] a broker that is not ours refuses who is on the list, and nobody else', async (t) => {
  const { authority, good, revoked } = await made;
  const plan = { nowMilliseconds: now - 60_000, nextMilliseconds: now + 30 * day };
  const one = { serialNumber: serialOf(revoked), atMilliseconds: now - 120_000 };
  const list = writeRevocationList(authority, { ...plan, revoked: [one] });
  t.match(await judgedBy(list, revoked), /REVOKED/i);
  t.equal(await judgedBy(list, good), 'good');
  t.equal(await judgedBy(writeRevocationList(authority, { ...plan, revoked: [] }), revoked), 'good', 'an empty list');
  const late = writeRevocationList(authority, { ...plan, revoked: [], nextMilliseconds: now - 30_000 });
  t.match(await judgedBy(late, good), /EXPIRED/i, 'one that is over refuses everybody');
});

t.test('[T29] openssl reads it, proves it, and finds each serial number', async (t) => {
  if (requirePackage(t, 'openssl') === undefined) return;
  const { authority, good, revoked } = await made;
  const folder = temporaryFolder(t);
  const [file, foreign, ca] = [join(folder, 'list.crl'), join(folder, 'foreign.crl'), join(folder, 'ca.pem')];
  const entries = [good, revoked].map((pem) => ({ serialNumber: serialOf(pem), atMilliseconds: now }));
  const plan = { nowMilliseconds: now, nextMilliseconds: now + day };
  const far = { serialNumber: 'FF', atMilliseconds: Date.UTC(2051, 0) };
  writeFileSync(ca, authority.certificatePem);
  writeFileSync(file, writeRevocationList(authority, { ...plan, revoked: [...entries, far] }));
  writeFileSync(
    foreign,
    writeRevocationList(await createAuthority('Hôpital', now, stockKeyPairs), { ...plan, revoked: [] }),
  );
  const read = (path: string) =>
    execFileSync('sh', ['-c', 'openssl crl -in "$0" -CAfile "$1" -noout -text 2>&1', path, ca], { encoding: 'utf8' });
  const text = read(file);
  t.match(text, /verify OK/);
  for (const { serialNumber } of entries) t.ok(text.includes(serialNumber), serialNumber);
  for (const expected of [/Serial Number: FF/, /2051 GMT/, /CRL Number/, /Authority Key Identifier/]) {
    t.match(text, expected);
  }
  t.notMatch(read(foreign), /verify OK/, 'of another authority');
});
