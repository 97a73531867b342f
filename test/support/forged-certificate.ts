import { createPrivateKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import {
  alternativeNames,
  authorityKeyIdentifier,
  basicConstraints,
  commonNameDer,
  keyUsage,
  serverAuthOnly,
  subjectKeyIdentifier,
  writeCertificate,
} from '../../provisioning/certificates/certificate-writing.js';
import { subjectOf } from '../../provisioning/certificates/subject.js';
import type { LanAuthority } from '../../provisioning/lan/lan-authority.js';

/** What somebody who has the key of a LAN's authority could sign, PEM, good for a day. */
export function forgeCertificate(
  authority: Pick<LanAuthority, 'certificatePem' | 'keyPem'>,
  hosts: readonly string[],
  { publicKey, pathLength }: { publicKey: KeyObject; pathLength?: number } = forgedKeys(),
): string {
  const key = createPrivateKey(authority.keyPem);
  const issuer = new X509Certificate(authority.certificatePem);
  return writeCertificate(
    {
      ...{ subject: commonNameDer('forged'), issuer: subjectOf(issuer.raw), publicKey },
      ...{ notBeforeMilliseconds: Date.now() - 60_000, notAfterMilliseconds: Date.now() + 86_400_000 },
      extensions: [
        ...[basicConstraints(pathLength), keyUsage(pathLength === undefined ? 'leaf' : 'authority'), serverAuthOnly()],
        ...[alternativeNames(hosts), subjectKeyIdentifier(publicKey), authorityKeyIdentifier(issuer.publicKey)],
      ],
    },
    key,
  );
}

export function forgedKeys() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}
