import type { ReadKernel } from './read-kernel.js';

/**
 * How large an image of a process's memory may be that the kernel writes when it crashes, as `/proc/PID/limits` says it:
 * `0`, bytes, or `unlimited`; `undefined` where that cannot be read.
 */
export function readCoreLimit(readKernel: ReadKernel, pid: number): string | undefined {
  const [, soft] = /^Max core file size\s+(\S+)/m.exec(readKernel(`/proc/${pid}/limits`) ?? '') ?? [];
  return soft;
}
