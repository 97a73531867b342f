import { randomBytes } from 'node:crypto';
import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Problem } from '../../protocol/problem.js';
import { nodePaths } from '../node-folder.js';
import { problemOfSystemError, readTextIfThere, systemErrorCode } from './atomic-file.js';
import { isRunning, markOfThisProcess, type ProcessMark } from './process-mark.js';

const attemptsMax = 10;

export interface FolderLock {
  release(): void;
}

/**
 * Takes the folder for this process. A lock left behind by a killed process is taken over: its pid is dead, or belongs
 * to a process that started later.
 * @throws Problem `folder-in-use` while another process holds it
 */
export function lockFolder(dir: string): FolderLock {
  const path = nodePaths(dir).lock;
  const text = JSON.stringify({ ...markOfThisProcess(), nonce: randomBytes(8).toString('hex') });
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    if (createWhole(path, text)) {
      return { release: () => releaseLock(path, text) };
    }
    const found = readTextIfThere(path);
    if (found === undefined) continue;
    const holder = parseMark(found);
    if (holder !== undefined && isRunning(holder)) throw new Problem('folder-in-use', `${dir} (process ${holder.pid})`);
    removeStale(path, found);
  }
  throw new Problem('folder-in-use', dir);
}

/** Does what a running program must not see half of, or holds the former state of in memory. @throws Problem `folder-in-use` */
export async function withLock<T>(dir: string, work: () => Promise<T>): Promise<T> {
  const lock = lockFolder(dir);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** The process that holds the folder, if one is running. */
export function lockHolder(dir: string): ProcessMark | undefined {
  const text = readTextIfThere(nodePaths(dir).lock);
  const mark = text === undefined ? undefined : parseMark(text);
  return mark !== undefined && isRunning(mark) ? mark : undefined;
}

/** The lock appears with its content or not at all: `link` fails when the name is taken. */
function createWhole(path: string, text: string): boolean {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' });
    linkSync(temporary, path);
    return true;
  } catch (cause) {
    if (systemErrorCode(cause) === 'EEXIST') return false;
    throw problemOfSystemError(cause, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Two processes may find the same stale lock; the slower one must not remove the lock that the faster one just made. */
function removeStale(path: string, stale: string): void {
  const aside = `${path}.${randomBytes(6).toString('hex')}.stale`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (readTextIfThere(aside) !== stale) {
    try {
      linkSync(aside, path);
    } catch {
      // A third process holds the folder by now; the one whose lock this was finds out when it releases.
    }
  }
  rmSync(aside, { force: true });
}

function releaseLock(path: string, text: string): void {
  if (readTextIfThere(path) === text) rmSync(path, { force: true });
}

function parseMark(text: string): ProcessMark | undefined {
  try {
    const mark = JSON.parse(text) as ProcessMark;
    return Number.isInteger(mark.pid) && mark.pid > 0 ? mark : undefined;
  } catch {
    return undefined;
  }
}
