import { randomBytes } from 'node:crypto';
import { keyCheck } from '../../journal/sqlite/key.js';
import { headOf } from '../../journal/sqlite/rekey-file.js';
import { Problem } from '../../protocol/problem.js';
import { readTextIfThere } from '../folder/atomic-file.js';
import { nodePaths } from '../node-folder.js';
import { unwrapKey, type WrappedKey, wrapKey } from './key-wrapping.js';
import { firstTokenSlot } from './new-slot.js';
import { type ClosedSlot, openSlot, type Unlocking } from './open-slot.js';
import { looksLikeRecoveryCode, parseRecoveryCode } from './recovery-code.js';
import { type EarlierKey, readSlotList, type SlotList, writeSlotList } from './slot-list.js';

/**
 * Makes the random data key of a new node and its first slot, a key token beside it for unattended start. Returns the
 * data key, 64 hex digits. Whoever steals the whole disk has the token too; keep it on a removable stick against that.
 * @throws Problem `already-exists` when the folder has slots: a new key would make its database unreadable
 */
export function createKeySlots(dir: string): string {
  const paths = nodePaths(dir);
  if (readTextIfThere(paths.keySlots) !== undefined) throw new Problem('already-exists', paths.keySlots);
  const dataKey = randomBytes(32);
  const slot = firstTokenSlot(dir, dataKey);
  writeSlotList(dir, { slots: [slot] }, dataKey);
  return dataKey.toString('hex');
}

/**
 * The data key of a node, 64 hex digits, from the first slot that opens; what is typed is tried before the hub is asked.
 * @throws Problem `folder-incomplete` without slots, `key-slots-damaged`, `key-locked` after an order, `key-slots-foreign`
 *   when they are another box's, `key-share-refused`, `hub-unreachable`, `database-key-wrong` when none opens; nothing is
 *   touched
 */
export async function unlockDataKey(dir: string, unlocking: Unlocking = {}): Promise<string> {
  const list = readSlotList(dir);
  const closed: ClosedSlot[] = [];
  for (const slot of inOrder(list)) {
    const opened = await openSlot(dir, slot, unlocking);
    if (!('why' in opened)) return keyOfThisNode(dir, opened, unlocking.database);
    closed.push(opened);
  }
  throw problemOfClosed(dir, list, closed, unlocking);
}

/** The key of an earlier rotation that a database file was written under, or the present one. */
export function dataKeyOfFile(dir: string, dataKeyHex: string, file: string): string {
  const check = headOf(file);
  if (check === undefined || check === keyCheck(dataKeyHex)) return dataKeyHex;
  const earlier = readSlotList(dir).earlier?.find((each) => each.check === check);
  return earlier === undefined ? dataKeyHex : (openEarlier(earlier, dataKeyHex)?.toString('hex') ?? dataKeyHex);
}

export function wrapEarlier(earlierHex: string, dataKey: Uint8Array): EarlierKey {
  const check = keyCheck(earlierHex);
  return { check, ...wrapKey(dataKey, Buffer.from(earlierHex, 'hex'), contextOfEarlier(check)) };
}

export function openEarlier(earlier: EarlierKey, dataKeyHex: string): Buffer | undefined {
  const wrapped: WrappedKey = earlier;
  return unwrapKey(Buffer.from(dataKeyHex, 'hex'), wrapped, contextOfEarlier(earlier.check));
}

function contextOfEarlier(check: string): string {
  return `carnet earlier key 2 ${check}`;
}

/** Files first, then what a person typed, then the machine, then the network. */
function inOrder({ slots }: SlotList) {
  const ranks = { token: 0, recovery: 1, escrow: 1, passphrase: 2, tpm: 3, hub: 4 };
  return slots.toSorted((left, right) => (ranks[left.kind] ?? 5) - (ranks[right.kind] ?? 5));
}

function keyOfThisNode(dir: string, dataKey: Buffer, database = nodePaths(dir).journal): string {
  const key = dataKey.toString('hex');
  const check = headOf(database);
  // An empty file is one that was begun: whoever opens it judges.
  if (check !== undefined && check !== keyCheck(key)) throw new Problem('key-slots-foreign', nodePaths(dir).keySlots);
  return key;
}

function problemOfClosed(dir: string, list: SlotList, closed: readonly ClosedSlot[], { typed }: Unlocking): Problem {
  if (typed !== undefined && looksLikeRecoveryCode(typed)) parseRecoveryCode(typed);
  const said = closed.map(({ why }) => why).join('; ');
  if (list.locked !== undefined && typed === undefined) return new Problem('key-locked', said);
  const told = new Set(closed.map(({ code }) => code));
  if (told.has('key-share-refused')) return new Problem('key-share-refused', said);
  const code = told.has('hub-unreachable') ? 'hub-unreachable' : 'database-key-wrong';
  return new Problem(code, `no key slot of ${dir} opens: ${said}`);
}
