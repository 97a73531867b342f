import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Problem } from '../../protocol/problem.js';
import { parseManifest, type ReleaseManifest } from './manifest.js';
import { keyIdOf, type TrustedKey } from './release-key.js';

/** The first line of a release archive, and what its signature begins with, so that it stands for nothing else. */
const title = 'carnet-release 1\n';
const lineBytesMax = 160;
const manifestBytesMax = 32 * 1024 * 1024;
const lineForm = /^([0-9a-f]{16}) ([A-Za-z0-9_-]{86}) ([1-9]\d{0,7})\n$/;

/** What stands before the files: title, `KEY SIGNATURE BYTES`, and the manifest of so many bytes. */
export function writeHead(manifest: ReleaseManifest, key: KeyObject): Buffer {
  const body = Buffer.from(JSON.stringify(manifest));
  const signature = sign(null, signed(body), key).toString('base64url');
  return Buffer.concat([Buffer.from(`${title}${keyIdOf(createPublicKey(key))} ${signature} ${body.length}\n`), body]);
}

export interface ArchiveHead {
  readonly manifest: ReleaseManifest;
  /** Whose signature it carries. */
  readonly signer: TrustedKey;
  /** Where the files begin. */
  readonly bytes: number;
}

/**
 * Reads what stands before the files. Nothing of the manifest is looked at before its signature is proven (rule U2).
 * @throws Problem `release-truncated`, `release-altered`, `release-untrusted`
 */
export async function readHead(file: FileHandle, trusted: readonly TrustedKey[]): Promise<ArchiveHead> {
  const first = await readAt(file, 0, title.length + lineBytesMax);
  if (!first.subarray(0, title.length).equals(Buffer.from(title))) {
    const begins = first.length < title.length && title.startsWith(first.toString('latin1'));
    throw new Problem(begins ? 'release-truncated' : 'release-altered', 'its first line');
  }
  const line = lineAt(first);
  const match = lineForm.exec(line);
  if (match === null)
    throw new Problem(first.includes(10, title.length) ? 'release-altered' : 'release-truncated', 'its signature');
  const [, id = '', signature = '', length = ''] = match;
  const signer = trusted.find((key) => key.id === id);
  if (signer === undefined) throw new Problem('release-untrusted', `key ${id}`);
  if (Number(length) > manifestBytesMax) throw new Problem('release-altered', 'its signature');
  const start = title.length + line.length;
  const body = await readAt(file, start, Number(length));
  if (body.length < Number(length)) throw new Problem('release-truncated', 'its manifest');
  const given = Buffer.from(signature, 'base64url');
  // The last character has bits that mean nothing: one way to write it is enough.
  const isProven = given.toString('base64url') === signature && verify(null, signed(body), signer.publicKey, given);
  if (!isProven) throw new Problem('release-altered', 'its signature');
  return { manifest: parseManifest(body.toString()), signer, bytes: start + body.length };
}

function signed(body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(title), body]);
}

function lineAt(first: Buffer): string {
  return first.subarray(title.length, first.indexOf(10, title.length) + 1).toString('latin1');
}

/** As many bytes as there are, up to `length`. */
async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
