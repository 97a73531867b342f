import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cheapFolder } from '../../simulation/templates.js';
import { uncovered } from '../../support/uncovered.js';
import { buildShim, shimEnvironment } from '../shim/build-shim.js';

export interface IoErrorsReport {
  /** Runs, in each of which another operation failed. */
  readonly tried: number;
  /** In how many of them somebody was told. */
  readonly refused: number;
  readonly acknowledged: number;
  readonly broken: readonly string[];
}

const program = fileURLToPath(new URL('./io-errors-program.ts', import.meta.url));

/** Lets each write, fsync and truncation of a few commands fail in turn, once and from then on. */
export async function runIoErrors(): Promise<IoErrorsReport> {
  const folder = mkdtempSync(join(await cheapFolder(), 'carnet-durability-'));
  try {
    const environment = shimEnvironment({ library: buildShim(folder), folder });
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program, folder], {
      env: { ...process.env, ...uncovered, ...environment },
    });
    return JSON.parse(stdout) as IoErrorsReport;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
