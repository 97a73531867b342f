import { randomBytes } from 'node:crypto';
import { Problem } from '../../protocol/problem.js';
import { readTextIfThere, writeFileAtomically } from '../folder/atomic-file.js';
import { nodePaths } from '../node-folder.js';
import {
  passphraseCost,
  type ScryptCost,
  unwrapKey,
  type WrappedKey,
  wrapKey,
  wrappingKeyOfPassphrase,
  wrappingKeyOfToken,
} from './key-wrapping.js';

/** One way to the data key (rule E7). `id` is random; it and the kind are bound into the wrapping. */
export type KeySlot =
  | ({ readonly kind: 'token'; readonly id: string } & WrappedKey)
  | ({
      readonly kind: 'passphrase';
      readonly id: string;
      readonly salt: string;
      readonly cost: ScryptCost;
    } & WrappedKey);

/**
 * Makes the random data key of a new node and its first slot, a key token beside it for unattended start. Returns the
 * data key, 64 hex digits. Whoever steals the whole disk has the token too; keep it on a removable stick against that.
 * @throws Problem `already-exists` when the folder has slots: a new key would make its database unreadable
 */
export function createKeySlots(dir: string): string {
  const paths = nodePaths(dir);
  if (readTextIfThere(paths.keySlots) !== undefined) throw new Problem('already-exists', paths.keySlots);
  const dataKey = randomBytes(32);
  const token = randomBytes(32).toString('base64url');
  writeFileAtomically(paths.slotToken, `${token}\n`);
  const id = newSlotId();
  writeSlots(dir, [{ kind: 'token', id, ...wrapKey(wrappingKeyOfToken(token), dataKey, context('token', id)) }]);
  return dataKey.toString('hex');
}

/** What may open a slot beside the token file. */
export interface Unlocking {
  readonly passphrase?: string;
}

/**
 * The data key of a node, 64 hex digits, from the first slot that opens.
 * @throws Problem `folder-incomplete` without slots, `database-key-wrong` when none opens; nothing is touched
 */
export async function unlockDataKey(dir: string, unlocking: Unlocking = {}): Promise<string> {
  const token = readTextIfThere(nodePaths(dir).slotToken)?.trim();
  for (const slot of readSlots(dir)) {
    const key = await openSlot(slot, token, unlocking.passphrase);
    if (key !== undefined) return key.toString('hex');
  }
  const missing = token === undefined ? 'slot.token is missing' : 'slot.token fits no slot';
  throw new Problem('database-key-wrong', `no key slot of ${dir} opens: ${missing}`);
}

/** Adds a passphrase as a further way to the data key; returns the slot's id. */
export async function addPassphraseSlot(dir: string, dataKeyHex: string, passphrase: string): Promise<string> {
  const slots = readSlots(dir);
  const id = newSlotId();
  const salt = randomBytes(16);
  const wrappingKey = await wrappingKeyOfPassphrase(passphrase, salt, passphraseCost);
  const wrapped = wrapKey(wrappingKey, Buffer.from(dataKeyHex, 'hex'), context('passphrase', id));
  const cost = passphraseCost;
  writeSlots(dir, [...slots, { kind: 'passphrase', id, salt: salt.toString('base64url'), cost, ...wrapped }]);
  return id;
}

/** @throws Problem `not-found`; `forbidden` for the last slot, without which the data would be lost */
export function removeKeySlot(dir: string, id: string): void {
  const slots = readSlots(dir);
  const kept = slots.filter((slot) => slot.id !== id);
  if (kept.length === slots.length) throw new Problem('not-found', `key slot ${id}`);
  if (kept.length === 0) throw new Problem('forbidden', 'the last key slot cannot be removed');
  writeSlots(dir, kept);
}

/** @throws Problem `folder-incomplete`, `body-malformed` */
export function readSlots(dir: string): readonly KeySlot[] {
  const path = nodePaths(dir).keySlots;
  const text = readTextIfThere(path);
  if (text === undefined) throw new Problem('folder-incomplete', path);
  try {
    const { slots } = JSON.parse(text) as { slots: readonly KeySlot[] };
    if (!Array.isArray(slots) || slots.length === 0) throw new Error('no slots');
    return slots;
  } catch (cause) {
    throw new Problem('body-malformed', path, [], { cause });
  }
}

function writeSlots(dir: string, slots: readonly KeySlot[]): void {
  writeFileAtomically(nodePaths(dir).keySlots, `${JSON.stringify({ version: 1, slots }, null, 2)}\n`);
}

async function openSlot(slot: KeySlot, token: string | undefined, passphrase: string | undefined) {
  switch (slot.kind) {
    case 'token':
      if (token === undefined) return undefined;
      return unwrapKey(wrappingKeyOfToken(token), slot, context(slot.kind, slot.id));
    case 'passphrase': {
      if (passphrase === undefined) return undefined;
      const wrappingKey = await wrappingKeyOfPassphrase(passphrase, Buffer.from(slot.salt, 'base64url'), slot.cost);
      return unwrapKey(wrappingKey, slot, context(slot.kind, slot.id));
    }
    default:
      // A newer Carnet may have other kinds; another slot may still open.
      return undefined;
  }
}

function context(kind: KeySlot['kind'], id: string): string {
  return `carnet key slot 1 ${kind} ${id}`;
}

function newSlotId(): string {
  return randomBytes(8).toString('hex');
}
