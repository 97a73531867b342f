import { createHash } from 'node:crypto';

/** What happened in a run, in order: its digest shows that the same seed gives the same run. */
export class Trace {
  readonly #hash = createHash('sha256');
  #isOver = false;
  readonly #print: ((line: string) => void) | undefined;

  constructor(print?: (line: string) => void) {
    this.#print = print;
  }

  /** @param explain what the bytes say, for who reads along */
  note(elapsedMilliseconds: number, what: string, bytes?: Uint8Array, explain?: () => string): void {
    // What a program still tries when its run is over is no part of it.
    if (this.#isOver) return;
    this.#hash.update(`${elapsedMilliseconds} ${what}\n`);
    if (bytes !== undefined) this.#hash.update(bytes);
    this.#print?.(
      `${elapsedMilliseconds.toFixed(1).padStart(10)} ${what}${explain === undefined ? '' : ` ${explain()}`}`,
    );
  }

  /** Hexadecimal; to be called once. */
  digest(): string {
    this.#isOver = true;
    return this.#hash.digest('hex');
  }
}
