import { execFile } from 'node:child_process';

/** Runs a command; its standard output, or `undefined` where it is missing or failed or took too long without a word. */
export type RunCommand = (command: string, parameters: readonly string[]) => Promise<string | undefined>;

const commandMillisecondsMax = 5_000;

/** Runs a program of the system by its name, without a shell. */
export const runCommand: RunCommand = (command, parameters) =>
  new Promise((resolve) => {
    const options = { timeout: commandMillisecondsMax, maxBuffer: 64 * 1024 };
    execFile(command, [...parameters], options, (error, out) => resolve(error && out === '' ? undefined : out));
  });
