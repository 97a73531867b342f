import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Problem } from '../../protocol/problem.js';
import { turnCoreFilesOff } from './core-files.js';
import { endingOf } from './exit.js';
import { serialiseError } from './logger.js';
import type { StopReport } from './ordered-stop.js';

/** What a program needs of its surroundings. */
export interface Surroundings {
  readonly dir: string;
  /** `settings.json` of the folder as parsed; `undefined` when there is none. */
  readonly settingsFile: unknown;
  /** Whether the first line of standard input is a passphrase or recovery code (`--unlock-stdin`). */
  readonly isUnlockTyped: boolean;
}

/**
 * Reads `--dir D`, `--unlock-stdin` and the folder's settings file.
 * @throws Problem `usage-wrong`
 */
export function readSurroundings(argv: readonly string[]): Surroundings {
  const { dir, isUnlockTyped } = parseParameters(argv);
  const path = join(dir, 'settings.json');
  if (!existsSync(path)) return { dir, isUnlockTyped, settingsFile: undefined };
  try {
    return { dir, isUnlockTyped, settingsFile: JSON.parse(readFileSync(path, 'utf8')) };
  } catch (cause) {
    throw new Problem('usage-wrong', `${path} is not JSON`, [], { cause });
  }
}

function parseParameters(argv: readonly string[]): Omit<Surroundings, 'settingsFile'> {
  try {
    const options = { dir: { type: 'string' }, 'unlock-stdin': { type: 'boolean' } } as const;
    const { values } = parseArgs({ args: [...argv], options });
    if (values.dir !== undefined && values.dir !== '') {
      return { dir: values.dir, isUnlockTyped: values['unlock-stdin'] === true };
    }
  } catch (cause) {
    throw new Problem('usage-wrong', '--dir FOLDER', [], { cause });
  }
  throw new Problem('usage-wrong', '--dir FOLDER is required');
}

/** A program that runs: what it says once it is up, and how it stops. */
export interface Running {
  readonly ready: Readonly<Record<string, string | undefined>>;
  stop(): Promise<StopReport>;
}

/**
 * Runs a program until SIGTERM or SIGINT: prints one line of JSON when it is up, stops in order, and says in one line
 * why it could not start or go on.
 * @param start gets what to call when the program cannot go on
 */
export async function runProgram(start: (onFatal: (error: unknown) => void) => Promise<Running>): Promise<void> {
  turnCoreFilesOff();
  let running: Running | undefined;
  let ending = false;
  const end = async (error?: unknown) => {
    if (ending) return;
    ending = true;
    const exitCode = error === undefined ? 0 : tell(error);
    const report = await running?.stop();
    process.exit(report !== undefined && report.failed.length > 0 ? Math.max(exitCode, 1) : exitCode);
  };
  process.on('SIGTERM', () => void end());
  process.on('SIGINT', () => void end());
  process.on('uncaughtException', (error) => void end(error));
  process.on('unhandledRejection', (error) => void end(error));
  try {
    running = await start((error) => void end(error));
    process.stdout.write(`${JSON.stringify({ ready: true, ...running.ready })}\n`);
  } catch (error) {
    await end(error);
  }
}

function tell(error: unknown): number {
  const { line, exitCode, isExpected } = endingOf(error);
  process.stderr.write(`${line}\n`);
  // For whoever mends it: where it happened, without the words of the error, which may hold what they must not.
  if (!isExpected) process.stderr.write(`${JSON.stringify(serialiseError(error))}\n`);
  return exitCode;
}
