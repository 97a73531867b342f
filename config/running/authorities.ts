import { rootCertificates } from 'node:tls';

/** The usual authorities and those of a PEM text, for who trusts an authority of their own, too; `undefined` where it has none. */
export function withAuthorities(pem: string): readonly string[] | undefined {
  const own = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  return own === null ? undefined : [...rootCertificates, ...own];
}
