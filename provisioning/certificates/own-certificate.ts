import { randomBytes } from 'node:crypto';
import forge from 'node-forge';
import type { SiteCode } from '../../protocol/ids.js';
import type { KeyPairPem } from './key-pair.js';
import { signerOf } from './native-signer.js';
import { backdatedMilliseconds, isIpv4, loopbackHosts, siteServerName } from './profile.js';

/** Until the hub has enrolled the box; then its place is taken. */
const lifetimeMilliseconds = 397 * 24 * 60 * 60 * 1000;

/**
 * A certificate that a box signs for itself, so that its workstations reach it before any hub has; it proves nothing to
 * anybody else, and is good for nothing but serving (rule E22).
 */
export function certifyOneself(
  pair: KeyPairPem,
  code: SiteCode,
  extraHosts: readonly string[],
  nowMilliseconds: number,
): string {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(pair.publicKeyPem);
  certificate.serialNumber = `40${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(nowMilliseconds - backdatedMilliseconds);
  certificate.validity.notAfter = new Date(nowMilliseconds + lifetimeMilliseconds);
  const subject = [{ name: 'commonName', value: code }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  const hosts = [...new Set([siteServerName(code), ...loopbackHosts, ...extraHosts])];
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    {
      name: 'subjectAltName',
      altNames: hosts.map((host) => (isIpv4(host) ? { type: 7, ip: host } : { type: 2, value: host })),
    },
  ]);
  certificate.sign(signerOf(pair.privateKeyPem), forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate).replaceAll('\r', '');
}
