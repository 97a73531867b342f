import { X509Certificate } from 'node:crypto';
import { distrustedIn } from '../trust/bundle.js';
import { certificateFingerprintOf } from './fingerprint.js';
import { pathLengthOf } from './path-length.js';
import { certificatesIn } from './pem.js';

/** A certificate however it came: PEM with what signed it behind it, DER, or as a TLS peer has shown it. */
export type Shown = string | Buffer | X509Certificate;

/** A leaf, one issuing authority, and one root that should not have been sent; whoever shows more has made them up. */
const shownMax = 3;

/** The certificate itself first, then what was shown with it. @throws Error when OpenSSL cannot read it */
export function chainOf(shown: Shown): readonly [X509Certificate, ...X509Certificate[]] {
  if (typeof shown === 'string') return certificatesIn(shown);
  const chain: [X509Certificate, ...X509Certificate[]] = [Buffer.isBuffer(shown) ? new X509Certificate(shown) : shown];
  for (let above = chain[0].issuerCertificate; above !== undefined; above = above.issuerCertificate) {
    chain.push(above);
    if (chain.length > shownMax) break;
  }
  return chain;
}

/** A root of a bundle, and all that a certificate rests on below it. */
export interface TrustedPath {
  readonly root: X509Certificate;
  /** Absent where the root itself signed, as at a hub of before. */
  readonly issuing?: X509Certificate;
}

/**
 * What a certificate rests on, by OpenSSL (RFC 5280 §6.1): the root signed it, or signed one issuing authority that did
 * (rules E32, E33). Dates are the caller's to judge, since a box may not know the time yet.
 * @param trustPem a bundle, see {@link distrustedIn}
 */
export function pathOf(trustPem: string, shown: Shown): TrustedPath | undefined {
  const roots = certificatesIn(trustPem).filter(isRoot);
  const [leaf, ...others] = chainOf(shown);
  if (others.length + 1 > shownMax) return undefined;
  // A peer may send its root, too: it is looked up, never believed.
  const known = new Set(roots.map(certificateFingerprintOf));
  const between = others.filter((each) => !known.has(certificateFingerprintOf(each)));
  const [issuing] = between;
  if (between.length > 1) return undefined;
  if (issuing === undefined) {
    const root = roots.find((each) => hasSigned(each, leaf));
    return root && { root };
  }
  const root = hasSigned(issuing, leaf) ? rootOfIssuing(trustPem, issuing) : undefined;
  return root && { root, issuing };
}

/** Whether an issuing authority rests on a root of the bundle, which does not tell to distrust it. */
export function isTrustedIssuing(trustPem: string, issuing: X509Certificate): boolean {
  return rootOfIssuing(trustPem, issuing) !== undefined;
}

function rootOfIssuing(trustPem: string, issuing: X509Certificate): X509Certificate | undefined {
  if (!isIssuing(issuing) || distrustedIn(trustPem).includes(certificateFingerprintOf(issuing))) return undefined;
  const roots = certificatesIn(trustPem).filter(isRoot);
  return roots.find((each) => pathLengthOf(each) !== 0 && hasSigned(each, issuing));
}

/** Whether a certificate is of an authority that signs leaves and nothing else: no other may stand below it. */
export function isIssuing(certificate: X509Certificate): boolean {
  return certificate.ca && pathLengthOf(certificate) === 0;
}

/** What is shown beside a signature of an authority, for nodes know roots only; `undefined` where a root itself signs. */
export function shownBeside(authority: X509Certificate): X509Certificate | undefined {
  return isIssuing(authority) && !authority.checkIssued(authority) ? authority : undefined;
}

function isRoot(certificate: X509Certificate): boolean {
  return certificate.ca && hasSigned(certificate, certificate);
}

/** Whether an authority signed a certificate, by name and by signature. */
export function hasSigned(authority: X509Certificate, certificate: X509Certificate): boolean {
  return certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}
