import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from '../bench/fresh-build.js';
import type { RunAs } from './ordinary-user.js';

/** How a program ended: its exit code or signal, and what it wrote to its standard error. */
export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly errors: string;
}

export interface ProgramOptions {
  readonly runAs?: RunAs;
  readonly environment?: Readonly<Record<string, string>>;
  /** What it reads on standard input; nothing when left out. */
  readonly input?: string;
}

/** A program of the repository as a process of its own, as it was built: from its source it takes ten times as long to start. */
export class ProgramProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<Ended>;
  #errors = '';

  constructor(
    t: { teardown(stop: () => unknown): unknown },
    program: string,
    args: readonly string[],
    { runAs, environment, input }: ProgramOptions = {},
  ) {
    buildIfStale();
    const main = fileURLToPath(new URL(`../../dist/${program}/main.js`, import.meta.url));
    const { PATH, HOME, TMPDIR } = process.env;
    this.#child = spawn(process.execPath, [main, ...args], {
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      // Without the test runner's own settings, which it would inherit.
      env: {
        ...{ PATH, HOME, TMPDIR, CARNET_LOG_LEVEL: 'error', CARNET_CONNECT_MILLISECONDS_MAX: '2000' },
        ...environment,
      },
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      ...runAs,
    });
    this.#child.stdin?.end(input);
    this.#child.stderr?.on('data', (data) => {
      this.#errors += String(data);
    });
    this.#ended = once(this.#child, 'close').then(([exitCode, signal]) => ({ exitCode, signal, errors: this.#errors }));
    t.teardown(() => this.kill('SIGKILL'));
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error('not started');
    return pid;
  }

  /** The line that a program prints when it is up; rejects when it ends before. */
  async ready(): Promise<Readonly<Record<string, string>>> {
    const { stdout } = this.#child;
    if (stdout === null) throw new Error('no output');
    const line = await Promise.race([
      once(createInterface(stdout), 'line').then(([text]) => String(text)),
      this.#ended.then((ended) => {
        throw new Error(`ended before it was ready: ${JSON.stringify(ended)}`);
      }),
    ]);
    return JSON.parse(line) as Readonly<Record<string, string>>;
  }

  ended(): Promise<Ended> {
    return this.#ended;
  }

  async kill(signal: NodeJS.Signals): Promise<Ended> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill(signal);
    return this.#ended;
  }
}
