import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ballastBytes = 4_096;

/** What is lacking for a file system of one's own; `undefined` where nothing is. */
export async function missingForDisk(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'needs root, to mount a small file system';
  const mounted = run('unshare', ['--mount', 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', '/mnt']);
  return mounted.then(
    () => undefined,
    () => 'needs the right to mount (CAP_SYS_ADMIN)',
  );
}

/** A file system of a few megabytes, in a mount namespace of its own, that can be filled and made readable only. */
export class SmallDisk {
  readonly #holder: ChildProcess;
  readonly #place: string;

  private constructor(holder: ChildProcess, place: string) {
    this.#holder = holder;
    this.#place = place;
  }

  /** @param place an empty folder to mount it at; to all others it stays empty */
  static async mount(place: string, bytes: number): Promise<SmallDisk> {
    mkdirSync(place, { recursive: true });
    const command = `mount -t tmpfs -o size=${bytes} tmpfs "$1" && echo mounted && exec sleep 3600`;
    const holder = spawn('unshare', ['--mount', 'sh', '-c', command, 'sh', place], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (holder.stdout === null) throw new Error('no output');
    await Promise.race([
      once(holder.stdout, 'data'),
      once(holder, 'exit').then(() => {
        throw new Error('the small file system could not be mounted');
      }),
    ]);
    return new SmallDisk(holder, place);
  }

  /** The folder as programs within see it. */
  get place(): string {
    return this.#place;
  }

  /** What a program is started through to be within. */
  get through(): readonly string[] {
    return ['nsenter', `--target=${this.#holder.pid}`, '--mount'];
  }

  /** The folder as everybody sees it. */
  outside(...names: readonly string[]): string {
    return join(`/proc/${this.#holder.pid}/root${this.#place}`, ...names);
  }

  /** Takes all the room but `bytes`. */
  fill(bytes = 0): void {
    const descriptor = openSync(this.outside('ballast'), 'a');
    const piece = Buffer.alloc(ballastBytes, 1);
    try {
      while (this.roomBytes() > bytes) writeSync(descriptor, piece);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    } finally {
      closeSync(descriptor);
    }
  }

  roomBytes(): number {
    const { bavail, bsize } = statfsSync(this.outside());
    return bavail * bsize;
  }

  free(): void {
    rmSync(this.outside('ballast'), { force: true });
  }

  async remount(mode: 'ro' | 'rw'): Promise<void> {
    const [command = '', ...parameters] = [...this.through, 'mount', '-o', `remount,${mode}`, this.#place];
    // The last files of a program that ended may still be closing.
    for (let attempt = 0; ; attempt += 1) {
      const failed = await run(command, parameters).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failed === undefined) return;
      if (attempt === 20) throw failed;
      await pause(50);
    }
  }

  async unmount(): Promise<void> {
    this.#holder.kill('SIGKILL');
    if (this.#holder.exitCode === null && this.#holder.signalCode === null) await once(this.#holder, 'exit');
  }
}
