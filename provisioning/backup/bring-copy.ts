import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { CopyFacts } from '../../journal/backup/backup-store.js';
import type { SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { problemOfSystemError, readTextIfThere } from '../folder/atomic-file.js';
import { manifestEnding } from './backup-files.js';
import { type BackupManifest, readManifest } from './manifest.js';

/** A backup's file, whose manifest was proved. */
export interface ProvedBackup {
  readonly file: string;
  readonly manifest: BackupManifest;
}

/**
 * Finds a backup by its file or its manifest and proves what stands beside it; the file itself is not read yet.
 * @throws Problem `not-found`, `backup-refused`, `backup-foreign`, `backup-altered`
 */
export function findBackup(given: string, authorityPem: string, node: SiteCode): ProvedBackup {
  const file = given.endsWith(manifestEnding) ? given.slice(0, -manifestEnding.length) : given;
  if (!existsSync(file)) throw new Problem('not-found', file);
  const text = readTextIfThere(`${file}${manifestEnding}`);
  if (text === undefined) throw new Problem('backup-refused', `${basename(file)}${manifestEnding} is missing`);
  return { file, manifest: readManifest(text, authorityPem, node) };
}

/**
 * Copies a backup to `target`, and proves on the way that not a byte differs from what its manifest says.
 * @throws Problem `backup-truncated`, `backup-altered`, `disk-full`, `permission-denied`
 */
export async function bringCopy(
  { file, manifest: { bytes, sha256 } }: ProvedBackup,
  target: string,
  onProgress: (bytesDone: number, bytesAll: number) => void,
): Promise<void> {
  const hash = createHash('sha256');
  let done = 0;
  const reading = createReadStream(file, { highWaterMark: 1024 * 1024 });
  reading.on('data', (chunk) => {
    hash.update(chunk);
    done += chunk.length;
    onProgress(done, bytes);
  });
  try {
    await pipeline(reading, createWriteStream(target, { mode: 0o600, flush: true }));
  } catch (cause) {
    throw problemOfSystemError(cause, target);
  }
  if (done !== bytes) throw new Problem('backup-truncated', `${done} of ${bytes} bytes`);
  if (hash.digest('hex') !== sha256) throw new Problem('backup-altered', 'the digest of the file');
}

/** What a copy held when it was opened, beside what its manifest says. @throws Problem `backup-unlike` */
export function proveAlike(facts: CopyFacts, manifest: BackupManifest): void {
  for (const field of comparedFields) {
    const promised = manifest[field];
    // A manifest of before says less.
    if (promised !== undefined && JSON.stringify(promised) !== JSON.stringify(facts[field])) {
      throw new Problem('backup-unlike', field);
    }
  }
}

const comparedFields = [
  ...(['role', 'site', 'epoch', 'hubEpoch', 'newestVersion', 'resources', 'streams'] as const),
  ...(['headsDigest', 'sampleDigest', 'bytes', 'sha256'] as const),
];
