import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import type { FleetPlan, FleetResult } from './fleet-plan.js';

const driver = fileURLToPath(new URL('./driver.ts', import.meta.url));

/** The process that plays the sites; it waits for a word between its steps. */
export class DriverProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor() {
    this.#child = spawn(process.execPath, ['--max-old-space-size=8192', '--import', 'tsx', driver], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const { stdout } = this.#child;
    if (stdout === null) throw new Error('no output');
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  /** Resolves when the batches of all sites are made. */
  make(plan: FleetPlan): Promise<unknown> {
    return this.#step(JSON.stringify(plan));
  }

  /** Resolves when all sessions are open. */
  open(): Promise<unknown> {
    return this.#step('open');
  }

  async send(): Promise<FleetResult> {
    return (await this.#step('send')) as FleetResult;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill();
    await ended;
  }

  async #step(word: string): Promise<unknown> {
    this.#child.stdin?.write(`${word}\n`);
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error('the driver of the sites ended');
    return JSON.parse(value);
  }
}
