import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { extname } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Problem } from '../../protocol/problem.js';
import { isProblemCode } from '../../protocol/problems.js';
import type { ContentsCopied } from '../attachments/copy-contents.js';
import type { ContentsProved } from '../attachments/prove-contents.js';
import type { KeyedFile } from '../sqlite/keyed.js';
import type { CopyFacts } from './backup-store.js';

/** What the process is told: copy `source` into `target`; without a target, read `source` as a copy. */
export interface CopyOrder {
  readonly source: KeyedFile;
  readonly target?: string;
  /** How well a copy is read: `thorough` proves the indexes too. */
  readonly depth?: 'quick' | 'thorough';
}

/** Bring the contents of the attachments in `source` over into the file `contents`. */
export interface ContentsOrder {
  readonly source: KeyedFile;
  readonly contents: string;
  /** SHA-256, hex, of contents that were destroyed by order of law: they go from the file as well (rule W11). */
  readonly destroyed?: readonly string[];
}

/** Read the contents of the attachments in `proved`, and prove each. */
export interface ContentsProofOrder {
  readonly proved: KeyedFile;
}

export type AsideOrder = CopyOrder | ContentsOrder | ContentsProofOrder;

type Failed = { readonly code: string } | { readonly systemCode: string };
export type CopyAnswer =
  | { readonly facts: CopyFacts }
  | { readonly copied: ContentsCopied }
  | { readonly contents: ContentsProved }
  | Failed;

/** These speak of the copy's own disk and must not look like a failure of the journal's. */
const systemCodes: Readonly<Record<string, 'not-found' | 'permission-denied' | 'disk-full'>> = {
  ENOENT: 'not-found',
  ENOTDIR: 'not-found',
  EACCES: 'permission-denied',
  EPERM: 'permission-denied',
  EROFS: 'permission-denied',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
};

/** Problems of the process that say by themselves what is wrong. */
const told = new Set(['disk-full', 'permission-denied', 'database-key-wrong', 'database-corrupt']);

/**
 * Copies or reads in a process of its own, which is ended by `signal`.
 * @throws Problem `disk-full`, `permission-denied`, `not-found`, `database-key-wrong`, `database-corrupt` (of what was
 *   read), `backup-failed` for everything else
 */
export async function copyAside(order: CopyOrder, signal?: AbortSignal): Promise<CopyFacts> {
  const answer = await runAside(order, signal);
  if ('facts' in answer) return answer.facts;
  throw problemOf(answer);
}

/** @throws Problem as {@link copyAside} */
export async function copyContentsAside(order: ContentsOrder, signal?: AbortSignal): Promise<ContentsCopied> {
  const answer = await runAside(order, signal);
  if ('copied' in answer) return answer.copied;
  throw problemOf(answer);
}

/** @throws Problem as {@link copyAside}; `database-corrupt` also where a content is another than its name says */
export async function proveContentsAside(proved: KeyedFile, signal?: AbortSignal): Promise<ContentsProved> {
  const answer = await runAside({ proved }, signal);
  if ('contents' in answer) return answer.contents;
  throw problemOf(answer);
}

/** A process that takes its order over standard input and answers over standard output. */
export type CopyProcess = ChildProcessByStdio<Writable, Readable, null>;

/** How the process is started: as this program was. Tests that run from the sources name the one that is built. */
export const copyProcess = {
  start(): CopyProcess {
    const program = fileURLToPath(new URL(`./copy-process${extname(import.meta.url)}`, import.meta.url));
    return spawn(process.execPath, [...process.execArgv, program], { stdio: ['pipe', 'pipe', 'ignore'] });
  },
};

async function runAside(order: AsideOrder, signal?: AbortSignal): Promise<CopyAnswer> {
  const child = copyProcess.start();
  const end = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', end);
  if (signal?.aborted === true) end();
  try {
    const ended = new Promise<string>((resolve) => {
      child.once('error', () => resolve('it did not start'));
      child.once('close', (code, by) => resolve(by ?? `exit ${code}`));
    });
    // It may be gone before it has read; how it ended says all.
    child.stdin.on('error', () => {});
    child.stdin.end(JSON.stringify(order));
    const said = await text(child.stdout);
    const how = await ended;
    if (said === '') throw new Problem('backup-failed', how);
    return JSON.parse(said) as CopyAnswer;
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

function problemOf(answer: CopyAnswer): Problem {
  if ('systemCode' in answer) return new Problem(systemCodes[answer.systemCode] ?? 'backup-failed', answer.systemCode);
  if (!('code' in answer)) return new Problem('backup-failed', 'another answer than asked for');
  return told.has(answer.code) && isProblemCode(answer.code)
    ? new Problem(answer.code)
    : new Problem('backup-failed', answer.code);
}
