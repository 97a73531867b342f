import { realpathSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { ReadKernel } from './read-kernel.js';
import type { RunCommand } from './run-command.js';

/** What a disk says of its own state. */
export interface DiskWear {
  /** As the system names it: `sda`, `nvme0n1`, `mmcblk0`. */
  readonly device: string;
  /** Of what its maker gives it, used; over 100 when it lives longer. */
  readonly usedPercent?: number;
  /** Its own verdict. */
  readonly isFailing: boolean;
}

/** The disk that holds a folder; `undefined` for one that is no disk, as in a container. */
export function diskOf(dir: string): string | undefined {
  const { dev } = statSync(dir);
  // As Linux packs them into one number (makedev(3)).
  const major = Math.floor(dev / 256) % 4096;
  const minor = (dev % 256) + Math.floor(dev / 1_048_576) * 256;
  try {
    const device = realpathSync(`/sys/dev/block/${major}:${minor}`);
    // A partition lies below its disk.
    const above = basename(dirname(device));
    return above === 'block' ? basename(device) : above;
  } catch {
    return undefined;
  }
}

/** What the disk says of its wear, where anybody may ask it; `undefined` where it says nothing. */
export async function readWear(device: string, readKernel: ReadKernel, run: RunCommand): Promise<DiskWear | undefined> {
  return (
    readCardWear(device, readKernel) ?? parseSmart(device, (await run('smartctl', ['-jHA', `/dev/${device}`])) ?? '')
  );
}

/**
 * A soldered card (eMMC) counts in tenths of its life, for two kinds of cells, and warns in a register of its own
 * (JEDEC JESD84-B51, DEVICE_LIFE_TIME_EST and PRE_EOL_INFO; Linux shows both below its device).
 */
function readCardWear(device: string, readKernel: ReadKernel): DiskWear | undefined {
  const lives = (readKernel(`/sys/block/${device}/device/life_time`) ?? '').trim().split(/\s+/).map(Number);
  const tenths = lives.filter((life) => life > 0 && life <= 11);
  if (tenths.length === 0) return undefined;
  const warning = Number((readKernel(`/sys/block/${device}/device/pre_eol_info`) ?? '').trim());
  return { device, usedPercent: Math.max(...tenths) * 10, isFailing: warning >= 3 };
}

/** What `smartctl --json` says of a disk (smartmontools 7); it needs rights that the program has not got. */
export function parseSmart(device: string, text: string): DiskWear | undefined {
  let said: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
  try {
    said = JSON.parse(text) as typeof said;
  } catch {
    return undefined;
  }
  const passed = said['smart_status']?.['passed'];
  if (typeof passed !== 'boolean') return undefined;
  const used = said['nvme_smart_health_information_log']?.['percentage_used'];
  const endurance = said['endurance_used']?.['current_percent'];
  const percent = [used, endurance].find((value): value is number => typeof value === 'number');
  return { device, isFailing: !passed, ...(percent !== undefined && { usedPercent: percent }) };
}
