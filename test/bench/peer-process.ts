import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** A peer that measurements are made beside: a folder of programs with packages of its own. */
export type PeerName = 'pouchdb' | 'medplum';

const stopMilliseconds = 10_000;

function folderOf(peer: PeerName): string {
  return fileURLToPath(new URL(`./peers/${peer}`, import.meta.url));
}

export function peerFile(peer: PeerName, name: string): string {
  return join(folderOf(peer), name);
}

/** The peer's packages, of the versions that its lock file names. */
export async function installPeer(peer: PeerName): Promise<void> {
  if (!existsSync(peerFile(peer, 'node_modules'))) await promisify(execFile)('npm', ['ci'], { cwd: folderOf(peer) });
}

/** A program of the peer, which is told and answers one line at a time, and ends with its standard input. */
export class PeerProcess {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(peer: PeerName, dir: string, name: string, given: readonly (string | number)[]) {
    this.#name = name;
    this.#child = spawn(process.execPath, ['--max-old-space-size=8192', peerFile(peer, name), ...given.map(String)], {
      cwd: dir,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const { stdout } = this.#child;
    if (stdout === null) throw new Error('no output');
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  /** The next line that it says. */
  async hear(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error(`the peer's ${this.#name} ended`);
    return JSON.parse(value);
  }

  ask(word: string): Promise<unknown> {
    this.#child.stdin?.write(`${word}\n`);
    return this.hear();
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin?.end();
    // One that is still at work on an answer does not hear that it is over.
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), stopMilliseconds);
    await ended;
    clearTimeout(timer);
  }
}
