import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Programs that were started together, and end together. */
export class Programs {
  readonly #children = new Set<ChildProcess>();

  start(program: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): ChildProcess {
    const { PATH, HOME, TMPDIR } = process.env;
    const child = spawn(program, [...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      // Without the test runner's own settings, which it would inherit.
      env: { PATH, HOME, TMPDIR, ...environment },
    });
    this.#children.add(child);
    child.on('close', () => this.#children.delete(child));
    return child;
  }

  async end(): Promise<void> {
    await Promise.all([...this.#children].map((child) => end(child)));
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
