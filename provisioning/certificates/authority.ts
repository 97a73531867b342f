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
import { newSerialNumber } from './serial-number.js';

/** What signs the certificates of a hub's nodes, PEM: its issuing authority, or at a hub of before the one that is all. */
export interface Authority {
  readonly certificatePem: string;
  readonly keyPem: string;
  /** The bundle that the nodes trust; where left out, the certificate itself. */
  readonly trustPem?: string;
}

export function trustOf({ certificatePem, trustPem }: Authority): string {
  return trustPem ?? certificatePem;
}

/** Makes an authority that is root and issuer in one, as hubs of before have it. */
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
 * @returns PEM: the certificate, and behind it that of the issuing authority, which a peer needs to come to the root
 */
export function issueCertificate(authority: Authority, request: LeafRequest): string {
  const isHub = request.code === hubCode;
  const issuer = forge.pki.certificateFromPem(authority.certificatePem);
  // What outlives its issuer would be refused before its own end.
  const lifetime = Math.min(
    isHub ? hubLifetimeMilliseconds : siteLifetimeMilliseconds,
    issuer.validity.notAfter.getTime() - request.nowMilliseconds,
  );
  const certificate = newCertificate(request.publicKeyPem, request.nowMilliseconds, lifetime);
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
  const leafPem = sign(certificate, authority.keyPem);
  return authority.trustPem === undefined || issuer.isIssuer(issuer)
    ? leafPem
    : `${leafPem}${authority.certificatePem}`;
}

export function newCertificate(publicKeyPem: string, nowMilliseconds: number, lifetimeMilliseconds: number) {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKeyPem);
  certificate.serialNumber = newSerialNumber();
  certificate.validity.notBefore = new Date(nowMilliseconds - backdatedMilliseconds);
  certificate.validity.notAfter = new Date(nowMilliseconds + lifetimeMilliseconds);
  return certificate;
}

export function nameOf(commonName: string, organization?: string): forge.pki.CertificateField[] {
  const valueTagClass = forge.asn1.Type.UTF8 as unknown as forge.asn1.Class;
  const fields: forge.pki.CertificateField[] = [{ name: 'commonName', value: commonName, valueTagClass }];
  if (organization !== undefined)
    fields.push({ name: 'organizationName', value: organization.slice(0, 64), valueTagClass });
  return fields;
}

/** node-forge reads names as bytes but writes them as text: without this, an accent would be encoded twice. */
export function decoded(field: forge.pki.CertificateField): forge.pki.CertificateField {
  return { ...field, value: forge.util.decodeUtf8(String(field.value)) };
}

/** RFC 5280 §4.2.1.6: a DNS name is choice 2, an IP address choice 7. */
function altNamesOf(hosts: readonly string[]): readonly object[] {
  return [...new Set(hosts)].map((host) => (isIpv4(host) ? { type: 7, ip: host } : { type: 2, value: host }));
}

export function sign(certificate: forge.pki.Certificate, keyPem: string): string {
  certificate.sign(signerOf(keyPem), forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate).replaceAll('\r', '');
}
