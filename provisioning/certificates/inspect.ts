import { type KeyObject, X509Certificate } from 'node:crypto';
import { type KnownMoment, mayStillHold } from '../../protocol/clock-floor.js';
import { parseSiteCode } from '../../protocol/ids.js';
import { chainOf, pathOf, type Shown } from './chain.js';
import { certificateFingerprintOf } from './fingerprint.js';
import { siteServerName } from './profile.js';

export interface CertificateFacts {
  /** The subject's common name: a site code, `000` for the hub. */
  readonly commonName: string;
  readonly notBeforeMilliseconds: number;
  readonly notAfterMilliseconds: number;
  readonly fingerprint: string;
}

export function inspectCertificate(pemOrDer: string | Buffer | X509Certificate): CertificateFacts {
  const certificate = pemOrDer instanceof X509Certificate ? pemOrDer : new X509Certificate(pemOrDer);
  return {
    commonName: /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? '',
    notBeforeMilliseconds: Date.parse(certificate.validFrom),
    notAfterMilliseconds: Date.parse(certificate.validTo),
    fingerprint: certificateFingerprintOf(certificate),
  };
}

/**
 * Whether a certificate for this name rests on a root of the bundle (rules E32, E33); by OpenSSL. Dates are the caller's
 * to judge, since a box may not know the time yet.
 */
export function isIssuedFor(trustPem: string, shown: Shown, serverName: string): boolean {
  return pathOf(trustPem, shown) !== undefined && chainOf(shown)[0].checkHost(serverName) !== undefined;
}

/**
 * Whether a certificate shows the hub of a bundle: signatures and name by OpenSSL, its end and the end of what it rests on
 * by what the node knows of time. The dates are not OpenSSL's to judge, because it asks the box's clock, which may be the
 * one that the hub has to heal (rule T22).
 */
export function showsHub(
  { authorityPem, hubName }: { readonly authorityPem: string; readonly hubName: string },
  shown: Shown | undefined,
  moment: KnownMoment,
): boolean {
  if (shown === undefined) return false;
  const [certificate] = chainOf(shown);
  const path = pathOf(authorityPem, shown);
  if (path === undefined || certificate.checkHost(hubName) === undefined) return false;
  const all = [certificate, path.root, ...(path.issuing === undefined ? [] : [path.issuing])];
  return all.every((each) => mayStillHold(inspectCertificate(each).notAfterMilliseconds, moment));
}

/** Whether a certificate for the site that it names rests on a root of the bundle. */
export function showsSite(trustPem: string, shown: Shown): boolean {
  try {
    const code = parseSiteCode(inspectCertificate(chainOf(shown)[0]).commonName);
    return isIssuedFor(trustPem, shown, siteServerName(code));
  } catch {
    return false;
  }
}

/** Whether a private key is the one that a certificate names. */
export function fitsKey(certificatePem: string, key: KeyObject): boolean {
  return new X509Certificate(certificatePem).checkPrivateKey(key);
}
