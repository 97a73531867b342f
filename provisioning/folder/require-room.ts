import { statfsSync } from 'node:fs';
import { Problem } from '../../protocol/problem.js';

/** What stays free beside whatever is written. */
const spareBytes = 64 * 1024 * 1024;

/** @throws Problem `disk-full` before anything is written, and not half-way */
export function requireRoom(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const missingBytes = bytes + spareBytes - bavail * bsize;
  if (missingBytes > 0) throw new Problem('disk-full', `${folder}: ${Math.ceil(missingBytes / 1e6)} MB are missing`);
}
