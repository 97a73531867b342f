import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Problem } from '../../../protocol/problem.js';
import { readTextIfThere, syncPath, writeFileAtomically } from '../../folder/atomic-file.js';
import { lockFolder } from '../../folder/lock.js';
import { nodePaths } from '../../node-folder.js';
import { tokenFilesOf } from './lock-slots.js';
import { shredFile } from './shred-file.js';

/**
 * Decides that a folder is wiped: from here on, whatever is cut off, the next start goes on with it (rule K16).
 * @param order who ordered it, for the record while it lasts
 */
export function beginWipe(dir: string, order: { readonly id: string; readonly by: string }): void {
  writeFileAtomically(nodePaths(dir).wiping, JSON.stringify({ ...order, tokens: tokenFilesOf(dir) }));
}

/** Destroys what opens the records: after this nobody reads them, whatever else is still there. */
export function destroyKeys(dir: string): void {
  const { wiping, keySlots, slotToken, identity, tunnels } = nodePaths(dir);
  shredFile(keySlots);
  for (const token of [slotToken, ...tokensOf(wiping)]) shredFile(token);
  for (const folder of [identity, tunnels].filter(existsSync)) {
    for (const name of readdirSync(folder)) shredFile(join(folder, name));
  }
  syncPath(dir);
}

/**
 * Carries a wipe that was decided to its end, whoever holds the folder's lock: keys first, then all files but the lock.
 * Each step may be cut off and done again. Without a wipe it is free.
 * @returns whether there was one
 */
export function settleWipe(dir: string): boolean {
  const { wiping, lock } = nodePaths(dir);
  if (!existsSync(wiping)) return false;
  destroyKeys(dir);
  const stays = [basename(wiping), basename(lock)];
  for (const name of readdirSync(dir).filter((each) => !stays.includes(each))) {
    const path = join(dir, name);
    rmSync(path, { recursive: statSync(path, { throwIfNoEntry: false })?.isDirectory() === true, force: true });
  }
  syncPath(dir);
  rmSync(wiping);
  syncPath(dir);
  return true;
}

/** Whether one was decided and not carried to its end. */
export function isWiping(dir: string): boolean {
  return existsSync(nodePaths(dir).wiping);
}

/** @throws Problem `site-wiped` after a wipe that was cut off has been carried to its end */
export function refuseWiped(dir: string): void {
  const lock = lockFolder(dir);
  try {
    if (settleWipe(dir)) throw new Problem('site-wiped');
  } finally {
    lock.release();
  }
}

function tokensOf(wiping: string): readonly string[] {
  try {
    const { tokens } = JSON.parse(readTextIfThere(wiping) ?? '{}') as { tokens?: readonly string[] };
    return tokens ?? [];
  } catch {
    return [];
  }
}
