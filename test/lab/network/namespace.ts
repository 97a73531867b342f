import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { command } from './command.js';

/** A network namespace of this run, with the programs in it; all of it is gone after `remove`. */
export class Namespace {
  readonly name: string;
  readonly #children = new Set<ChildProcess>();

  constructor(name: string) {
    this.name = name;
  }

  async create(): Promise<void> {
    await command('ip', ['netns', 'add', this.name]);
    await this.run('ip', ['link', 'set', 'lo', 'up']);
  }

  /** Runs a command in it to its end. */
  run(program: string, args: readonly string[], input?: string): Promise<string> {
    return command('ip', ['netns', 'exec', this.name, program, ...args], input);
  }

  /** Starts a program in it; `ip` becomes that program, so that the child is the program itself. */
  spawn(program: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): ChildProcess {
    const { PATH, HOME, TMPDIR } = process.env;
    const child = spawn('ip', ['netns', 'exec', this.name, program, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      // Without the test runner's own settings, which it would inherit.
      env: { PATH, HOME, TMPDIR, ...environment },
    });
    this.#children.add(child);
    child.on('close', () => this.#children.delete(child));
    return child;
  }

  async remove(): Promise<void> {
    await Promise.all([...this.#children].map((child) => end(child)));
    await command('ip', ['netns', 'del', this.name]).catch(() => {});
  }
}

/** Ends a program, by force when it does not listen. */
export async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), 8_000);
  await closed;
  clearTimeout(timer);
}
