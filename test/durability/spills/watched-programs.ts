import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { uncovered } from '../../support/uncovered.js';
import { shimEnvironment } from '../shim/build-shim.js';
import type { SpillSearch } from './spill-search.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Its standard output, and its standard error. */
  readonly out: string;
  readonly errors: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/**
 * The built programs as a user has them, in folders of their own: whatever they write to any file is written down, what
 * they say is searched, and where they crash the shell that they come from would let them leave all of their memory.
 */
export class WatchedPrograms {
  /** Everything of theirs lies here; the trace does not. */
  readonly folder: string;
  readonly trace: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #search: SpillSearch;
  readonly #preload: string;
  readonly #switch: string;

  constructor(place: string, library: string, search: SpillSearch, spill?: string) {
    this.folder = join(place, 'programs');
    this.trace = join(place, 'trace');
    this.#search = search;
    this.#preload = buildPreload(place);
    this.#switch = join(place, 'switch');
    this.fillDisk(false);
    for (const name of ['cwd', 'tmp', 'home', 'out', 'root']) mkdirSync(join(this.folder, name), { recursive: true });
    const [tmp, home] = [join(this.folder, 'tmp'), join(this.folder, 'home')];
    this.#environment = {
      ...{ ...uncovered, PATH: process.env['PATH'] ?? '', HOME: home, TMPDIR: tmp, SQLITE_TMPDIR: tmp },
      // What goes round libc would not be seen.
      ...{ UV_USE_IO_URING: '0', CARNET_LOG_LEVEL: 'debug', CARNET_CONNECT_MILLISECONDS_MAX: '2000' },
      ...(spill !== undefined && { CARNET_TEST_SPILL: spill, CARNET_TEST_SPILL_FOLDER: tmp }),
      ...shimEnvironment({ library, folder: '/', trace: this.trace, switchFile: this.#switch }),
    };
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  /** As if there were no room left, for all programs and at once; or again as it was. */
  fillDisk(isFull: boolean): void {
    writeFileSync(this.#switch, isFull ? 'f' : '-', { flag: existsSync(this.#switch) ? 'r+' : 'w' });
  }

  /** Runs a command to its end. @throws Error with what it said when it failed */
  async carnet(parameters: readonly string[], input = ''): Promise<string> {
    const { child, ended } = this.start('bin/carnet.js', parameters);
    child.stdin?.end(input);
    const { exitCode, out, errors } = await ended;
    // 1 is also the doctor's, when something is wrong with this machine.
    if (exitCode !== 0 && parameters[0] !== 'doctor') throw new Error(`carnet ${parameters.join(' ')}: ${errors}`);
    return out;
  }

  /** Starts a program that stays; resolves with its addresses when it is up. */
  async run(program: 'central-hub' | 'edge-agent', dir: string): Promise<Started & { readonly http: string }> {
    const started = this.start(`dist/${program}/main.js`, ['--dir', dir]);
    const { stdout } = started.child;
    if (stdout === null) throw new Error('no output');
    const line = await Promise.race([
      once(createInterface(stdout), 'line').then(([text]) => String(text)),
      started.ended.then(({ errors }) => {
        throw new Error(`${program} ended before it was ready: ${errors}`);
      }),
    ]);
    return { ...started, http: String((JSON.parse(line) as { http?: unknown }).http) };
  }

  start(file: string, parameters: readonly string[]): Started {
    // The runner of the tests puts itself into what they start, to count and to write down what ran.
    const shell = ['-c', 'unset NODE_OPTIONS; ulimit -c unlimited; cd "$0" && exec "$@"', this.path('cwd')];
    const child = spawn(
      'sh',
      [...shell, process.execPath, '--import', this.#preload, join(root, file), ...parameters],
      {
        env: this.#environment,
      },
    );
    let [out, errors] = ['', ''];
    child.stdout.on('data', (data) => {
      out += String(data);
    });
    child.stderr.on('data', (data) => {
      errors += String(data);
    });
    const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
    const ended = closed.then(([exitCode, signal]) => {
      this.#search.look(`what ${file} ${parameters[0] ?? ''} said`, Buffer.from(out + errors));
      return { exitCode, signal, out, errors };
    });
    return { child, ended };
  }
}

/** What stands in each program before its first line, as JavaScript: a compiler in each would write to files as well. */
function buildPreload(place: string): string {
  const source = readFileSync(new URL('./planted-spills.ts', import.meta.url), 'utf8');
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(source, { compilerOptions });
  const file = join(place, 'planted-spills.mjs');
  writeFileSync(file, outputText.replace('better-sqlite3', import.meta.resolve('better-sqlite3')));
  return file;
}
