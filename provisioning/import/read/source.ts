import { Buffer } from 'node:buffer';
import { createCipheriv, createDecipheriv, createHash, type Decipher, randomBytes } from 'node:crypto';
import { closeSync, createReadStream, fstatSync, openSync, read, readSync, rmSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import { Problem } from '../../../protocol/problem.js';
import { problemOfSystemError, systemErrorCode } from '../../folder/atomic-file.js';
import { FileFault } from '../file-fault.js';
import { inflatedBytesMax } from '../limits.js';
import { headBytes } from './file-form.js';

const pieceBytes = 256 * 1024;
const readAt = promisify(read);

/** A file that can be read again and again, compressed or not, and that stays as it was when it was opened. */
export interface Source {
  /** As it was typed; `-` is standard input. */
  readonly path: string;
  /** For the register: without folders. */
  readonly name: string;
  readonly bytes: number;
  /**
   * Its content, unpacked.
   * @param onBytes told how far it is, in bytes of the file as it lies there
   * @throws Problem `disk-failed`; FileFault `body-malformed` where it is cut off or damaged, `too-large`
   */
  read(onBytes: (bytes: number) => void): AsyncGenerator<Buffer>;
  /** SHA-256 of the file as it lies there, hex. */
  sha256(): Promise<string>;
  /** Its beginning, unpacked. */
  head(): Promise<Buffer>;
  close(): void;
}

/**
 * Opens what was named.
 * @param dir folder of the node, where standard input is kept meanwhile: encrypted, and without a name
 * @throws Problem `not-found`, `permission-denied`, `usage-wrong`, `disk-full`
 */
export async function openSource(path: string, dir: string, input: Readable): Promise<Source> {
  if (path === '-') return keepInput(dir, input);
  try {
    const file = openSync(path, 'r');
    const facts = fstatSync(file);
    if (facts.isDirectory()) {
      closeSync(file);
      const words = { en: `${path} is a folder; name its files`, fr: `${path} est un dossier ; nommez ses fichiers` };
      throw new FileFault('usage-wrong', words);
    }
    if (!facts.isFile()) return await keepInput(dir, createReadStream('', { fd: file }), path);
    return sourceOf({ path, file, bytes: facts.size, decipher: undefined });
  } catch (cause) {
    throw problemOfSystemError(cause, path);
  }
}

interface OpenFile {
  readonly path: string;
  readonly file: number;
  readonly bytes: number;
  /** For a file that was encrypted by this process. */
  readonly decipher: (() => Decipher) | undefined;
}

function sourceOf(open: OpenFile): Source {
  const { path, file, bytes } = open;
  return {
    path,
    name: basename(path),
    bytes,
    read: (onBytes) => readPieces(open, onBytes),
    sha256: () => hashOf(open),
    head: async () => {
      const parts: Buffer[] = [];
      let length = 0;
      for await (const piece of readPieces(open, () => {})) {
        parts.push(piece);
        length += piece.length;
        if (length >= headBytes) break;
      }
      return Buffer.concat(parts).subarray(0, headBytes);
    },
    close: () => closeSync(file),
  };
}

async function* readPieces(open: OpenFile, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  try {
    const stored = storedPieces(open, onBytes);
    if (isGzip(open)) yield* inflate(open.path, stored);
    else yield* stored;
  } catch (cause) {
    throw problemOfSystemError(cause, open.path);
  }
}

async function hashOf(open: OpenFile): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const piece of storedPieces(open, () => {})) hash.update(piece);
  } catch (cause) {
    throw problemOfSystemError(cause, open.path);
  }
  return hash.digest('hex');
}

/** The bytes of the file as it lies there, of an encrypted one what they stand for; a stream would close the file with itself. */
async function* storedPieces(open: OpenFile, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  const decipher = open.decipher?.();
  for (let at = 0; at < open.bytes; ) {
    const room = Buffer.allocUnsafe(Math.min(pieceBytes, open.bytes - at));
    const { bytesRead } = await readAt(open.file, room, 0, room.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    onBytes(at);
    const piece = room.subarray(0, bytesRead);
    yield decipher === undefined ? piece : decipher.update(piece);
  }
}

/** @throws FileFault `body-malformed` where it is cut off or damaged, `too-large` */
async function* inflate(path: string, pieces: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  let isRead = false;
  const feed = async () => {
    for await (const piece of pieces) {
      if (!gunzip.write(piece)) await new Promise<void>((resolve) => gunzip.once('drain', resolve));
      if (isRead) return;
    }
    gunzip.end();
  };
  void feed().catch((cause: unknown) => gunzip.destroy(cause instanceof Error ? cause : new Error(String(cause))));
  let bytes = 0;
  try {
    for await (const piece of gunzip) {
      bytes += (piece as Buffer).length;
      if (bytes > inflatedBytesMax)
        throw new Problem('too-large', `${path}: more than ${inflatedBytesMax} bytes unpacked`);
      yield piece as Buffer;
    }
  } catch (cause) {
    if (!(systemErrorCode(cause) ?? '').startsWith('Z_')) throw cause;
    const words = { en: `${path}: gzip, cut off or damaged`, fr: `${path} : gzip coupé ou abîmé` };
    throw new FileFault('body-malformed', words, { cause });
  } finally {
    isRead = true;
    gunzip.destroy();
    gunzip.emit('drain');
  }
}

/** The first two bytes (RFC 1952 §2.3.1), whatever the name says. */
function isGzip({ file, decipher }: OpenFile): boolean {
  const head = Buffer.alloc(2);
  readSync(file, head, 0, 2, 0);
  const [first, second] = decipher === undefined ? head : decipher().update(head);
  return first === 0x1f && second === 0x8b;
}

/** Standard input can be read once only: it is kept under a key that this process alone has. */
async function keepInput(dir: string, input: Readable, path = '-'): Promise<Source> {
  const place = join(dir, `import.${randomBytes(6).toString('hex')}.input`);
  const [key, start] = [randomBytes(32), randomBytes(16)];
  let file: number | undefined;
  try {
    file = openSync(place, 'wx+', 0o600);
    // Without a name it is gone with this process, however that ends.
    rmSync(place);
    const cipher = createCipheriv('aes-256-ctr', key, start);
    let bytes = 0;
    for await (const piece of input) {
      const sealed = cipher.update(Buffer.isBuffer(piece) ? piece : Buffer.from(String(piece)));
      writeWhole(file, sealed);
      bytes += sealed.length;
    }
    return sourceOf({ path, file, bytes, decipher: () => createDecipheriv('aes-256-ctr', key, start) });
  } catch (cause) {
    if (file !== undefined) closeSync(file);
    throw problemOfSystemError(cause, place);
  }
}

function writeWhole(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}
