import { importTextCharactersMax } from './limits.js';

/** One line of NDJSON; `undefined` text stands for a line that is too long to be a resource. */
export interface NumberedLine {
  readonly line: number;
  readonly text: string | undefined;
}

/** Cuts NDJSON that streams by into lines, numbered from 1; empty lines count but are not given. */
export class LineSplitter {
  #line = 1;
  #parts: string[] = [];
  #length = 0;

  push(piece: string): readonly NumberedLine[] {
    const lines: NumberedLine[] = [];
    let start = 0;
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', start)) {
      this.#keep(piece.slice(start, end));
      lines.push(...this.finish());
      start = end + 1;
    }
    this.#keep(piece.slice(start));
    return lines;
  }

  /** The line at hand; the last one of a file may lack its end. */
  finish(): readonly NumberedLine[] {
    const text = this.#length > importTextCharactersMax ? undefined : this.#parts.join('').trim();
    const line = this.#line;
    this.#line += 1;
    this.#parts = [];
    this.#length = 0;
    return text === '' ? [] : [{ line, text }];
  }

  #keep(part: string): void {
    this.#length += part.length;
    // What is too long is counted, not kept.
    if (this.#length <= importTextCharactersMax) this.#parts.push(part);
  }
}
