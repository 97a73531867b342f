import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { searchFileOf } from '../../../journal/open.js';
import { copyUnderKey, type RekeyOrder } from '../../../journal/sqlite/rekey-file.js';
import { Problem } from '../../../protocol/problem.js';
import { syncPath, writeFileAtomically } from '../../folder/atomic-file.js';
import { requireRoom } from '../../folder/require-room.js';
import { nodePaths } from '../../node-folder.js';
import { readOwnList } from '../edit-slots.js';
import { openEarlier, wrapEarlier } from '../key-slots.js';
import { resealed } from '../new-slot.js';
import { isFirstForm, type KeySlot, type SlotList, slotListText } from '../slot-list.js';
import { type OnStep, type RotationRecord, rekeyedEnding, settleRotation } from './settle-rotation.js';

/** Measured on two cores at 2 GHz: 65 to 100 MB each second, read, encrypted, written and synced. */
const bytesPerSecond = 40e6;
/** What a hospital can be without its records for a rotation, unless somebody says that it can be longer. */
export const rotationSecondsMax = 60;
const earlierKeysMax = 8;

export interface RotationPlan {
  readonly bytes: number;
  /** About how long the program is away. */
  readonly seconds: number;
}

export interface RotationReport extends RotationPlan {
  readonly files: readonly string[];
  readonly slots: number;
}

interface Rotated extends Pick<RekeyOrder, 'file' | 'isEachCommitSynced'> {
  /** `false` of what can be made again: damaged, it begins anew. */
  readonly durable: boolean;
}

/** How much there is to do. */
export function planRotation(dir: string): RotationPlan {
  const bytes = databasesOf(dir).reduce((sum, { file }) => sum + statSync(file).size, 0);
  return { bytes, seconds: Math.ceil(bytes / bytesPerSecond) + 1 };
}

/**
 * Gives all databases of a folder another random key. The caller holds the folder's lock and has settled it. Copies are
 * written beside; one atomic write decides; killed at any point, the next start opens the old or the new (rule K12).
 * Earlier keys stay, wrapped under the present one, for the backups of their time.
 * @throws Problem `key-slots-damaged`, `disk-full` before anything is written, `database-…`; the old key then holds
 */
export function rotateDataKey(dir: string, dataKeyHex: string, onStep: OnStep = () => {}): RotationReport {
  const plan = planRotation(dir);
  requireRoom(dir, plan.bytes);
  const nextKey = randomBytes(32);
  const list = listUnder(dir, dataKeyHex, nextKey);
  try {
    const { files, removed } = copyAll(dir, dataKeyHex, nextKey.toString('hex'), onStep);
    syncPath(dir);
    onStep('copied');
    const record: RotationRecord = { files, removed, slots: slotListText(list, nextKey) };
    writeFileAtomically(nodePaths(dir).rotation, JSON.stringify(record));
    onStep('decided');
    settleRotation(dir, onStep);
    return { ...plan, files, slots: list.slots.length };
  } catch (cause) {
    // Decided or not, what is half-done is brought to one of its two ends.
    settleRotation(dir);
    throw cause;
  }
}

/** Every slot with the next key in it, by its public half (rule K11). */
function listUnder(dir: string, dataKeyHex: string, nextKey: Uint8Array): SlotList {
  const { earlier = [], ...list } = readOwnList(dir, Buffer.from(dataKeyHex, 'hex'));
  const slots = list.slots.map((slot): KeySlot => {
    if (isFirstForm(slot))
      throw new Problem('forbidden', `key slot ${slot.id} is of an earlier form: remove it, add another`);
    return resealed(slot, nextKey);
  });
  const keys = [...earlier.map((each) => openEarlier(each, dataKeyHex)), Buffer.from(dataKeyHex, 'hex')];
  const kept = keys.filter((key) => key !== undefined).slice(-earlierKeysMax);
  return { ...list, slots, earlier: kept.map((key) => wrapEarlier(key.toString('hex'), nextKey)) };
}

function copyAll(dir: string, key: string, nextKey: string, onStep: OnStep) {
  const [files, removed]: [string[], string[]] = [[], []];
  for (const database of databasesOf(dir)) {
    const { file, durable } = database;
    const name = basename(file);
    try {
      copyUnderKey({ ...database, target: `${file}${rekeyedEnding}`, key, nextKey });
      files.push(name);
    } catch (cause) {
      const isUseless = cause instanceof Problem && cause.code.startsWith('database-');
      if (durable || !isUseless) throw cause;
      removed.push(name);
    }
    onStep(`copied ${name}`);
  }
  return { files, removed };
}

function databasesOf(dir: string): readonly Rotated[] {
  const { journal, attachments, telemetry } = nodePaths(dir);
  const all: readonly Rotated[] = [
    { file: journal, durable: true },
    { file: attachments, durable: true, isEachCommitSynced: false },
    { file: telemetry, durable: false },
    { file: join(dir, basename(searchFileOf(journal))), durable: false },
  ];
  return all.filter(({ file }) => existsSync(file) && statSync(file).size > 0);
}
