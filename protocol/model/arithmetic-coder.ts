import { Problem } from '../problem.js';

/**
 * One direction of an arithmetic coder of binary decisions: an encoder takes `bit` and gives it back, a decoder passes
 * over `bit` and gives the one that was sent. So one walk over a model serves both ends, and they cannot disagree.
 */
export interface BinaryCoder {
  readonly decoding: boolean;
  /** @param probability that the bit is 1, in 1/4096, 1–4095 */
  code(probability: number, bit: number): number;
}

/**
 * Carry-less binary arithmetic coding over a range of 32 bits (M. Mahoney, "Adaptive Weighing of Context Models for
 * Lossless Data Compression", 2005, §2.1): `low` and `high` are the ends of the range, both included.
 */
export class ArithmeticEncoder implements BinaryCoder {
  readonly decoding = false;
  #buffer = new Uint8Array(4096);
  #length = 0;
  #low = 0;
  #high = 0xffff_ffff;

  code(probability: number, bit: number): number {
    const middle = split(this.#low, this.#high, probability);
    if (bit === 1) this.#high = middle;
    else this.#low = middle + 1;
    while ((this.#low ^ this.#high) >>> 24 === 0) {
      this.#push(this.#high >>> 24);
      this.#low = (this.#low << 8) >>> 0;
      this.#high = ((this.#high << 8) | 0xff) >>> 0;
    }
    return bit;
  }

  /** The bytes of all decisions; the decoder reads zeros behind them. */
  finish(): Uint8Array {
    // The ends differ in their first byte: the upper one's first byte and zeros lie between them.
    if (this.#low > 0) this.#push(this.#high >>> 24);
    return this.#buffer.subarray(0, this.#length);
  }

  get byteLength(): number {
    return this.#length;
  }

  #push(byte: number): void {
    if (this.#length === this.#buffer.length) {
      const grown = new Uint8Array(this.#length * 2);
      grown.set(this.#buffer);
      this.#buffer = grown;
    }
    this.#buffer[this.#length++] = byte;
  }
}

/** Bytes that a decoder reads ahead. */
const lookAheadBytes = 4;

/** Reads what {@link ArithmeticEncoder} wrote; decisions beyond the end of the bytes are a Problem. */
export class ArithmeticDecoder implements BinaryCoder {
  readonly decoding = true;
  readonly #bytes: Uint8Array;
  #position = 0;
  #low = 0;
  #high = 0xffff_ffff;
  #code = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    for (let count = 0; count < lookAheadBytes; count += 1) this.#shift();
  }

  code(probability: number, _bit: number): number {
    const middle = split(this.#low, this.#high, probability);
    const bit = this.#code <= middle ? 1 : 0;
    if (bit === 1) this.#high = middle;
    else this.#low = middle + 1;
    while ((this.#low ^ this.#high) >>> 24 === 0) {
      this.#low = (this.#low << 8) >>> 0;
      this.#high = ((this.#high << 8) | 0xff) >>> 0;
      this.#shift();
    }
    return bit;
  }

  /** Whether all bytes were read, so that none hides behind the last decision. */
  get done(): boolean {
    return this.#position >= this.#bytes.length;
  }

  #shift(): void {
    if (this.#position >= this.#bytes.length + lookAheadBytes) {
      throw new Problem('batch-malformed', 'more decisions than bytes');
    }
    this.#code = ((this.#code << 8) | (this.#bytes[this.#position] ?? 0)) >>> 0;
    this.#position += 1;
  }
}

function split(low: number, high: number, probability: number): number {
  const range = high - low;
  return low + Math.floor(range / 4096) * probability + (((range & 0xfff) * probability) >>> 12);
}
