import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { Problem } from '../../protocol/problem.js';
import { parseRecoveryCode, type RecoveryCode } from './recovery-code.js';
import type { KeySlot } from './slot-list.js';
import { openSealed, rawPublicKey, type SealedKey, sealKey } from './slot-sealing.js';

type EscrowSlot = KeySlot & { readonly kind: 'escrow' };

/** The recovery key of a region: the private half stays on a machine without a network (rule K7). */
export interface EscrowKeyPair {
  readonly privateKeyPem: string;
  readonly publicKeyPem: string;
}

export function newEscrowKeyPair(): EscrowKeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  return {
    privateKeyPem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    publicKeyPem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  };
}

/** Whom a slot is sealed to: the first 16 hex digits of the SHA-256 of the public key. */
export function recipientOf(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex').slice(0, 16);
}

/** @returns the raw key, base64url @throws Problem `body-malformed` when it is no X25519 public key */
export function readEscrowPublicKey(pem: string): string {
  // Node would take a private key here, too, and it must never come to a box.
  if (pem.includes('PRIVATE KEY'))
    throw new Problem('body-malformed', 'this is a private key: keep it off this machine');
  return rawPublicKey(readX25519(() => createPublicKey(pem)));
}

/** Seals a slot's code to the recovery key. */
export function sealCode(publicKey: string, slotId: string, code: RecoveryCode): SealedKey {
  return sealKey(publicKey, Buffer.from(code, 'ascii'), contextOfCode(slotId));
}

/**
 * Opens the code of an escrow slot, far from the box.
 * @throws Problem `body-malformed` when the file is no private key, `key-slot-closed` when it is not the slot's recipient
 */
export function openEscrow(privateKeyPem: string, { id, code }: EscrowSlot): RecoveryCode {
  const privateKey = readX25519(() => createPrivateKey(privateKeyPem));
  const opened = openSealed({ privateKey, publicKey: rawPublicKey(privateKey) }, code, contextOfCode(id));
  if (opened === undefined) throw new Problem('key-slot-closed', `slot ${id} is sealed to another recovery key`);
  return parseRecoveryCode(opened.toString('ascii'));
}

function readX25519(read: () => KeyObject): KeyObject {
  try {
    const key = read();
    if (key.asymmetricKeyType !== 'x25519') throw new Error('another kind of key');
    return key;
  } catch (cause) {
    throw new Problem('body-malformed', 'not an X25519 key in PEM', [], { cause });
  }
}

function contextOfCode(slotId: string): string {
  return `carnet escrow code 2 ${slotId}`;
}
