import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

/** Which kinds of memory the kernel puts into a core file of this process (core(5)). */
const coreFilter = '/proc/self/coredump_filter';

/**
 * Keeps records out of core files, whoever started this program and with what limits; what it starts itself takes over
 * both. Node cannot set a limit, so `prlimit` of util-linux does, where nobody has. Where that is missing the kernel is
 * still to leave all memory out; a processor's registers would then be in it, and may hold a name. `carnet doctor` tells.
 */
export function turnCoreFilesOff(): void {
  try {
    writeFileSync(coreFilter, '0');
    if (!/^Max core file size\s+0\s/m.test(readFileSync('/proc/self/limits', 'utf8'))) {
      spawnSync('prlimit', ['--core=0', '--pid', String(process.pid)], { stdio: 'ignore' });
    }
  } catch {
    // Another system than Linux, or a kernel that writes no core files.
  }
}
