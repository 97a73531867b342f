import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../../protocol/problem.js';
import { readTextIfThere, syncPath, writeFileAtomically } from '../../folder/atomic-file.js';
import { nodePaths } from '../../node-folder.js';

/** A copy of a database under the next key has this behind its name until it takes its place. */
export const rekeyedEnding = '.rekeyed';

/**
 * What `key-rotation.json` says. While it is there, the next key counts: its appearance is the one moment at which the
 * rotation happens (rule K12).
 */
export interface RotationRecord {
  /** Names of the databases whose copies take their places. */
  readonly files: readonly string[];
  /** Names of what is made anew. */
  readonly removed: readonly string[];
  /** The whole of the next `key-slots.json`. */
  readonly slots: string;
}

/** Tells of each step as it is done, for the tests that end the process there. */
export type OnStep = (step: string) => void;

/**
 * Ends a rotation that was cut off, whoever holds the folder's lock, before anything is opened: one that was decided is
 * carried to its end, of any other nothing is left. Each step may be cut off and done again. Without a rotation it is free.
 * @throws Problem `key-slots-damaged` when the record cannot be read, `disk-full`, `permission-denied`
 */
export function settleRotation(dir: string, onStep: OnStep = () => {}): void {
  const { rotation, keySlots } = nodePaths(dir);
  const text = readTextIfThere(rotation);
  if (text === undefined) {
    removeCopies(dir);
    return;
  }
  const { files, removed, slots } = parseRecord(text, rotation);
  for (const name of [...files, ...removed]) {
    const file = join(dir, name);
    const copy = `${file}${rekeyedEnding}`;
    if (files.includes(name) && !existsSync(copy)) continue;
    // Empty, but of the earlier file: it must never meet the new one.
    for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
    if (files.includes(name)) renameSync(copy, file);
    else rmSync(file, { force: true });
    syncPath(dir);
    onStep(`placed ${name}`);
  }
  writeFileAtomically(keySlots, slots);
  onStep('slots');
  rmSync(rotation);
  syncPath(dir);
  onStep('settled');
}

/** Whether a rotation was decided and is not yet carried through; the next start does. */
export function isRotationUnfinished(dir: string): boolean {
  return existsSync(nodePaths(dir).rotation);
}

function removeCopies(dir: string): void {
  const left = readdirSync(dir).filter((name) => name.includes(rekeyedEnding));
  for (const name of left) rmSync(join(dir, name), { force: true });
}

function parseRecord(text: string, path: string): RotationRecord {
  try {
    const record = JSON.parse(text) as RotationRecord;
    const names = [...record.files, ...record.removed];
    if (typeof record.slots !== 'string' || names.some((name) => !/^[\w.-]+$/.test(name))) throw new Error('names');
    return record;
  } catch (cause) {
    throw new Problem('key-slots-damaged', path, [], { cause });
  }
}
