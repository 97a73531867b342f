import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { SearchFilePlace } from '../../journal/search-file/search-file.js';
import { buildIfStale } from '../bench/fresh-build.js';

const built = fileURLToPath(new URL('../../dist/journal/search-file/index-worker.js', import.meta.url));

/**
 * The thread of a hub's index as it was built, uncounted: from its sources each hub of a test would load a second copy of
 * half the program through the loaders of the test runner, and have its coverage written.
 */
export function startBuiltIndexThread(place: SearchFilePlace): Worker {
  buildIfStale();
  const { NODE_V8_COVERAGE: _, NODE_OPTIONS: __, ...env } = process.env;
  return new Worker(built, { workerData: place, execArgv: [], env });
}
