import { basename } from 'node:path';
import { Problem } from '../../protocol/problem.js';
import { readTextIfThere } from '../folder/atomic-file.js';
import { nodePaths } from '../node-folder.js';
import { tokenSlotOf } from './new-slot.js';
import {
  type AnySlot,
  isFirstForm,
  judgeList,
  type KeySlot,
  readSlotList,
  type SlotKind,
  type SlotList,
  writeSlotList,
} from './slot-list.js';

/** What a person brings along: a list needs one of these, for a TPM or a hub may be gone (rule K3). */
const kindsThatStay: readonly SlotKind[] = ['token', 'passphrase', 'recovery', 'escrow'];
/** Opened without a person. */
export const unattendedKinds: readonly SlotKind[] = ['token', 'tpm', 'hub'];
const slotsMax = 16;

/**
 * Adds a slot to the list; after an order to lock, one that opens unattended ends the lock.
 * @throws Problem `key-slots-damaged`, `forbidden` for a first slot of TPM or hub
 */
export function addSlot(dir: string, dataKeyHex: string, slot: KeySlot): void {
  const dataKey = Buffer.from(dataKeyHex, 'hex');
  const list = readOwnList(dir, dataKey);
  if (list.slots.length >= slotsMax) throw new Problem('forbidden', `at most ${slotsMax} key slots`);
  const { locked, ...open } = list;
  const isLocked = locked !== undefined && !unattendedKinds.includes(slot.kind);
  writeChecked(dir, { ...(isLocked ? list : open), slots: [...list.slots, slot] }, dataKey);
}

/** @throws Problem `not-found`; `forbidden` for the last slot that a person can open, without which the data could be lost */
export function removeKeySlot(dir: string, dataKeyHex: string, id: string): AnySlot {
  const dataKey = Buffer.from(dataKeyHex, 'hex');
  const list = readOwnList(dir, dataKey);
  const removed = list.slots.find((slot) => slot.id === id);
  if (removed === undefined) throw new Problem('not-found', `key slot ${id}`);
  writeChecked(dir, { ...list, slots: list.slots.filter((slot) => slot.id !== id) }, dataKey);
  return removed;
}

/**
 * The list, proven to be written by a holder of the data key (rule K9); a token slot of the first form gets the form of today.
 * @throws Problem `key-slots-damaged`
 */
export function readOwnList(dir: string, dataKey: Uint8Array): SlotList {
  const list = readSlotList(dir);
  if (judgeList(list, dataKey) !== 'good') {
    throw new Problem('key-slots-damaged', 'a slot was changed, or put in by somebody else');
  }
  return { ...list, slots: list.slots.map((slot) => ofToday(dir, slot, dataKey)) };
}

/** @throws Problem `forbidden` when nothing would be left that a person can open */
export function writeChecked(dir: string, list: SlotList, dataKey: Uint8Array): void {
  const stays = list.slots.some(({ kind }) => kindsThatStay.includes(kind));
  if (!stays)
    throw new Problem('forbidden', 'the last key slot that does not hang on a TPM or a hub cannot be removed');
  writeSlotList(dir, list, dataKey);
}

function ofToday(dir: string, slot: AnySlot, dataKey: Uint8Array): AnySlot {
  const token = isFirstForm(slot) && slot.kind === 'token' ? readTextIfThere(nodePaths(dir).slotToken) : undefined;
  if (token === undefined) return slot;
  const secret = Buffer.from(token.trim(), 'base64url');
  return tokenSlotOf({ id: slot.id, path: basename(nodePaths(dir).slotToken), secret }, dataKey);
}
