import { createHmac, randomBytes } from 'node:crypto';
import forge from 'node-forge';
import { element, integer, objectIdentifier, octetString, sequence } from '../certificates/der-writing.js';

/** The containers of PKCS#7 and PKCS#12 that are used (RFC 7292 §4). */
const identifiers = {
  data: objectIdentifier('1.2.840.113549.1.7.1'),
  certificateBag: objectIdentifier('1.2.840.113549.1.12.10.1.3'),
  x509: objectIdentifier('1.2.840.113549.1.9.22.1'),
  friendlyName: objectIdentifier('1.2.840.113549.1.9.20'),
  sha1: objectIdentifier('1.3.14.3.2.26'),
} as const;
const nothing = Buffer.from([0x05, 0x00]);
const iterations = 2_048;

/**
 * A certificate as PKCS#12 (RFC 7292), without any key: for systems that import nothing else. The password hides nothing, for there is
 * nothing to hide; systems ask for one. SHA-1, because those that need this file know no other.
 */
export function pkcs12Of(certificate: Buffer, name: string, password: string): Buffer {
  const bag = sequence(
    identifiers.certificateBag,
    element(0xa0, sequence(identifiers.x509, element(0xa0, octetString(certificate)))),
    element(0x31, sequence(identifiers.friendlyName, element(0x31, element(0x1e, bmpText(name))))),
  );
  const contents = sequence(dataOf(sequence(bag)));
  const salt = randomBytes(8);
  const saltBytes = forge.util.createBuffer(salt.toString('binary'));
  // Key material of kind 3 is for the integrity of the whole (RFC 7292 appendix B.3).
  const key = forge.pkcs12.generateKey(password, saltBytes, 3, iterations, 20, forge.md.sha1.create());
  const digest = createHmac('sha1', Buffer.from(key.getBytes(), 'binary')).update(contents).digest();
  const proof = sequence(sequence(identifiers.sha1, nothing), octetString(digest));
  const count = integer(Buffer.from([iterations >> 8, iterations & 0xff]));
  return sequence(integer(Buffer.from([3])), dataOf(contents), sequence(proof, octetString(salt), count));
}

function dataOf(content: Buffer): Buffer {
  return sequence(identifiers.data, element(0xa0, octetString(content)));
}

/** UCS-2, big-endian. */
function bmpText(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}
