import { derTag, readDer } from './der.js';

/**
 * The subject of a certificate, DER, as it is written there: version, serial, algorithm, issuer, validity, subject.
 * @throws RangeError when the bytes are no certificate
 */
export function subjectOf(certificate: Buffer): Buffer {
  const [whole] = readDer(certificate);
  const [signed] = readDer(whole?.content ?? Buffer.alloc(0));
  const subject = readDer(signed?.content ?? Buffer.alloc(0))[5];
  if (subject?.tag !== derTag.sequence) throw new RangeError('certificate');
  return subject.whole;
}
