import { constants, type KeyObject, sign, verify } from 'node:crypto';
import { Problem } from '../problem.js';

const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } as const;

/** A message and, at its end, a signature (RSA-PSS, SHA-256) over it and over what it is said in (rule S14). */
export function signMessage(privateKey: KeyObject, context: string, payload: Uint8Array): Uint8Array {
  const signature = sign('sha256', covered(context, payload), { key: privateKey, ...padding });
  return Buffer.concat([payload, signature]);
}

/** A signature alone (RSA-PSS, SHA-256), over a text that says by itself what it is. */
export function signText(privateKey: KeyObject, text: Uint8Array): Uint8Array {
  return sign('sha256', text, { key: privateKey, ...padding });
}

export function isSigned(publicKey: KeyObject, text: Uint8Array, signature: Uint8Array): boolean {
  return verify('sha256', text, { key: publicKey, ...padding }, signature);
}

/**
 * Checks the signature before anything of the message is decoded; returns the message without it.
 * @throws Problem `scope-forged`
 */
export function openSigned(publicKey: KeyObject, context: string, message: Uint8Array): Uint8Array {
  const signatureBytes = (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  const payload = message.subarray(0, Math.max(0, message.length - signatureBytes));
  const signature = message.subarray(payload.length);
  if (signatureBytes === 0 || signature.length !== signatureBytes) throw new Problem('scope-forged', 'not signed');
  if (!verify('sha256', covered(context, payload), { key: publicKey, ...padding }, signature)) {
    throw new Problem('scope-forged', 'signature');
  }
  return payload;
}

function covered(context: string, payload: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${context}\0`), payload]);
}
