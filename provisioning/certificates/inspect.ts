import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { type KnownMoment, mayStillHold } from '../../protocol/clock-floor.js';
import { parseSiteCode } from '../../protocol/ids.js';
import { siteServerName } from './profile.js';

/** SHA-256 of a certificate's DER, hex, lower case, no colons: how the fleet names it (rule E5). */
export function certificateFingerprintOf(pemOrDer: string | Buffer): string {
  return createHash('sha256').update(new X509Certificate(pemOrDer).raw).digest('hex');
}

/** SHA-256 of a public key's SPKI, DER, hex. */
export function keyFingerprintOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

export interface CertificateFacts {
  /** The subject's common name: a site code, `000` for the hub. */
  readonly commonName: string;
  readonly notBeforeMilliseconds: number;
  readonly notAfterMilliseconds: number;
  readonly fingerprint: string;
}

export function inspectCertificate(pemOrDer: string | Buffer): CertificateFacts {
  const certificate = new X509Certificate(pemOrDer);
  return {
    commonName: /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? '',
    notBeforeMilliseconds: Date.parse(certificate.validFrom),
    notAfterMilliseconds: Date.parse(certificate.validTo),
    fingerprint: certificateFingerprintOf(pemOrDer),
  };
}

/**
 * Whether an authority signed the certificate for this name; by OpenSSL. Dates are the caller's to judge, since a box
 * may not know the time yet.
 */
export function isIssuedFor(authorityPem: string, certificatePemOrDer: string | Buffer, serverName: string): boolean {
  const authority = new X509Certificate(authorityPem);
  const certificate = new X509Certificate(certificatePemOrDer);
  return (
    authority.ca &&
    authority.verify(authority.publicKey) &&
    certificate.checkIssued(authority) &&
    certificate.verify(authority.publicKey) &&
    certificate.checkHost(serverName) !== undefined
  );
}

/**
 * Whether a certificate shows the hub of an authority: signature and name by OpenSSL, its end by what the node knows of
 * time. The dates are not OpenSSL's to judge, because it asks the box's clock, which may be the one that the hub has to
 * heal (rule T22).
 * @param certificate DER
 */
export function showsHub(
  { authorityPem, hubName }: { readonly authorityPem: string; readonly hubName: string },
  certificate: Buffer | undefined,
  moment: KnownMoment,
): boolean {
  if (certificate === undefined || !isIssuedFor(authorityPem, certificate, hubName)) return false;
  return mayStillHold(inspectCertificate(certificate).notAfterMilliseconds, moment);
}

/** Whether an authority signed the certificate for the site that it names. @param certificate DER */
export function showsSite(authorityPem: string, certificate: Buffer): boolean {
  try {
    const code = parseSiteCode(inspectCertificate(certificate).commonName);
    return isIssuedFor(authorityPem, certificate, siteServerName(code));
  } catch {
    return false;
  }
}

/** Whether a private key is the one that a certificate names. */
export function fitsKey(certificatePem: string, key: KeyObject): boolean {
  return new X509Certificate(certificatePem).checkPrivateKey(key);
}
