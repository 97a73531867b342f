import { createHash, type KeyObject, sign } from 'node:crypto';
import {
  bitString,
  element,
  integer,
  objectIdentifier,
  octetString,
  pemText,
  sequence,
  time,
  utf8String,
} from './der-writing.js';
import { isIpv4 } from './profile.js';
import { newSerialNumber } from './serial-number.js';

/** What a certificate says (RFC 5280 §4.1). */
export interface CertificatePlan {
  /** Both DER, see {@link commonNameDer}. */
  readonly subject: Buffer;
  readonly issuer: Buffer;
  readonly publicKey: KeyObject;
  readonly notBeforeMilliseconds: number;
  readonly notAfterMilliseconds: number;
  /** DER of each. */
  readonly extensions: readonly Buffer[];
}

/** ecdsa-with-SHA256 (RFC 5758 §3.2). */
const ecdsaWithSha256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'));
const version3 = element(0xa0, integer(Buffer.from([2])));

/**
 * Writes a certificate and signs it, PEM. Written here, because node-forge knows no elliptic curves; a box makes their keys
 * in a millisecond, and keeps that library out of its memory.
 * @param signingKey on the curve P-256
 */
export function writeCertificate(plan: CertificatePlan, signingKey: KeyObject): string {
  const signed = sequence(
    ...[version3, integer(Buffer.from(newSerialNumber(), 'hex')), ecdsaWithSha256, plan.issuer],
    sequence(time(plan.notBeforeMilliseconds), time(plan.notAfterMilliseconds)),
    ...[plan.subject, plan.publicKey.export({ type: 'spki', format: 'der' })],
    element(0xa3, sequence(...plan.extensions)),
  );
  const signature = sign('sha256', signed, signingKey);
  return pemText('CERTIFICATE', sequence(signed, ecdsaWithSha256, bitString(signature)));
}

/** A distinguished name of one common name. */
export function commonNameDer(commonName: string): Buffer {
  return sequence(element(0x31, sequence(objectIdentifier('2.5.4.3'), utf8String(commonName))));
}

function extension(identifier: string, isCritical: boolean, value: Buffer): Buffer {
  const critical = isCritical ? [element(0x01, Buffer.from([0xff]))] : [];
  return sequence(objectIdentifier(identifier), ...critical, octetString(value));
}

/** basicConstraints (§4.2.1.9); @param pathLength how many authorities may stand below it; `undefined` for a leaf */
export function basicConstraints(pathLength: number | undefined): Buffer {
  const isAuthority = element(0x01, Buffer.from([0xff]));
  const value = pathLength === undefined ? sequence() : sequence(isAuthority, integer(Buffer.from([pathLength])));
  return extension('2.5.29.19', true, value);
}

/** keyUsage (§4.2.1.3): keyCertSign of an authority, digitalSignature of a leaf, whose keys are agreed on anew each time. */
export function keyUsage(of: 'authority' | 'leaf'): Buffer {
  const value = of === 'authority' ? bitString(Buffer.from([0x04]), 2) : bitString(Buffer.from([0x80]), 7);
  return extension('2.5.29.15', true, value);
}

/** extKeyUsage (§4.2.1.12): to serve TLS, and nothing else. */
export function serverAuthOnly(): Buffer {
  return extension('2.5.29.37', false, sequence(objectIdentifier('1.3.6.1.5.5.7.3.1')));
}

export function subjectKeyIdentifier(publicKey: KeyObject): Buffer {
  return extension('2.5.29.14', false, octetString(keyIdentifierOf(publicKey)));
}

export function authorityKeyIdentifier(publicKey: KeyObject): Buffer {
  return extension('2.5.29.35', false, sequence(element(0x80, keyIdentifierOf(publicKey))));
}

/** RFC 7093 §2: the leftmost 160 bits of SHA-256 over the key. */
function keyIdentifierOf(publicKey: KeyObject): Buffer {
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest().subarray(0, 20);
}

/** subjectAltName (§4.2.1.6). @param hosts DNS names and IPv4 addresses */
export function alternativeNames(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) => (isIpv4(host) ? element(0x87, octets(host)) : element(0x82, Buffer.from(host))));
  return extension('2.5.29.17', false, sequence(...names));
}

/** What alone may stand in certificates below one (§4.2.1.10). */
export interface PermittedNames {
  /** Each with all that is below it. */
  readonly domains: readonly string[];
  /** IPv4 networks, `10.0.0.0/8`. With one of them, no other address is permitted, of IPv6 none at all. */
  readonly networks: readonly string[];
}

/** nameConstraints, critical: who does not understand them must refuse the certificate. */
export function nameConstraints({ domains, networks }: PermittedNames): Buffer {
  const subtrees = [
    ...domains.map((domain) => sequence(element(0x82, Buffer.from(domain)))),
    ...networks.map((network) => sequence(element(0x87, networkOctets(network)))),
  ];
  return extension('2.5.29.30', true, sequence(element(0xa0, Buffer.concat(subtrees))));
}

function octets(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

/** Address and mask. */
function networkOctets(network: string): Buffer {
  const [address = '', bits = '32'] = network.split('/');
  const mask = Buffer.alloc(4);
  // `<< 32` would be `<< 0`.
  mask.writeUInt32BE(bits === '0' ? 0 : (0xffffffff << (32 - Number(bits))) >>> 0);
  return Buffer.concat([octets(address), mask]);
}
