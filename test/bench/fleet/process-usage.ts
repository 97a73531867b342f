import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';

const ticksPerSecond = 100;

/** What a process has used so far; Linux only, as the benches are. */
export interface ProcessUsage {
  readonly cpuSeconds: number;
  readonly residentMegabytes: number;
  readonly residentMegabytesMax: number;
}

export function usageOf(pid: number | undefined): ProcessUsage {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
  // The name of the program, in brackets, may hold spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    residentMegabytes: Math.round(kilobytes('VmRSS') / 1024),
    residentMegabytesMax: Math.round(kilobytes('VmHWM') / 1024),
  };
}

/** How busy the machine is with whatever else: to be said beside every figure. */
export function loadAverage(): number {
  return Number((loadavg()[0] ?? 0).toFixed(1));
}
