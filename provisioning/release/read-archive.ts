import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Problem } from '../../protocol/problem.js';
import { problemOfSystemError, systemErrorCode } from '../folder/atomic-file.js';
import { type ArchiveHead, readHead } from './archive-head.js';
import type { ReleaseFile } from './manifest.js';
import type { TrustedKey } from './release-key.js';

/** Takes the files of a release as they come. */
export interface ReleaseTarget {
  begin(file: ReleaseFile): Promise<void> | void;
  write(part: Buffer): Promise<void> | void;
  end(): Promise<void> | void;
}

/** For who only wants an archive proven. */
export const onlyProven: ReleaseTarget = { begin: () => {}, write: () => {}, end: () => {} };

/**
 * Reads an archive whole: signature first, then its length, then each file and the whole stream against what was signed.
 * Never more than a part of a file is in memory.
 * @throws Problem `release-truncated`, `release-altered`, `release-untrusted`, `not-found`, and what the target throws
 */
export async function readArchive(
  path: string,
  trusted: readonly TrustedKey[],
  judge: (head: ArchiveHead) => Promise<ReleaseTarget> | ReleaseTarget,
): Promise<ArchiveHead> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw problemOfSystemError(cause, path);
  });
  try {
    const head = await readHead(file, trusted);
    await judgeLength(file, head);
    await readPayload(file, head, await judge(head));
    return head;
  } finally {
    await file.close();
  }
}

async function judgeLength(file: FileHandle, { manifest, bytes }: ArchiveHead): Promise<void> {
  const { size } = await file.stat();
  const whole = bytes + manifest.payload.bytes;
  if (size < whole) throw new Problem('release-truncated', `${size} of ${whole} bytes`);
  if (size > whole) throw new Problem('release-altered', `${size - whole} bytes behind its end`);
}

async function readPayload(file: FileHandle, { manifest, bytes }: ArchiveHead, target: ReleaseTarget): Promise<void> {
  const hash = createHash('sha256');
  const counted = async function* () {
    for await (const chunk of file.createReadStream({ start: bytes, autoClose: false })) {
      hash.update(chunk as Buffer);
      yield chunk as Buffer;
    }
  };
  try {
    await pipeline(counted, createGunzip(), (unpacked: AsyncIterable<Buffer>) =>
      splitFiles(unpacked, manifest.files, target),
    );
  } catch (cause) {
    const code = systemErrorCode(cause);
    if (code?.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE') {
      throw new Problem('release-altered', 'its files', [], { cause });
    }
    throw cause;
  }
  // Also what the unpacked bytes do not show: the stream's own head, and bits that mean nothing.
  if (hash.digest('hex') !== manifest.payload.sha256) throw new Problem('release-altered', 'its files');
}

async function splitFiles(
  unpacked: AsyncIterable<Buffer>,
  files: readonly ReleaseFile[],
  target: ReleaseTarget,
): Promise<void> {
  const splitter = new FileSplitter(files, target);
  for await (const chunk of unpacked) await splitter.take(chunk);
  await splitter.finish();
}

/** Cuts one stream into the files of the manifest, each of which must be what it was signed as. */
class FileSplitter {
  readonly #files: readonly ReleaseFile[];
  readonly #target: ReleaseTarget;
  #next = 0;
  #current: { readonly file: ReleaseFile; readonly hash: ReturnType<typeof createHash>; left: number } | undefined;

  constructor(files: readonly ReleaseFile[], target: ReleaseTarget) {
    this.#files = files;
    this.#target = target;
  }

  async take(chunk: Buffer): Promise<void> {
    let rest = chunk;
    while (rest.length > 0) {
      const current = this.#current ?? (await this.#begin());
      const part = rest.subarray(0, current.left);
      rest = rest.subarray(part.length);
      current.hash.update(part);
      current.left -= part.length;
      if (part.length > 0) await this.#target.write(part);
      if (current.left === 0) await this.#end();
    }
  }

  async finish(): Promise<void> {
    while (this.#current === undefined && this.#files[this.#next]?.bytes === 0) {
      await this.#begin();
      await this.#end();
    }
    if (this.#current !== undefined || this.#next < this.#files.length) {
      throw new Problem('release-altered', this.#current?.file.path ?? this.#files[this.#next]?.path);
    }
  }

  async #begin() {
    const file = this.#files[this.#next];
    if (file === undefined) throw new Problem('release-altered', 'more than its files');
    this.#next += 1;
    await this.#target.begin(file);
    const current = { file, hash: createHash('sha256'), left: file.bytes };
    this.#current = current;
    return current;
  }

  async #end(): Promise<void> {
    const { file, hash } = this.#current ?? {};
    if (file === undefined || hash?.digest('hex') !== file.sha256) throw new Problem('release-altered', file?.path);
    await this.#target.end();
    this.#current = undefined;
  }
}
