import { randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

const writes = 21;
const bytes = 4_096;

/**
 * How long a small write takes until the disk has it: every record waits for that. The file is gone again afterwards.
 * @returns milliseconds; `undefined` where the disk takes no writes
 */
export async function probeFsync(
  dir: string,
  elapsedMilliseconds: () => number,
): Promise<{ readonly medianMilliseconds: number; readonly worstMilliseconds: number } | undefined> {
  const path = join(dir, `self-test.${randomBytes(6).toString('hex')}.new`);
  try {
    const file = await open(path, 'wx', 0o600);
    const times: number[] = [];
    try {
      for (let count = 0; count < writes; count += 1) {
        const began = elapsedMilliseconds();
        await file.write(Buffer.alloc(bytes, count), 0, bytes, count * bytes);
        await file.datasync();
        times.push(elapsedMilliseconds() - began);
      }
    } finally {
      await file.close();
    }
    times.sort((one, other) => one - other);
    return { medianMilliseconds: times[(writes - 1) / 2] ?? 0, worstMilliseconds: times.at(-1) ?? 0 };
  } catch {
    return undefined;
  } finally {
    await rm(path, { force: true }).catch(() => {});
  }
}
