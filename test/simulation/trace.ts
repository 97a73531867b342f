import { createHash } from 'node:crypto';

/** So much is put together before it is hashed: each call of the hash costs more than what it does with a line. */
const gatheredBytesMax = 64 * 1024;

/** Of one unit of a string. */
const utf8BytesMax = 3;

/** What happened in a run, in order: its digest shows that the same seed gives the same run. */
export class Trace {
  readonly #hash = createHash('sha256');
  readonly #gathered = Buffer.allocUnsafe(gatheredBytesMax);
  #gatheredBytes = 0;
  #isOver = false;
  readonly #print: ((line: string) => void) | undefined;

  constructor(print?: (line: string) => void) {
    this.#print = print;
  }

  /** @param explain what the bytes say, for who reads along */
  note(elapsedMilliseconds: number, what: string, bytes?: Uint8Array, explain?: () => string): void {
    // What a program still tries when its run is over is no part of it.
    if (this.#isOver) return;
    const line = `${elapsedMilliseconds} ${what}\n`;
    this.#makeRoom(line.length * utf8BytesMax + (bytes?.length ?? 0));
    this.#gatheredBytes += this.#gathered.write(line, this.#gatheredBytes);
    if (bytes !== undefined) this.#gather(bytes);
    this.#print?.(
      `${elapsedMilliseconds.toFixed(1).padStart(10)} ${what}${explain === undefined ? '' : ` ${explain()}`}`,
    );
  }

  /** Hexadecimal; to be called once. */
  digest(): string {
    this.#isOver = true;
    this.#hashGathered();
    return this.#hash.digest('hex');
  }

  #gather(bytes: Uint8Array): void {
    if (bytes.length > gatheredBytesMax - this.#gatheredBytes) {
      this.#hashGathered();
      this.#hash.update(bytes);
      return;
    }
    this.#gathered.set(bytes, this.#gatheredBytes);
    this.#gatheredBytes += bytes.length;
  }

  #makeRoom(bytes: number): void {
    if (bytes > gatheredBytesMax - this.#gatheredBytes) this.#hashGathered();
  }

  #hashGathered(): void {
    this.#hash.update(this.#gathered.subarray(0, this.#gatheredBytes));
    this.#gatheredBytes = 0;
  }
}
