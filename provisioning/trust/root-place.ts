import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Whether a file lies on the same disk as a node's folder: who takes that disk has both. */
export function isOnDiskOf(dir: string, file: string): boolean {
  return statSync(dir).dev === statSync(dirname(file)).dev;
}
