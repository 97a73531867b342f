import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { callControl } from '../../../provisioning/control/client.js';

const programs = new URL('../../../dist/', import.meta.url);
const password = 'correct horse battery staple';

/** How a program ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Its standard error. */
  readonly errors: string;
}

export interface SiteProcessOptions {
  readonly dir: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What the program is started through, e.g. in a namespace of its own. */
  readonly through?: readonly string[];
  /** Of a site unless told. */
  readonly program?: 'edge-agent' | 'central-hub';
}

/** The program of a site, or of the hub, as it is shipped, built, in a process of its own. */
export class SiteProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<Ended>;
  #port = 0;
  #errors = '';

  constructor({ dir, environment, through = [], program = 'edge-agent' }: SiteProcessOptions) {
    const { PATH, HOME, TMPDIR } = process.env;
    const main = fileURLToPath(new URL(`${program}/main.js`, programs));
    const [command = '', ...parameters] = [...through, process.execPath, main, '--dir', dir];
    this.#child = spawn(command, parameters, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH, HOME, TMPDIR, CARNET_LOG_LEVEL: 'fatal', ...environment },
    });
    this.#child.stderr?.on('data', (data) => {
      this.#errors += String(data);
    });
    const closed = once(this.#child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
    this.#ended = closed.then(([exitCode, signal]) => ({ exitCode, signal, errors: this.#errors }));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get base(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Resolves when it is up. @throws Error with its words when it ended instead */
  async ready(): Promise<void> {
    const { stdout } = this.#child;
    if (stdout === null) throw new Error('no output');
    const line = await Promise.race([
      once(createInterface(stdout), 'line').then(([text]) => String(text)),
      this.#ended.then((ended) => {
        throw new Error(`ended before it was ready: ${JSON.stringify(ended)}`);
      }),
    ]);
    this.#port = Number(new URL(String((JSON.parse(line) as { http?: unknown }).http)).port);
  }

  ended(): Promise<Ended> {
    return this.#ended;
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<Ended> {
    this.#child.kill(signal);
    return this.#ended;
  }
}

/** Adds a doctor to a running site and signs in; the cookie of the session. */
export async function signIn(dir: string, base: string): Promise<string> {
  await callControl(dir, 'user-add', { name: 'doctor', displayName: 'Doctor', role: 'doctor', password });
  const answer = await fetch(`${base}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: 'doctor', password }),
  });
  if (answer.status !== 200) throw new Error(`the sign-in was answered ${answer.status}`);
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}
