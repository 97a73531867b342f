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
  return { pid, started: startOf(pid) ?? '', bootId: readBootId() };
}

/** Whether the marked process is still running. */
export function isRunning(mark: ProcessMark): boolean {
  if (mark.bootId !== readBootId()) return false;
  try {
    process.kill(mark.pid, 0);
  } catch (cause) {
    // EPERM: there is such a process, it is someone else's.
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EPERM')) return false;
  }
  return mark.started === (startOf(mark.pid) ?? '');
}

function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name, field 2, may itself hold spaces and brackets: count from its last bracket.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
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
