import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { edgeSettings, readEdgeSettings } from '../../config/edge-settings.js';
import { hubSettings, readHubSettings } from '../../config/hub-settings.js';
import { readSurroundings } from '../../config/running/program.js';
import { shownSettings } from '../../config/shown-settings.js';
import { runCarnet } from '../../provisioning/carnet-command.js';
import { languageOf } from '../../provisioning/commands/speech.js';
import { buildIfStale } from '../bench/fresh-build.js';
import type { RunAs } from './ordinary-user.js';
import { uncovered } from './uncovered.js';

export interface CarnetRun {
  readonly exit: number | null;
  readonly out: string;
  readonly error: string;
}

const cli = resolve(import.meta.dirname, '../../bin/carnet.js');

/** Runs the command line as a process of its own, as it was built. */
export function spawnCarnet(
  parameters: readonly string[],
  options: {
    readonly environment?: Readonly<Record<string, string>>;
    readonly input?: string;
    readonly runAs?: RunAs;
    /** A command to be started through, as into another mount namespace. */
    readonly through?: readonly string[];
    /** Hears what stands on standard error so far, and may end the process there. */
    readonly onSaid?: (error: string, kill: () => void, interrupt: () => void) => void;
  } = {},
): Promise<CarnetRun> {
  buildIfStale();
  const { LANG: _, LC_ALL: __, CARNET_DIR: ___, ...environment } = process.env;
  return new Promise((done, reject) => {
    const [command = '', ...rest] = [...(options.through ?? []), process.execPath, cli, ...parameters];
    const child = spawn(command, rest, {
      env: { ...environment, ...uncovered, NODE_OPTIONS: '', ...options.environment },
      ...options.runAs,
    });
    let [out, error] = ['', ''];
    child.stdout.on('data', (data) => {
      out += data;
    });
    child.stderr.on('data', (data) => {
      error += data;
      options.onSaid?.(
        error,
        () => child.kill('SIGKILL'),
        () => child.kill('SIGINT'),
      );
    });
    child.on('error', reject);
    child.on('close', (exit) => done({ exit, out, error }));
    child.stdin.end(options.input ?? '');
  });
}

/** Runs the same command in this process: quick, with all that it says captured. */
export async function callCarnet(
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CarnetRun> {
  let [out, error, exit] = ['', '', 0];
  await runCarnet(parameters, {
    language: languageOf(parameters, environment),
    environment,
    out: (text) => {
      out += text;
    },
    error: (text) => {
      error += text;
    },
    isTerminal: false,
    readHubSettings: () => readHubSettings({ file: undefined, environment }),
    readShownSettings: (dir, kind) =>
      shownSettings(kind === 'hub' ? hubSettings : edgeSettings, readSurroundings(['--dir', dir]).settingsFile),
    readSiteSettings: (dir) => readEdgeSettings({ file: readSurroundings(['--dir', dir]).settingsFile, environment }),
    exit: (code) => {
      exit = code;
    },
  });
  return { exit, out, error };
}
