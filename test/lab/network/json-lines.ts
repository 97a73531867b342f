import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A program that is spoken to in lines of JSON: one line in, one line out. */
export class JsonLines {
  readonly #child: ChildProcess;
  readonly #heard: string[] = [];
  readonly #wanted: ((line: string | undefined) => void)[] = [];
  #errors = '';
  #ended = false;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stderr?.on('data', (data) => {
      this.#errors = `${this.#errors}${data}`.slice(-4_000);
    });
    if (child.stdout === null) throw new Error('no output');
    createInterface(child.stdout).on('line', (line) => {
      const wanted = this.#wanted.shift();
      if (wanted === undefined) this.#heard.push(line);
      else wanted(line);
    });
    child.on('close', () => {
      this.#ended = true;
      for (const wanted of this.#wanted.splice(0)) wanted(undefined);
    });
  }

  get errors(): string {
    return this.#errors;
  }

  async next(): Promise<unknown> {
    const line =
      this.#heard.shift() ??
      (this.#ended ? undefined : await new Promise<string | undefined>((resolve) => this.#wanted.push(resolve)));
    if (line === undefined) throw new Error(`the program ended: ${this.#errors}`);
    return JSON.parse(line) as unknown;
  }

  ask(question: object): Promise<unknown> {
    this.tell(question);
    return this.next();
  }

  tell(question: object): void {
    this.#child.stdin?.write(`${JSON.stringify(question)}\n`);
  }

  end(): void {
    this.#child.stdin?.end();
  }
}
