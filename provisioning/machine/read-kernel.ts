import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Reads a file that the kernel shows below `/proc` or `/sys`; `undefined` where it does not. */
export type ReadKernel = (path: string) => string | undefined;

/** @param root `/`, or a folder that holds a `proc` and a `sys` of its own */
export function kernelReader(root = '/'): ReadKernel {
  return (path) => {
    try {
      return readFileSync(join(root, path), 'utf8');
    } catch {
      return undefined;
    }
  };
}
