import { X509Certificate } from 'node:crypto';

const certificateBlock = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;
/** Of a text; more are a text of somebody who means to be asked much. */
const certificatesMax = 16;

/** All certificates of a text, in order. @throws Error when there is none, or OpenSSL cannot read one */
export function certificatesIn(pem: string): [X509Certificate, ...X509Certificate[]] {
  const [first, ...others] = (pem.match(certificateBlock) ?? []).slice(0, certificatesMax);
  // OpenSSL says what is wrong with what is no certificate at all.
  return [new X509Certificate(first ?? pem), ...others.map((block) => new X509Certificate(block))];
}

/** The private key of a text, PKCS#8 PEM; `undefined` where there is none. */
export function privateKeyIn(pem: string): string | undefined {
  return /-----BEGIN PRIVATE KEY-----[^-]*-----END PRIVATE KEY-----\n?/.exec(pem)?.[0];
}

/** A certificate as it is written here. */
export function pemOf(certificate: X509Certificate): string {
  const text = certificate.toString();
  return text.endsWith('\n') ? text : `${text}\n`;
}
