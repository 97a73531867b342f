import { statfsSync } from 'node:fs';
import { Problem } from '../../protocol/problem.js';

/** What stays free beside whatever is written. */
const spareBytes = 64 * 1024 * 1024;

/** @throws Problem `disk-full` before anything is written, and not half-way */
export function requireRoom(folder: string, bytes: number): void {
  const missingBytes = missingRoom(folder, bytes);
  if (missingBytes > 0) throw new Problem('disk-full', `${folder}: ${Math.ceil(missingBytes / 1e6)} MB are missing`);
}

/** How many bytes the disk of a folder lacks for so many more; 0 where none. */
export function missingRoom(folder: string, bytes: number): number {
  const { bavail, bsize } = statfsSync(folder);
  return Math.max(0, bytes + spareBytes - bavail * bsize);
}
