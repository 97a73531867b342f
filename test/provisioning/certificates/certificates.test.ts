import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type TLSSocket } from 'node:tls';
import t from 'tap';
import { hubCode, parseSiteCode } from '../../../protocol/ids.js';
import { type Authority, createAuthority, issueCertificate } from '../../../provisioning/certificates/authority.js';
import { fitsKey, inspectCertificate, isIssuedFor } from '../../../provisioning/certificates/inspect.js';
import { type KeyPairPem, newKeyPair } from '../../../provisioning/certificates/key-pair.js';
import { hubServerName, isGrantableHost } from '../../../provisioning/certificates/profile.js';
import { readRequest, writeRequest } from '../../../provisioning/certificates/request.js';

const now = Date.now();
const garoua = parseSiteCode('7KD');
const authority = await createAuthority('Région du Nord — dépôt', now);
const otherAuthority = await createAuthority('Somebody else', now);
const hubPair = await newKeyPair(2048);
const sitePair = await newKeyPair(2048);
const hubPem = issue(authority, hubCode, hubPair);
const sitePem = issue(authority, garoua, sitePair);

function issue(by: Authority, code: typeof hubCode, pair: KeyPairPem, at = now): string {
  const { publicKeyPem } = pair;
  return issueCertificate(by, { code, publicKeyPem, extraHosts: ['hopital.lan', '192.168.7.1'], nowMilliseconds: at });
}

t.test('OpenSSL reads the profile as it is meant', async (t) => {
  const ca = new X509Certificate(authority.certificatePem);
  t.ok(ca.ca);
  t.match(ca.subject, /CN=Carnet CA\nO=R\\C3\\A9gion du Nord|O=Région du Nord/);
  t.equal(ca.publicKey.asymmetricKeyDetails?.modulusLength, 3072);
  const site = new X509Certificate(sitePem);
  t.notOk(site.ca);
  t.ok(site.checkIssued(ca) && site.verify(ca.publicKey));
  t.strictSame(site.keyUsage, ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'], 'serves the LAN and signs in at the hub');
  t.strictSame(new X509Certificate(hubPem).keyUsage, ['1.3.6.1.5.5.7.3.1']);
  for (const host of ['localhost', '7kd.carnet.internal', 'hopital.lan']) t.ok(site.checkHost(host), host);
  for (const address of ['127.0.0.1', '192.168.7.1']) t.ok(site.checkIP(address), address);
  const facts = inspectCertificate(sitePem);
  t.equal(facts.commonName, '7KD');
  t.equal(Math.round((facts.notAfterMilliseconds - now) / 86_400_000), 90);
  t.not(site.serialNumber, new X509Certificate(issue(authority, garoua, sitePair)).serialNumber);
  t.match(site.serialNumber, /^[4-7][0-9A-F]{31}$/);
  t.ok(fitsKey(sitePem, createPrivateKey(sitePair.privateKeyPem)));
  t.notOk(fitsKey(sitePem, createPrivateKey(hubPair.privateKeyPem)));
});

t.test('a certificate is the hub’s only if this authority gave it that name', async (t) => {
  t.equal(isIssuedFor(authority.certificatePem, hubPem, hubServerName), true);
  t.equal(isIssuedFor(otherAuthority.certificatePem, hubPem, hubServerName), false, 'another authority');
  t.equal(isIssuedFor(authority.certificatePem, sitePem, hubServerName), false, 'a site is not the hub');
  t.equal(isIssuedFor(hubPem, sitePem, hubServerName), false, 'a leaf is no authority');
  for (const host of ['hub.carnet.internal', 'HUB.Carnet.internal', '*.lan', 'a b', '1.2.3.400', '-x', '']) {
    t.notOk(isGrantableHost(host), host);
  }
  for (const host of ['hopital', 'hopital.garoua.cm', '10.1.2.3']) t.ok(isGrantableHost(host), host);
});

t.test('[L1] hub and site meet over mutual TLS 1.3; any other authority or name is refused', async (t) => {
  const server = createServer({
    key: hubPair.privateKeyPem,
    cert: hubPem,
    ca: [authority.certificatePem],
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.3',
  });
  const seen: string[] = [];
  server.on('secureConnection', (socket: TLSSocket) => {
    seen.push(socket.getPeerX509Certificate()?.subject ?? '');
    socket.on('error', () => {});
    socket.end('welcome');
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const handshake = (ca: string, cert: string, key: string, servername = hubServerName) =>
    new Promise<string>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', ca: [ca], cert, key, servername, minVersion: 'TLSv1.3' });
      socket.on('data', (data) => resolve(data.toString()));
      socket.on('error', () => resolve('refused'));
      socket.on('close', () => resolve('closed'));
    });
  t.equal(await handshake(authority.certificatePem, sitePem, sitePair.privateKeyPem), 'welcome');
  t.match(seen, ['CN=7KD']);
  t.equal(await handshake(otherAuthority.certificatePem, sitePem, sitePair.privateKeyPem), 'refused');
  t.equal(await handshake(authority.certificatePem, sitePem, sitePair.privateKeyPem, 'x.carnet.internal'), 'refused');
  const before = seen.length;
  const foreign = issue(otherAuthority, garoua, sitePair);
  t.not(await handshake(authority.certificatePem, foreign, sitePair.privateKeyPem), 'welcome');
  const expired = issue(authority, garoua, sitePair, now - 100 * 86_400_000);
  t.not(await handshake(authority.certificatePem, expired, sitePair.privateKeyPem), 'welcome');
  t.equal(seen.length, before, 'the hub saw no session of a foreign or expired certificate');
});

t.test('a certificate request proves possession of its key, and nothing else passes', async (t) => {
  const pem = writeRequest(sitePair, '7KD');
  const proven = readRequest(pem, '7KD');
  t.equal(proven.publicKeyPem, sitePair.publicKeyPem);
  t.match(proven.keyFingerprint, /^[0-9a-f]{64}$/);
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const wrap = (bytes: Buffer) =>
    `-----BEGIN CERTIFICATE REQUEST-----\n${bytes.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
  t.equal(readRequest(wrap(der), '7KD').keyFingerprint, proven.keyFingerprint);
  for (let offset = 0; offset < der.length; offset += 7) {
    const changed = Buffer.from(der);
    changed.writeUInt8(changed.readUInt8(offset) ^ 0x20, offset);
    t.throws(() => readRequest(wrap(changed), '7KD'), { code: 'body-malformed' }, `byte ${offset}`);
  }
  const weak = await newKeyPair(1024);
  for (const bad of ['', 'x', sitePem, wrap(der.subarray(0, 100)), wrap(Buffer.alloc(0)), writeRequest(weak, '7KD')]) {
    t.throws(() => readRequest(bad, '7KD'), { code: 'body-malformed' });
  }
  t.throws(() => readRequest(pem, '7KE'), { code: 'request-other-name' });
  for (const name of ['7kd', '', '7KD\u001b[2J', '000']) {
    t.throws(
      () => readRequest(writeRequest(sitePair, name), '7KD'),
      { code: /request-other-name|body-malformed/ },
      name,
    );
  }
});
