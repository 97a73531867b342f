import { randomBytes } from 'node:crypto';
import forge from 'node-forge';
import { type Authority, decoded, nameOf, newCertificate, sign } from './authority.js';
import { type MakeKeyPair, newKeyPair } from './key-pair.js';
import { authorityKeyBits, authorityLifetimeMilliseconds, issuingLifetimeMilliseconds } from './profile.js';

/** A certificate of an authority and its key, both PEM. */
export type AuthorityPair = Pick<Authority, 'certificatePem' | 'keyPem'>;

const keyUsage = { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true } as const;

/** Makes a root: it signs issuing authorities, now and then, and lies apart from the hub in between (rule E36). */
export async function createRoot(
  hubName: string,
  nowMilliseconds: number,
  makeKeyPair: MakeKeyPair = newKeyPair,
): Promise<AuthorityPair> {
  const pair = await makeKeyPair(authorityKeyBits);
  const certificate = newCertificate(pair.publicKeyPem, nowMilliseconds, authorityLifetimeMilliseconds);
  const subject = nameOf(`Carnet Root ${newMark()}`, hubName);
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, pathLenConstraint: 1, critical: true },
    keyUsage,
    { name: 'subjectKeyIdentifier' },
  ]);
  return { certificatePem: sign(certificate, pair.privateKeyPem), keyPem: pair.privateKeyPem };
}

/**
 * Signs the certificate of an issuing authority, which is all that the hub holds of one (rule E36). It signs certificates
 * of nodes and lists of revoked ones; no other authority may stand below it. It does not outlive its root.
 */
export function certifyIssuing(root: AuthorityPair, publicKeyPem: string, nowMilliseconds: number): string {
  const signer = forge.pki.certificateFromPem(root.certificatePem);
  const left = signer.validity.notAfter.getTime() - nowMilliseconds;
  const certificate = newCertificate(publicKeyPem, nowMilliseconds, Math.min(issuingLifetimeMilliseconds, left));
  const organization = signer.subject.getField('O')?.value;
  // Another name for each: a list of revoked certificates is found by the name of who signed it.
  const hubName = organization === undefined ? undefined : forge.util.decodeUtf8(String(organization));
  certificate.setSubject(nameOf(`Carnet Issuing ${newMark()}`, hubName));
  certificate.setIssuer(signer.subject.attributes.map(decoded));
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
    keyUsage,
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: signer.generateSubjectKeyIdentifier().getBytes() },
  ]);
  return sign(certificate, root.keyPem);
}

function newMark(): string {
  return randomBytes(4).toString('hex');
}
