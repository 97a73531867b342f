import { createHash, type KeyObject } from 'node:crypto';
import { createReadStream, createWriteStream, lstatSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { problemOfSystemError, syncPath } from '../folder/atomic-file.js';
import { writeHead } from './archive-head.js';
import type { ReleaseFile, ReleaseManifest } from './manifest.js';
import type { TreeFile } from './release-tree.js';

/** What a tree says of itself, without its files. */
export type ReleaseFacts = Omit<ReleaseManifest, 'payload' | 'files'>;

/**
 * Writes a signed archive of the files: streamed, whole or not at all.
 * @throws Problem `disk-full`, `permission-denied`, `not-found`
 */
export async function packRelease(
  files: readonly TreeFile[],
  facts: ReleaseFacts,
  key: KeyObject,
  target: string,
): Promise<ReleaseManifest> {
  const [payloadFile, unfinished] = [`${target}.payload`, `${target}.unfinished`];
  try {
    const listed: ReleaseFile[] = [];
    const payload = digesting();
    await pipeline(contentsOf(files, listed), createGzip(), payload.stream, createWriteStream(payloadFile));
    const manifest: ReleaseManifest = { ...facts, payload: payload.result(), files: listed };
    const archive = await open(unfinished, 'w', 0o644);
    try {
      await archive.write(writeHead(manifest, key));
      for await (const chunk of createReadStream(payloadFile)) await archive.write(chunk as Buffer);
      await archive.sync();
    } finally {
      await archive.close();
    }
    renameSync(unfinished, target);
    syncPath(dirname(target));
    return manifest;
  } catch (cause) {
    throw problemOfSystemError(cause, target);
  } finally {
    for (const file of [payloadFile, unfinished]) rmSync(file, { force: true });
  }
}

/** The bytes of all files, one behind the other; what each came to is listed as it passes. */
async function* contentsOf(files: readonly TreeFile[], listed: ReleaseFile[]): AsyncGenerator<Buffer> {
  for (const { source, path } of files) {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of createReadStream(source)) {
      const part = chunk as Buffer;
      hash.update(part);
      bytes += part.length;
      yield part;
    }
    const executable = (lstatSync(source).mode & 0o100) !== 0;
    listed.push({ path, executable, bytes, sha256: hash.digest('hex') });
  }
}

/** Counts and digests what goes through it. */
function digesting() {
  const hash = createHash('sha256');
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  return { stream, result: () => ({ bytes, sha256: hash.digest('hex') }) };
}
