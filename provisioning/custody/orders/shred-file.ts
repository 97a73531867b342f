import { closeSync, fstatSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { problemOfSystemError, systemErrorCode } from '../../folder/atomic-file.js';

/**
 * Overwrites a small file and removes it; one that is not there is none. Flash memory may keep what was there before.
 * @throws Problem `permission-denied`, `disk-failed`
 */
export function shredFile(path: string): void {
  try {
    const file = openSync(path, 'r+');
    try {
      writeSync(file, Buffer.alloc(fstatSync(file).size), 0);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    rmSync(path, { force: true });
  } catch (cause) {
    if (systemErrorCode(cause) !== 'ENOENT') throw problemOfSystemError(cause, path);
  }
}
