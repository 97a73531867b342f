import { createHash, createPrivateKey, sign, X509Certificate } from 'node:crypto';
import type { Authority } from './authority.js';
import { bitString, element, integer, octetString, pemText, sequence, time } from './der-writing.js';
import { subjectOf } from './subject.js';

/** A certificate that does not hold any more. */
export interface RevokedCertificate {
  /** Hex, as X.509 has it. */
  readonly serialNumber: string;
  readonly atMilliseconds: number;
}

export interface RevocationListPlan {
  readonly revoked: readonly RevokedCertificate[];
  readonly nowMilliseconds: number;
  /** After it, whoever checks the list refuses everybody: a new one must be there before. */
  readonly nextMilliseconds: number;
}

/** sha256WithRSAEncryption with its NULL (RFC 4055 §5). */
const sha256WithRsa = Buffer.from('300d06092a864886f70d01010b0500', 'hex');
/** Object identifiers of the extensions (RFC 5280 §5.2.1, §5.2.3), DER. */
const authorityKeyIdentifier = Buffer.from('0603551d23', 'hex');
const listNumber = Buffer.from('0603551d14', 'hex');

/**
 * A list of revoked certificates (CRL version 2, RFC 5280 §5), PEM: for a broker that is not ours and cannot ask our
 * register (rule T29). Written here, because node-forge has none; signed by node:crypto.
 */
export function writeRevocationList({ certificatePem, keyPem }: Authority, plan: RevocationListPlan): string {
  const authority = new X509Certificate(certificatePem);
  const entries = plan.revoked.map(({ serialNumber, atMilliseconds }) =>
    sequence(
      integer(Buffer.from(serialNumber.padStart(serialNumber.length + (serialNumber.length % 2), '0'), 'hex')),
      time(atMilliseconds),
    ),
  );
  const keyId = createHash('sha1')
    .update(authority.publicKey.export({ type: 'pkcs1', format: 'der' }))
    .digest();
  const number = Buffer.from(
    Math.floor(plan.nowMilliseconds / 1000)
      .toString(16)
      .padStart(10, '0'),
    'hex',
  );
  const extensions = [
    sequence(authorityKeyIdentifier, octetString(sequence(element(0x80, keyId)))),
    sequence(listNumber, octetString(integer(number))),
  ];
  const list = sequence(
    ...[integer(Buffer.from([1])), sha256WithRsa, subjectOf(authority.raw)],
    ...[time(plan.nowMilliseconds), time(plan.nextMilliseconds)],
    // An empty list is left out altogether (RFC 5280 §5.1.2.6).
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    element(0xa0, sequence(...extensions)),
  );
  const signature = sign('sha256', list, createPrivateKey(keyPem));
  const whole = sequence(list, sha256WithRsa, bitString(signature));
  return pemText('X509 CRL', whole);
}
