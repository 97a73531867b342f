import type { ChildProcess } from 'node:child_process';
import { Programs } from '../programs.js';
import { command } from './command.js';

/** A network namespace of this run, with the programs in it; all of it is gone after `remove`. */
export class Namespace {
  readonly name: string;
  readonly #programs = new Programs();

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
    return this.#programs.start('ip', ['netns', 'exec', this.name, program, ...args], environment);
  }

  async remove(): Promise<void> {
    await this.#programs.end();
    await command('ip', ['netns', 'del', this.name]).catch(() => {});
  }
}
