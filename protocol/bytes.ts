import { Problem } from './problem.js';

const utf8 = new TextEncoder();
// A byte order mark stays: what is written once is carried byte for byte (rule W2).
const utf8Strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Writes the primitive forms of the wire: unsigned LEB128 integers, raw bytes, length-prefixed bytes and text. */
export class ByteWriter {
  #buffer = new Uint8Array(512);
  #length = 0;

  /** Unsigned integer up to 2^53 − 1, seven bits a byte, the lowest first (LEB128). */
  integer(value: number): this {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('not an unsigned safe integer');
    this.#reserve(8);
    let rest = value;
    while (rest > 0x7f) {
      this.#buffer[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#buffer[this.#length++] = rest;
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  bytes(bytes: Uint8Array): this {
    return this.integer(bytes.length).raw(bytes);
  }

  text(text: string): this {
    return this.#shortAscii(text) ? this : this.bytes(utf8.encode(text));
  }

  /** Ids, types and authors are all like this, and an encoder's call for each would cost more than the bytes. */
  #shortAscii(text: string): boolean {
    const { length } = text;
    if (length > 0x7f) return false;
    this.#reserve(length + 1);
    const buffer = this.#buffer;
    let position = this.#length;
    buffer[position++] = length;
    for (let index = 0; index < length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) return false;
      buffer[position++] = code;
    }
    this.#length = position;
    return true;
  }

  /** The bytes written so far; the writer must not be used afterwards, or the bytes not after {@link clear}. */
  finish(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Begins anew in the same memory. */
  clear(): this {
    this.#length = 0;
    return this;
  }

  #reserve(extra: number): void {
    const needed = this.#length + extra;
    if (needed <= this.#buffer.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
    grown.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = grown;
  }
}

/** Reads what {@link ByteWriter} wrote. Every read is bounded; anything else is a Problem `batch-malformed`. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  integer(): number {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 8; count += 1) {
      const byte = this.#bytes[this.#position++];
      if (byte === undefined) throw new Problem('batch-malformed', 'ends inside an integer');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (!Number.isSafeInteger(value)) throw new Problem('batch-malformed', 'integer too large');
        return value;
      }
      scale *= 0x80;
    }
    throw new Problem('batch-malformed', 'integer too long');
  }

  raw(length: number): Uint8Array {
    const end = this.#position + length;
    if (end > this.#bytes.length) throw new Problem('batch-malformed', 'ends too early');
    const slice = this.#bytes.subarray(this.#position, end);
    this.#position = end;
    return slice;
  }

  bytes(lengthMax: number): Uint8Array {
    const length = this.integer();
    if (length > lengthMax) throw new Problem('batch-malformed', 'field too long');
    return this.raw(length);
  }

  text(lengthMax: number): string {
    const bytes = this.bytes(lengthMax);
    if (isShortAscii(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    try {
      return utf8Strict.decode(bytes);
    } catch (cause) {
      throw new Problem('batch-malformed', 'not UTF-8', [], { cause });
    }
  }

  rest(): Uint8Array {
    return this.raw(this.#bytes.length - this.#position);
  }

  get done(): boolean {
    return this.#position === this.#bytes.length;
  }
}

function isShortAscii(bytes: Uint8Array): boolean {
  if (bytes.length > 0x7f) return false;
  for (let index = 0; index < bytes.length; index += 1) if ((bytes[index] ?? 0) > 0x7f) return false;
  return true;
}

/** Whether two byte strings are equal; not for secrets. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index += 1) if (left[index] !== right[index]) return false;
  return true;
}
