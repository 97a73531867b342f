import type { ChangeId } from '../protocol/ids.js';

const changeIdBytes = 16;

/** A change id as it is stored: the 16 bytes of the UUID, which sort as the text does. */
export function changeKey(changeId: string): Buffer {
  return Buffer.from(changeId.replaceAll('-', ''), 'hex');
}

/** The text of a stored change id. */
export function changeIdOf(key: Uint8Array): ChangeId {
  const hex = Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as ChangeId;
}

/** Several change ids in one value, in order. */
export function changeKeys(changeIds: readonly string[]): Buffer {
  return Buffer.from(changeIds.join('').replaceAll('-', ''), 'hex');
}

/** What {@link changeKeys} wrote. */
export function changeIdsOf(keys: Uint8Array): ChangeId[] {
  const changeIds: ChangeId[] = [];
  for (let start = 0; start < keys.length; start += changeIdBytes) {
    changeIds.push(changeIdOf(keys.subarray(start, start + changeIdBytes)));
  }
  return changeIds;
}
