import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import forge from 'node-forge';
import { Problem } from '../../protocol/problem.js';
import { type DerElement, derTag, readDer } from './der.js';
import { keyFingerprintOf } from './fingerprint.js';
import type { KeyPairPem } from './key-pair.js';
import { signerOf } from './native-signer.js';

/** The algorithm identifier sha256WithRSAEncryption (1.2.840.113549.1.1.11) with its NULL (RFC 4055 §5), DER. */
const sha256WithRsa = Buffer.from('300d06092a864886f70d01010b0500', 'hex');
/** The object identifier of a common name (2.5.4.3), DER. */
const commonNameType = Buffer.from('0603550403', 'hex');
const requestBytesMax = 8 * 1024;

/** Writes a certificate request (PKCS#10, RFC 2986), PEM. Its subject must be who the hub knows to ask. */
export function writeRequest(pair: KeyPairPem, commonName: string): string {
  const request = forge.pki.createCertificationRequest();
  request.publicKey = forge.pki.publicKeyFromPem(pair.publicKeyPem);
  request.setSubject([{ name: 'commonName', value: commonName }]);
  request.sign(signerOf(pair.privateKeyPem), forge.md.sha256.create());
  return forge.pki.certificationRequestToPem(request).replaceAll('\r', '');
}

/** What a certificate request proves: that its sender holds the private half of this key. */
export interface ProvenRequest {
  readonly publicKeyPem: string;
  /** SHA-256 of the key's SPKI, DER, hex. */
  readonly keyFingerprint: string;
}

/**
 * Reads a certificate request and checks its signature with OpenSSL (through node:crypto), over the bytes as sent.
 * @param commonName that it must ask for
 * @throws Problem `body-malformed` unless it is one RSA request of 2048–4096 bits signed by its own key;
 *   `request-other-name` when it asks for another name
 */
export function readRequest(pem: string, commonName: string): ProvenRequest {
  try {
    const { signed, key, signature, subject } = takeApart(pem);
    if (!verify('sha256', signed, key, signature)) throw new RangeError('signature');
    if (subject !== commonName) throw new Problem('request-other-name', `it asks for ${printable(subject)}`);
    return {
      publicKeyPem: key.export({ type: 'spki', format: 'pem' }).toString(),
      keyFingerprint: keyFingerprintOf(key),
    };
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw new Problem('body-malformed', 'certificate request', [], { cause });
  }
}

/** RFC 2986 §4: { info { version, subject, key, attributes }, algorithm, signature }. */
function takeApart(pem: string): { signed: Buffer; key: KeyObject; signature: Buffer; subject: string } {
  const [outer, ...after] = readDer(derOfPem(pem));
  const [info, algorithm, bits] = readDer(content(outer, derTag.sequence));
  if (after.length > 0 || !algorithm?.whole.equals(sha256WithRsa)) throw new RangeError('algorithm');
  const [, name, subjectKey] = readDer(content(info, derTag.sequence));
  content(subjectKey, derTag.sequence);
  const key = createPublicKey({ key: subjectKey?.whole ?? Buffer.alloc(0), format: 'der', type: 'spki' });
  checkStrength(key);
  // The first byte of a bit string counts its unused bits: none in a signature.
  const signature = content(bits, derTag.bitString);
  if (signature[0] !== 0) throw new RangeError('signature');
  return { signed: info?.whole ?? Buffer.alloc(0), key, signature: signature.subarray(1), subject: commonNameOf(name) };
}

/** The one common name of a distinguished name (RFC 5280 §4.1.2.4): a sequence of sets of {type, value}. */
function commonNameOf(name: DerElement | undefined): string {
  const values = readDer(content(name, derTag.sequence)).flatMap((set) =>
    readDer(content(set, derTag.set)).flatMap((pair) => {
      const [type, value] = readDer(content(pair, derTag.sequence));
      return type?.whole.equals(commonNameType) && value !== undefined ? [value.content.toString('utf8')] : [];
    }),
  );
  if (values.length !== 1) throw new RangeError('subject');
  return values[0] ?? '';
}

/** What a stranger wrote, short and without anything that a terminal would obey. */
function printable(text: string): string {
  return text.slice(0, 40).replace(/[^\x20-\x7e]/g, '?');
}

function derOfPem(pem: string): Buffer {
  const body = /^-----BEGIN CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE REQUEST-----\s*$/.exec(pem);
  if (body?.[1] === undefined || pem.length > requestBytesMax) throw new RangeError('PEM');
  return Buffer.from(body[1], 'base64');
}

function content(element: DerElement | undefined, tag: number): Buffer {
  if (element === undefined || element.tag !== tag) throw new RangeError('structure');
  return element.content;
}

function checkStrength(key: KeyObject): void {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  const strong = modulusLength >= 2048 && modulusLength <= 4096 && publicExponent >= 0x10001n;
  if (key.asymmetricKeyType !== 'rsa' || !strong) throw new RangeError('key');
}
