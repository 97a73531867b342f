import { Buffer, isUtf8 } from 'node:buffer';
import { Problem } from '../../../protocol/problem.js';
import { FileFault } from '../file-fault.js';
import { importTextCharactersMax } from '../limits.js';

/** One line of NDJSON, or the Problem that kept it from being read. */
export interface NumberedLine {
  readonly line: number;
  readonly text: string | Problem;
}

const lineFeed = 0x0a;
const nothing = Buffer.alloc(0);

/** Cuts NDJSON that streams by into lines, numbered from 1; empty lines count but are not given. */
export class LineSplitter {
  #line = 1;
  #parts: Buffer[] = [];
  #bytes = 0;

  push(piece: Buffer): readonly NumberedLine[] {
    const lines: NumberedLine[] = [];
    let start = 0;
    for (let end = piece.indexOf(lineFeed); end !== -1; end = piece.indexOf(lineFeed, start)) {
      this.#keep(piece.subarray(start, end));
      lines.push(...this.finish());
      start = end + 1;
    }
    this.#keep(piece.subarray(start));
    return lines;
  }

  /** The line at hand; the last one of a file may lack its end. */
  finish(): readonly NumberedLine[] {
    const text = this.#read();
    const line = this.#line;
    this.#line += 1;
    this.#parts = [];
    this.#bytes = 0;
    return text === '' ? [] : [{ line, text }];
  }

  #read(): string | Problem {
    if (this.#bytes > importTextCharactersMax) return new Problem('too-large', `${this.#bytes} bytes in one line`);
    const bytes = this.#parts.length === 1 ? (this.#parts[0] ?? nothing) : Buffer.concat(this.#parts);
    // Else what is no UTF-8 would be stored as a sign that stands for anything.
    if (!isUtf8(bytes)) return notUtf8();
    const text = bytes.toString('utf8');
    return (this.#line === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text).trim();
  }

  #keep(part: Buffer): void {
    this.#bytes += part.length;
    // What is too long is counted, not kept.
    if (this.#bytes > importTextCharactersMax) this.#parts = [];
    else if (part.length > 0) this.#parts.push(part);
  }
}

export function notUtf8(options?: { cause?: unknown }): FileFault {
  const words = { en: 'this is not UTF-8, as JSON must be', fr: 'ce n’est pas de l’UTF-8, comme JSON l’exige' };
  return new FileFault('body-malformed', words, options);
}
