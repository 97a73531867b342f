import { constants, createPrivateKey, privateEncrypt } from 'node:crypto';
import type forge from 'node-forge';

/** What stands before a SHA-256 digest that is signed (DigestInfo, RFC 8017 §9.2 note 1). */
const digestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/**
 * A private key as node-forge asks it to sign (RSASSA-PKCS1-v1_5 with SHA-256). OpenSSL does the arithmetic: forge's own takes
 * half a second for the authority's key, in which the hub would serve nobody.
 * @param keyPem RSA, PKCS#8
 */
export function signerOf(keyPem: string): forge.pki.rsa.PrivateKey {
  const key = createPrivateKey(keyPem);
  const sign = (digested: forge.md.MessageDigest): string => {
    const signed = Buffer.concat([digestInfo, Buffer.from(digested.digest().getBytes(), 'binary')]);
    return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signed).toString('binary');
  };
  // It is asked for nothing else.
  return { sign } as unknown as forge.pki.rsa.PrivateKey;
}
