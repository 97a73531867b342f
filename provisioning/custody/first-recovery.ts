import { addSlot } from './edit-slots.js';
import { unlockDataKey } from './key-slots.js';
import { newRecoverySlot } from './new-slot.js';
import { formatRecoveryCode } from './recovery-code.js';
import { readSlotList, type SlotKind } from './slot-list.js';

/** What a person can type. */
const typedKinds: readonly SlotKind[] = ['passphrase', 'recovery', 'escrow'];

export interface FirstRecovery {
  /** The id of its slot. */
  readonly slot: string;
  /** As it is printed; it is not kept. */
  readonly code: string;
}

/**
 * Gives a new box its recovery code (rule E24); `undefined` where something that a person types opens the key already.
 * @throws Problem `disk-full`, `permission-denied`, and what {@link unlockDataKey} throws
 */
export async function addFirstRecovery(dir: string): Promise<FirstRecovery | undefined> {
  if (readSlotList(dir).slots.some(({ kind }) => typedKinds.includes(kind))) return undefined;
  const key = await unlockDataKey(dir);
  const { slot, code } = newRecoverySlot(Buffer.from(key, 'hex'));
  addSlot(dir, key, slot);
  return { slot: slot.id, code: formatRecoveryCode(code) };
}
