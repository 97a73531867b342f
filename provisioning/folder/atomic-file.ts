import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Problem } from '../../protocol/problem.js';

/**
 * Writes a file whole or not at all, readable by its owner only unless told: a temporary file beside it, fsync, rename,
 * fsync of the folder (rule E4). After a crash either the old content is there or the new one.
 * @throws Problem `disk-full`, `permission-denied`, `disk-failed`
 */
export function writeFileAtomically(path: string, content: string | Uint8Array, mode = 0o600): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    const file = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(file, content);
      // Whatever mask the process has.
      if (mode !== 0o600) fchmodSync(file, mode);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    syncPath(dirname(path));
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw problemOfSystemError(cause, path);
  }
}

/**
 * Makes a folder, and those above it, that only its owner may enter. One by one: the recursive `mkdir` of Node never
 * returns where a file system takes no folders, as `/proc` does.
 * @throws Problem `permission-denied`, `disk-full`, `not-found` below a file
 */
export function makePrivateFolder(path: string): void {
  try {
    for (const folder of missingFolders(path)) makeFolder(folder);
    if (!statSync(path).isDirectory()) throw new Problem('permission-denied', `${path} is not a folder`);
  } catch (cause) {
    throw problemOfSystemError(cause, path);
  }
}

/** The outermost first. */
function missingFolders(path: string): readonly string[] {
  const missing: string[] = [];
  for (let folder = resolve(path); !existsSync(folder); folder = dirname(folder)) missing.unshift(folder);
  return missing;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (cause) {
    const code = systemErrorCode(cause);
    // Somebody else made it meanwhile.
    if (code === 'EEXIST') return;
    // The folder above it is there.
    if (code === 'ENOENT')
      throw new Problem('permission-denied', `${folder}: no folder can be made there`, [], { cause });
    throw cause;
  }
}

/** The file's text, or `undefined` when there is none. */
export function readTextIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (systemErrorCode(cause) === 'ENOENT') return undefined;
    throw problemOfSystemError(cause, path);
  }
}

/** Makes durable what a file holds, or the names in a folder. */
export function syncPath(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Makes a folder that everybody may read, whatever mask the process has; those above it as that mask says. */
export function makeOpenFolder(path: string): void {
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o755);
}

/** What the operating system said, in the closed list; `path` names the file or address concerned. */
export function problemOfSystemError(cause: unknown, path: string): Problem {
  if (cause instanceof Problem) return cause;
  const code = systemErrorCode(cause);
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new Problem('disk-full', path, [], { cause });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new Problem('permission-denied', path, [], { cause });
    case 'EADDRINUSE':
      return new Problem('port-in-use', path, [], { cause });
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EISDIR':
      return new Problem('not-found', path, [], { cause });
    case 'EIO':
      return new Problem('disk-failed', path, [], { cause });
    default:
      return new Problem('internal', `${path}: ${code ?? 'unexpected error'}`, [], { cause });
  }
}

export function systemErrorCode(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !('code' in cause)) return undefined;
  return typeof cause.code === 'string' ? cause.code : undefined;
}
