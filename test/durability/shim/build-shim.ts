import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPackage } from '../../support/system-package.js';

const source = fileURLToPath(new URL('./disk-shim.c', import.meta.url));

/**
 * Builds the shim into a folder; returns its path.
 * @throws Error that names the package, where the machine has no C compiler
 */
export function buildShim(folder: string): string {
  const compiler = findPackage('gcc');
  if (compiler === undefined) throw new Error('needs gcc (sudo apt-get install gcc)');
  const library = join(folder, 'disk-shim.so');
  execFileSync(compiler, ['-O2', '-Wall', '-Werror', '-shared', '-fPIC', '-o', library, source, '-ldl', '-lpthread']);
  return library;
}

export interface ShimWatch {
  readonly library: string;
  /** Absolute. */
  readonly folder: string;
  /** Where everything is written down; absent: it is not. */
  readonly trace?: string;
  /** Every so many-th fsync is not done, and told to be. */
  readonly dropEvery?: number;
  /** A file of one byte: what fails now. */
  readonly switchFile?: string;
}

/** What a program's environment needs beside for the shim to stand under it. */
export function shimEnvironment(watch: ShimWatch): Readonly<Record<string, string>> {
  const { library, folder, trace, dropEvery, switchFile } = watch;
  return {
    LD_PRELOAD: library,
    DISK_SHIM_FOLDER: folder,
    ...(trace !== undefined && { DISK_SHIM_TRACE: trace }),
    ...(dropEvery !== undefined && { DISK_SHIM_DROP: String(dropEvery) }),
    ...(switchFile !== undefined && { DISK_SHIM_SWITCH: switchFile }),
  };
}
