import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { Problem } from '../../protocol/problem.js';
import { readTextIfThere, writeFileAtomically } from '../folder/atomic-file.js';
import { askForShare } from '../key-share/ask-share.js';
import { nodePaths } from '../node-folder.js';
import { recipientOf, sealCode } from './escrow.js';
import { passphraseCost, wrappingKeyOfPassphrase } from './key-wrapping.js';
import { newRecoveryCode, type RecoveryCode } from './recovery-code.js';
import { contextOf, type KeySlot, type SlotKind } from './slot-list.js';
import { pairOfSecret, sealKey } from './slot-sealing.js';
import { sealInTpm } from './tpm.js';

const secretBytes = 32;

/** A slot, and the code to print where it has one. */
export interface MadeSlot {
  readonly slot: KeySlot;
  readonly code?: RecoveryCode;
}

/** Writes the token of a new node beside its slots, and makes its slot; a token without a list is of no use to anybody. */
export function firstTokenSlot(dir: string, dataKey: Uint8Array): KeySlot {
  const secret = randomBytes(secretBytes);
  writeFileAtomically(nodePaths(dir).slotToken, `${secret.toString('base64url')}\n`);
  return tokenSlotOf({ id: newSlotId(), path: basename(nodePaths(dir).slotToken), secret }, dataKey);
}

/**
 * Writes a new token, as a rule on a stick, and makes its slot.
 * @param path absolute
 * @throws Problem `already-exists`: another slot, perhaps of another box, may need the token that is there
 */
export function newTokenSlot(dataKey: Uint8Array, path: string): KeySlot {
  if (readTextIfThere(path) !== undefined) throw new Problem('already-exists', path);
  const secret = randomBytes(secretBytes);
  writeFileAtomically(path, `${secret.toString('base64url')}\n`);
  return tokenSlotOf({ id: newSlotId(), path, secret }, dataKey);
}

/** The slot of a token that there is. */
export function tokenSlotOf(
  { id, path, secret }: { readonly id: string; readonly path: string; readonly secret: Uint8Array },
  dataKey: Uint8Array,
): KeySlot {
  return { ...sealedTo('token', id, secret, dataKey), kind: 'token', path };
}

export async function newPassphraseSlot(dataKey: Uint8Array, passphrase: string): Promise<KeySlot> {
  const salt = randomBytes(16);
  const secret = await wrappingKeyOfPassphrase(passphrase, salt, passphraseCost);
  const slot = sealedTo('passphrase', newSlotId(), secret, dataKey);
  return { ...slot, kind: 'passphrase', salt: salt.toString('base64url'), cost: passphraseCost };
}

export function newRecoverySlot(dataKey: Uint8Array): Required<MadeSlot> {
  const code = newRecoveryCode(randomBytes);
  return {
    code,
    slot: { ...sealedTo('recovery', newSlotId(), Buffer.from(code, 'ascii'), dataKey), kind: 'recovery' },
  };
}

/** @param publicKey of the region's recovery key, base64url; the code is forgotten here once it is sealed */
export function newEscrowSlot(dataKey: Uint8Array, publicKey: string): KeySlot {
  const code = newRecoveryCode(randomBytes);
  const id = newSlotId();
  const slot = sealedTo('escrow', id, Buffer.from(code, 'ascii'), dataKey);
  return { ...slot, kind: 'escrow', recipient: recipientOf(publicKey), code: sealCode(publicKey, id, code) };
}

/** @throws Problem `hub-unreachable`, `key-share-refused`, `usage-wrong` at a hub */
export async function newHubSlot(dir: string, dataKey: Uint8Array): Promise<KeySlot> {
  const id = newSlotId();
  const secret = await askForShare(dir, id, 'make');
  return { ...sealedTo('hub', id, secret, dataKey), kind: 'hub' };
}

/** @throws Problem `tpm-unavailable` */
export async function newTpmSlot(dataKey: Uint8Array): Promise<KeySlot> {
  const secret = randomBytes(secretBytes);
  const parts = await sealInTpm(secret);
  return { ...sealedTo('tpm', newSlotId(), secret, dataKey), kind: 'tpm', ...parts };
}

/** The same slot with another data key in it; nothing secret of the slot is needed (rule K11). */
export function resealed<Slot extends KeySlot>(slot: Slot, dataKey: Uint8Array): Slot {
  return { ...slot, sealed: sealKey(slot.publicKey, dataKey, contextOf(slot)) };
}

function sealedTo(kind: SlotKind, id: string, secret: Uint8Array, dataKey: Uint8Array) {
  const { publicKey } = pairOfSecret(secret, kind);
  return { id, publicKey, sealed: sealKey(publicKey, dataKey, contextOf({ kind, id })) };
}

function newSlotId(): string {
  return randomBytes(8).toString('hex');
}
