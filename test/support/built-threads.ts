import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { copyProcess } from '../../journal/backup/copy-aside.js';
import type { SearchFilePlace } from '../../journal/search-file/search-file.js';
import type { Dictionaries } from '../../protocol/batch.js';
import type { PasswordToScore } from '../../provisioning/secrets/password-worker.js';
import { buildIfStale } from '../bench/fresh-build.js';
import { uncovered } from './uncovered.js';

const place = (path: string) => fileURLToPath(new URL(`../../dist/${path}`, import.meta.url));

/**
 * The threads of a hub as they were built, uncounted: from its sources each hub of a test would load a second copy of half
 * the program through the loaders of the test runner, and have its coverage written.
 */
export const builtThreads = {
  startIndexThread: (of: SearchFilePlace) => startBuilt('journal/search-file/index-worker.js', of),
  startReadingThread: (dictionaries: Dictionaries) =>
    startBuilt('central-hub/intake/reading/reading-worker.js', dictionaries),
  startPasswordThread: (of: PasswordToScore) => startBuilt('provisioning/secrets/password-worker.js', of),
} as const;

// The process of backups likewise: from the sources its start alone takes ten times what it does.
copyProcess.start = () => {
  buildIfStale();
  const env = { ...process.env, ...uncovered };
  return spawn(process.execPath, [place('journal/backup/copy-process.js')], { stdio: ['pipe', 'pipe', 'ignore'], env });
};

function startBuilt(path: string, workerData: unknown): Worker {
  buildIfStale();
  const { NODE_V8_COVERAGE: _, NODE_OPTIONS: __, ...env } = process.env;
  return new Worker(place(path), { workerData, execArgv: [], env });
}
