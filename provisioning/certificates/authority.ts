import { randomBytes } from 'node:crypto';
import forge from 'node-forge';
import { hubCode, type SiteCode } from '../../protocol/ids.js';
import { type MakeKeyPair, newKeyPair } from './key-pair.js';
import { signerOf } from './native-signer.js';
import {
  authorityKeyBits,
  authorityLifetimeMilliseconds,
  backdatedMilliseconds,
  hubLifetimeMilliseconds,
  isIpv4,
  loopbackHosts,
  siteLifetimeMilliseconds,
  siteServerName,
} from './profile.js';

/** The hub's certificate authority, PEM. */
export interface Authority {
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** Makes the authority that all nodes of one hub trust. */
export async function createAuthority(
  hubName: string,
  nowMilliseconds: number,
  makeKeyPair: MakeKeyPair = newKeyPair,
): Promise<Authority> {
  const pair = await makeKeyPair(authorityKeyBits);
  const certificate = newCertificate(pair.publicKeyPem, nowMilliseconds, authorityLifetimeMilliseconds);
  const subject = nameOf('Carnet CA', hubName);
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  return { certificatePem: sign(certificate, pair.privateKeyPem), keyPem: pair.privateKeyPem };
}

/** What one certificate is for. */
export interface LeafRequest {
  readonly code: SiteCode;
  readonly publicKeyPem: string;
  /** Names and IPv4 addresses beside those that every node has; judged by `isGrantableHost` before. */
  readonly extraHosts: readonly string[];
  readonly nowMilliseconds: number;
}

/**
 * Signs the certificate of a node: the common name is the site code. One certificate both serves the LAN (serverAuth)
 * and signs in at the hub (clientAuth): one key to guard, renew and revoke, and a revoked site loses both at once.
 */
export function issueCertificate(authority: Authority, request: LeafRequest): string {
  const isHub = request.code === hubCode;
  const lifetime = isHub ? hubLifetimeMilliseconds : siteLifetimeMilliseconds;
  const certificate = newCertificate(request.publicKeyPem, request.nowMilliseconds, lifetime);
  const issuer = forge.pki.certificateFromPem(authority.certificatePem);
  certificate.setSubject(nameOf(request.code));
  certificate.setIssuer(issuer.subject.attributes.map(decoded));
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true, clientAuth: !isHub },
    {
      name: 'subjectAltName',
      altNames: altNamesOf([siteServerName(request.code), ...loopbackHosts, ...request.extraHosts]),
    },
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes() },
  ]);
  return sign(certificate, authority.keyPem);
}

function newCertificate(publicKeyPem: string, nowMilliseconds: number, lifetimeMilliseconds: number) {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKeyPem);
  certificate.serialNumber = newSerialNumber();
  certificate.validity.notBefore = new Date(nowMilliseconds - backdatedMilliseconds);
  certificate.validity.notAfter = new Date(nowMilliseconds + lifetimeMilliseconds);
  return certificate;
}

/** 127 random bits, positive and never with leading zeros (RFC 5280 §4.1.2.2), hex. */
function newSerialNumber(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0);
  return bytes.toString('hex');
}

function nameOf(commonName: string, organization?: string): forge.pki.CertificateField[] {
  const valueTagClass = forge.asn1.Type.UTF8 as unknown as forge.asn1.Class;
  const fields: forge.pki.CertificateField[] = [{ name: 'commonName', value: commonName, valueTagClass }];
  if (organization !== undefined)
    fields.push({ name: 'organizationName', value: organization.slice(0, 64), valueTagClass });
  return fields;
}

/** node-forge reads names as bytes but writes them as text: without this, an accent would be encoded twice. */
function decoded(field: forge.pki.CertificateField): forge.pki.CertificateField {
  return { ...field, value: forge.util.decodeUtf8(String(field.value)) };
}

/** RFC 5280 §4.2.1.6: a DNS name is choice 2, an IP address choice 7. */
function altNamesOf(hosts: readonly string[]): readonly object[] {
  return [...new Set(hosts)].map((host) => (isIpv4(host) ? { type: 7, ip: host } : { type: 2, value: host }));
}

function sign(certificate: forge.pki.Certificate, keyPem: string): string {
  certificate.sign(signerOf(keyPem), forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate).replaceAll('\r', '');
}
