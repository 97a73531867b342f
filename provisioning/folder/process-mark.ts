import { readFileSync } from 'node:fs';

/** Names one process for as long as the machine runs: pids are used again, a pid with its start time is not. */
export interface ProcessMark {
  readonly pid: number;
  /** Clock ticks between the machine's start and the process's (proc(5), field 22 of `stat`); '' where there is no /proc. */
  readonly started: string;
  /** Of the machine's run; '' where unknown. */
  readonly bootId: string;
}

export function markOfThisProcess(): ProcessMark {
  return markOf(process.pid);
}

export function markOf(pid: number): ProcessMark {
  return { pid, started: stateOf(pid)?.started ?? '', bootId: readBootId() };
}

/** Whether the marked process is still running; one that has ended, and whose parent has not asked for it yet, is not. */
export function isRunning(mark: ProcessMark): boolean {
  if (mark.bootId !== readBootId()) return false;
  try {
    process.kill(mark.pid, 0);
  } catch (cause) {
    // EPERM: there is such a process, it is someone else's.
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EPERM')) return false;
  }
  const state = stateOf(mark.pid);
  return state?.isZombie !== true && mark.started === (state?.started ?? '');
}

function stateOf(pid: number): { readonly isZombie: boolean; readonly started: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name, field 2, may itself hold spaces and brackets: count from its last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { isZombie: fields[0] === 'Z', started: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}
