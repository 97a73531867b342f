import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { marks, type Needle } from './canaries.js';
import { NeedleFinder } from './needle-finder.js';

const blockBytes = 1 << 20;
const headBytes = 15;
const writeKind = 1;

/** Looks for needles in streams of bytes, over the borders of what it is given, and keeps what it found where. */
export class SpillSearch {
  readonly #finder = new NeedleFinder();
  readonly #isProgram: (place: string) => boolean;
  readonly #found = new Set<string>();
  #bytes = 0;

  /** @param isProgram where the text of programs lies, in which the marks of records and databases stand as well */
  constructor(needles: readonly Needle[], isProgram: (place: string) => boolean = () => false) {
    this.#finder.add(needles);
    this.#isProgram = isProgram;
  }

  /** What is not known before the programs run. */
  alsoFor(needles: readonly Needle[]): void {
    this.#finder.add(needles);
  }

  /** `needle in place`, each once. */
  get found(): readonly string[] {
    return [...this.#found].toSorted();
  }

  /** How much was looked through. */
  get bytes(): number {
    return this.#bytes;
  }

  look(place: string, bytes: Buffer): void {
    this.#bytes += bytes.length;
    for (const name of this.#finder.namesIn(bytes)) {
      if (!(isMark(name) && this.#isProgram(place))) this.#found.add(`${name} in ${place}`);
    }
  }

  /** Every byte of every file below a folder, as it is now. */
  lookThrough(folder: string): void {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) this.#lookAtFile(join(entry.parentPath, entry.name));
      // A name may tell as much.
      this.look('the name of a file', Buffer.from(entry.name));
    }
  }

  /**
   * Everything that programs ever wrote to files, as the shim wrote it down: what was removed or written over, too.
   * @returns the paths that were written to
   */
  lookAtTrace(trace: string): ReadonlySet<string> {
    const tails = new Map<string, { readonly end: number; readonly bytes: Buffer }>();
    for (const { kind, path, offset, bytes } of recordsOf(trace)) {
      if (kind !== writeKind) continue;
      const before = tails.get(path);
      const joined = before?.end === offset ? Buffer.concat([before.bytes, bytes]) : bytes;
      this.look(`what was written to ${path}`, joined);
      tails.set(path, { end: offset + bytes.length, bytes: joined.subarray(-this.#overlapBytes) });
    }
    return new Set(tails.keys());
  }

  #lookAtFile(path: string): void {
    const file = openSync(path, 'r');
    try {
      let tail = Buffer.alloc(0);
      for (const block of blocksOf(file)) {
        const joined = Buffer.concat([tail, block]);
        this.look(path, joined);
        tail = Buffer.from(joined.subarray(-this.#overlapBytes));
      }
    } finally {
      closeSync(file);
    }
  }

  get #overlapBytes(): number {
    return this.#finder.lengthMax - 1;
  }
}

const isMark = (name: string) => marks.some((mark) => mark === name);

interface TraceRecord {
  readonly kind: number;
  readonly path: string;
  readonly offset: number;
  readonly bytes: Buffer;
}

/** A trace is larger than what one wants in memory; its form: `disk-shim.c`. */
function* recordsOf(trace: string): Generator<TraceRecord> {
  const file = openSync(trace, 'r');
  let left = Buffer.alloc(0);
  try {
    for (const block of blocksOf(file)) {
      left = Buffer.concat([left, block]);
      for (let record = recordAt(left); record !== undefined; record = recordAt(left)) {
        yield record.record;
        left = left.subarray(record.end);
      }
    }
  } finally {
    closeSync(file);
  }
  if (left.length > 0) throw new Error(`${left.length} bytes of the trace are no record`);
}

function recordAt(bytes: Buffer): { readonly record: TraceRecord; readonly end: number } | undefined {
  if (bytes.length < headBytes) return undefined;
  const kind = bytes.readUInt8(0);
  const pathEnd = headBytes + bytes.readUInt16LE(1);
  const hasBytes = kind === writeKind || kind === 7 || kind === 9;
  const end = pathEnd + (hasBytes ? bytes.readUInt32LE(11) : 0);
  if (bytes.length < end) return undefined;
  const path = bytes.toString('utf8', headBytes, pathEnd);
  const offset = Number(bytes.readBigUInt64LE(3));
  return { record: { kind, path, offset, bytes: bytes.subarray(pathEnd, end) }, end };
}

function* blocksOf(file: number): Generator<Buffer> {
  for (;;) {
    const block = Buffer.alloc(blockBytes);
    const read = readSync(file, block, 0, blockBytes, null);
    if (read === 0) return;
    yield block.subarray(0, read);
  }
}
