import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

interface Teardown {
  teardown(stop: () => unknown): unknown;
}

/** What a shell says before each command; nothing else does. */
const prompt = 'technicien> ';
const commandMillisecondsMax = 240_000;

/** One command as it was typed at a terminal, and what was seen. */
export interface Typed {
  readonly command: string;
  /** Characters that the technician typed, with the line's end. */
  readonly characters: number;
  readonly seconds: number;
  readonly seen: string;
}

/** A shell on a pseudo-terminal, as a technician has it who sits at a box; `script` of util-linux makes the terminal. */
export class Terminal {
  readonly typed: Typed[] = [];
  readonly #child: ChildProcess;
  #seen = '';

  constructor(t: Teardown, environment: Readonly<Record<string, string | undefined>>) {
    // Its own process group, so that what it started ends with it.
    this.#child = spawn('script', ['--quiet', '--flush', '--return', '--command', 'sh -i', '/dev/null'], {
      env: { ...environment, PS1: prompt, TERM: 'xterm-256color' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.stdout?.on('data', (data) => {
      this.#seen += String(data);
    });
    t.teardown(() => this.#end());
  }

  /** Waits for the shell's first prompt. */
  async ready(): Promise<void> {
    await this.#prompted();
    this.#seen = '';
  }

  /** Types a command and waits until the shell asks for the next one. */
  async type(command: string): Promise<Typed> {
    this.#seen = '';
    const began = performance.now();
    this.#child.stdin?.write(`${command}\n`);
    await this.#prompted();
    const seconds = (performance.now() - began) / 1000;
    // The terminal echoes what is typed.
    const seen = this.#seen.replaceAll('\r', '').split('\n').slice(1).join('\n');
    const typed = { command, characters: command.length + 1, seconds, seen: seen.slice(0, -prompt.length) };
    this.typed.push(typed);
    return typed;
  }

  /** The terminal goes away, and what still waits at it. */
  async #end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }

  /** Until the last thing that is seen is a prompt of the shell. */
  async #prompted(): Promise<void> {
    const until = performance.now() + commandMillisecondsMax;
    while (!this.#seen.endsWith(prompt)) {
      if (performance.now() > until || this.#child.exitCode !== null) throw new Error(`no prompt: ${this.#seen}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
