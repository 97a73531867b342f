import { accessSync, constants, statfsSync } from 'node:fs';
import { systemErrorCode } from '../folder/atomic-file.js';
import { type DiskWear, diskOf, readWear } from '../machine/disk-wear.js';
import type { ReadKernel } from '../machine/read-kernel.js';
import type { RunCommand } from '../machine/run-command.js';
import { type Finding, fault, ok, warn } from './finding.js';
import { savedIsSafe } from './safe-words.js';

const diskBytesWarning = 2e9;
const diskBytesFault = 300e6;
const usedPercentMax = 80;

/** Whether the disk of the folder takes writes, and how much more of them. */
export function checkDisk(dir: string): Finding {
  if (!takesWrites(dir)) {
    return fault(
      'disk',
      { en: 'it can only be read: no write reaches it', fr: 'en lecture seule : aucune écriture n’y parvient' },
      savedIsSafe,
      {
        en: 'Linux does so when a disk fails: see dmesg, replace the disk; then mount it for writing again',
        fr: 'Linux le fait quand un disque est en panne : voyez dmesg, changez le disque ; puis remontez-le en écriture',
      },
    );
  }
  const { bavail, bsize } = statfsSync(dir);
  return judgeFree(bavail * bsize);
}

export function judgeFree(freeBytes: number): Finding {
  const gigabytes = (freeBytes / 1e9).toFixed(1);
  if (freeBytes > diskBytesWarning) return ok('disk', `${gigabytes} GB free`, `${gigabytes} Go libres`);
  const found = { en: `only ${gigabytes} GB free`, fr: `plus que ${gigabytes} Go libres` };
  const todo = {
    en: 'make room on this disk: when it is full, new records are refused',
    fr: 'libérez de la place : quand le disque est plein, les nouvelles données sont refusées',
  };
  return (freeBytes > diskBytesFault ? warn : fault)('disk', found, savedIsSafe, todo);
}

export async function checkWear(dir: string, readKernel: ReadKernel, run: RunCommand): Promise<Finding> {
  const device = diskOf(dir);
  return judgeWear(device === undefined ? undefined : await readWear(device, readKernel, run));
}

export function judgeWear(wear: DiskWear | undefined): Finding {
  if (wear === undefined) {
    return ok(
      'disk-wear',
      'the disk does not tell (smartctl as root asks most of them)',
      'le disque n’en dit rien (smartctl en root interroge la plupart)',
    );
  }
  const { device, isFailing, usedPercent: used } = wear;
  const [en, fr] = used === undefined ? [device, device] : [`${device}, ${used} % used`, `${device}, usé à ${used} %`];
  if (!isFailing && (used ?? 0) < usedPercentMax) return ok('disk-wear', en, fr);
  return (isFailing ? fault : warn)(
    'disk-wear',
    { en: `${en}: its end is near`, fr: `${fr} : sa fin est proche` },
    savedIsSafe,
    { en: 'make a backup today and replace the disk', fr: 'faites une sauvegarde aujourd’hui et changez le disque' },
  );
}

/** Also what root may write to is refused where the file system takes no writes. */
function takesWrites(dir: string): boolean {
  try {
    accessSync(dir, constants.W_OK);
    return true;
  } catch (cause) {
    return systemErrorCode(cause) !== 'EROFS';
  }
}
