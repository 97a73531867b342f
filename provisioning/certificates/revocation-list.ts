import { createHash, createPrivateKey, sign, X509Certificate } from 'node:crypto';
import type { Authority } from './authority.js';
import { derTag, readDer } from './der.js';

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
    sequence(authorityKeyIdentifier, element(0x04, sequence(element(0x80, keyId)))),
    sequence(listNumber, element(0x04, integer(number))),
  ];
  const list = sequence(
    ...[integer(Buffer.from([1])), sha256WithRsa, subjectOf(authority.raw)],
    ...[time(plan.nowMilliseconds), time(plan.nextMilliseconds)],
    // An empty list is left out altogether (RFC 5280 §5.1.2.6).
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    element(0xa0, sequence(...extensions)),
  );
  const signature = sign('sha256', list, createPrivateKey(keyPem));
  const whole = sequence(list, sha256WithRsa, element(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN X509 CRL-----\n${lines.join('\n')}\n-----END X509 CRL-----\n`;
}

/** The subject of a certificate, as it is written there: version, serial, algorithm, issuer, validity, subject. */
function subjectOf(certificate: Buffer): Buffer {
  const [whole] = readDer(certificate);
  const [signed] = readDer(whole?.content ?? Buffer.alloc(0));
  const subject = readDer(signed?.content ?? Buffer.alloc(0))[5];
  if (subject?.tag !== derTag.sequence) throw new RangeError('certificate');
  return subject.whole;
}

/** RFC 5280 §4.1.2.5: until 2049 two digits of the year, from then on four; to the second. */
function time(milliseconds: number): Buffer {
  const text = new Date(milliseconds).toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return Number(text.slice(0, 4)) < 2050
    ? element(0x17, Buffer.from(`${text.slice(2)}Z`))
    : element(0x18, Buffer.from(`${text}Z`));
}

/** Positive, without leading zeros but the one that keeps it so. */
function integer(bytes: Buffer): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const short = bytes.subarray(start);
  return element(0x02, (short[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), short]) : short);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(derTag.sequence, Buffer.concat(parts));
}

function element(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length]), bytes, content]);
}
