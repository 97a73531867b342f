import type { ReadKernel } from './read-kernel.js';

export interface MemoryFacts {
  readonly totalBytes: number;
  /** What programs can still get without others being moved to swap. */
  readonly availableBytes: number;
}

const bytesPerKibibyte = 1024;

/** What `/proc/meminfo` says (proc(5)); `undefined` where there is none. */
export function readMemory(readKernel: ReadKernel): MemoryFacts | undefined {
  const text = readKernel('/proc/meminfo') ?? '';
  const read = (name: string) => {
    const [, kibibytes] = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text) ?? [];
    return kibibytes === undefined ? undefined : Number(kibibytes) * bytesPerKibibyte;
  };
  const [totalBytes, availableBytes] = [read('MemTotal'), read('MemAvailable')];
  return totalBytes === undefined || availableBytes === undefined ? undefined : { totalBytes, availableBytes };
}

/**
 * Places that memory is swapped to as it is: neither compressed in memory itself (zram) nor encrypted (dm-crypt). What
 * `/proc/swaps` says (proc(5)).
 */
export function readPlainSwaps(readKernel: ReadKernel): readonly string[] {
  const lines = (readKernel('/proc/swaps') ?? '').split('\n').slice(1);
  return lines.flatMap((line) => {
    const [place = ''] = line.split(/\s+/);
    const device = place.startsWith('/dev/') ? place.slice('/dev/'.length) : '';
    if (place === '' || device.startsWith('zram')) return [];
    const isEncrypted = (readKernel(`/sys/block/${device}/dm/uuid`) ?? '').startsWith('CRYPT-');
    return device !== '' && isEncrypted ? [] : [place];
  });
}
