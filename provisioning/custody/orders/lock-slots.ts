import { Problem } from '../../../protocol/problem.js';
import { readOwnList, unattendedKinds, writeChecked } from '../edit-slots.js';
import { tokenPathOf } from '../open-slot.js';
import { readSlotList } from '../slot-list.js';
import { shredFile } from './shred-file.js';

/** Who ordered it, and when. */
export interface LockedBy {
  readonly by: string;
  readonly atMilliseconds: number;
}

/**
 * Closes every slot that opens without a person, and destroys the tokens that are within reach (rule K15).
 * @returns how many were closed
 * @throws Problem `forbidden` when nothing would be left that a person can type; `key-slots-damaged`
 */
export function lockSlots(dir: string, dataKeyHex: string, locked: LockedBy): number {
  const dataKey = Buffer.from(dataKeyHex, 'hex');
  const list = readOwnList(dir, dataKey);
  const kept = list.slots.filter(({ kind }) => !unattendedKinds.includes(kind));
  if (kept.length === 0) throw new Problem('forbidden', 'no key slot that a person can open: records would be lost');
  const tokens = tokenFilesOf(dir);
  writeChecked(dir, { ...list, slots: kept, locked }, dataKey);
  for (const file of tokens) shredFile(file);
  return list.slots.length - kept.length;
}

/** The token files that the list names. */
export function tokenFilesOf(dir: string): readonly string[] {
  return readSlotList(dir).slots.flatMap((slot) => (slot.kind === 'token' ? [tokenPathOf(dir, slot)] : []));
}
