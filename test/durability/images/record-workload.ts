import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { uncovered } from '../../support/uncovered.js';
import { shimEnvironment } from '../shim/build-shim.js';
import type { Plant } from './planted-driver.js';
import { type Operation, readTrace } from './trace.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface Recording {
  /** The workload's, built. */
  readonly program: string;
  /** Of the shim. */
  readonly library: string;
  /** An empty folder. */
  readonly folder: string;
  readonly seed: number;
  readonly steps: number;
  readonly plant?: Plant | undefined;
  /** Absent: the product's own. */
  readonly checkpointPages?: number | undefined;
  /** The shim's order, given half-way; the program dies of it and another one goes on over the same disk. */
  readonly fail?: string | undefined;
}

/** Every third: most commits still reach the disk. */
const dropEvery = 3;

/** Runs a workload under the shim; all that it did to its disk. */
export function recordWorkload(recording: Recording): Operation[] {
  const { folder, library, plant, fail } = recording;
  const watched = join(folder, 'disk');
  for (const name of ['disk/site', 'disk/hub', 'disk-other']) mkdirSync(join(folder, name), { recursive: true });
  const trace = join(folder, 'trace');
  const drop = plant === 'dropped-fsync' ? { dropEvery } : {};
  const environment = shimEnvironment({ library, folder: watched, trace, ...drop });
  run(recording, watched, environment, recording.seed, fail ?? '');
  if (fail !== undefined) run(recording, watched, environment, recording.seed + 1_000_000, '');
  return readTrace(readFileSync(trace));
}

function run(
  { program, steps, plant, checkpointPages }: Recording,
  watched: string,
  environment: Readonly<Record<string, string>>,
  seed: number,
  fail: string,
): void {
  const given = [watched, seed, steps, plant ?? '', checkpointPages ?? '', fail].map(String);
  const { status, signal, stderr } = spawnSync(process.execPath, [program, ...given], {
    cwd: root,
    env: { ...process.env, ...uncovered, ...environment },
    encoding: 'utf8',
  });
  if (status !== 0 && !(fail !== '' && signal === 'SIGKILL'))
    throw new Error(`the workload ended: ${signal} ${stderr}`);
}
