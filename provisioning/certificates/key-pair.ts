import { createPublicKey, generateKeyPair } from 'node:crypto';

/** Both PEM: the private key PKCS#8, the public one SPKI. */
export interface KeyPairPem {
  readonly privateKeyPem: string;
  readonly publicKeyPem: string;
}

/** How keys of so many bits are made: for a node that is to last always {@link newKeyPair}. */
export type MakeKeyPair = (bits: number) => Promise<KeyPairPem>;

/** Makes an RSA key with the native generator, off the event loop. */
export function newKeyPair(bits: number): Promise<KeyPairPem> {
  return new Promise((resolve, reject) => {
    generateKeyPair('rsa', { modulusLength: bits, publicExponent: 0x10001 }, (error, publicKey, privateKey) => {
      if (error) return reject(error);
      resolve({
        publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      });
    });
  });
}

/** The public half of a private key, SPKI PEM. */
export function publicKeyPemOf(privateKeyPem: string): string {
  return createPublicKey(privateKeyPem).export({ type: 'spki', format: 'pem' }).toString();
}
