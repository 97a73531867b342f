import { spawn } from 'node:child_process';
import { extname } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { isProblemCode, Problem } from '../../protocol/problem.js';
import type { CopyFacts } from './backup-store.js';
import type { KeyedFile } from './read-copy.js';

/** What the process is told: copy `source` into `target`; without a target, read `source` as a copy. */
export interface CopyOrder {
  readonly source: KeyedFile;
  readonly target?: string;
}

export type CopyAnswer = { readonly facts: CopyFacts } | { readonly code: string } | { readonly systemCode: string };

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
  const program = fileURLToPath(new URL(`./copy-process${extname(import.meta.url)}`, import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, program], { stdio: ['pipe', 'pipe', 'ignore'] });
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
    return factsOf(said, await ended);
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

function factsOf(said: string, ended: string): CopyFacts {
  if (said === '') throw new Problem('backup-failed', ended);
  const answer = JSON.parse(said) as CopyAnswer;
  if ('facts' in answer) return answer.facts;
  if ('systemCode' in answer) throw new Problem(systemCodes[answer.systemCode] ?? 'backup-failed', answer.systemCode);
  if (told.has(answer.code) && isProblemCode(answer.code)) throw new Problem(answer.code);
  throw new Problem('backup-failed', answer.code);
}
