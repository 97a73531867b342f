import { Problem } from '../../../protocol/problem.js';
import { FileFault } from '../file-fault.js';
import { importTextCharactersMax } from '../limits.js';

const quote = 0x22;
const backslash = 0x5c;

/**
 * Cuts the elements of the top-level `entry` array out of a Bundle that streams by, as text, so that a file larger than
 * memory can be read and numbers stay as written. It finds ends by brackets and quotes only; what is between them is
 * parsed, and refused, one entry at a time.
 */
export class BundleSplitter {
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The string being read at depth 1, and the key that the value at hand belongs to. */
  #token = '';
  #key = '';
  #inEntries = false;
  #capturing = false;
  #captured: string[] = [];
  #capturedLength = 0;
  #began = false;
  #isOver = false;
  #type: string | undefined;

  /** `Bundle.type`, once it went by. */
  get type(): string | undefined {
    return this.#type;
  }

  /** The entries that end in this piece. @throws Problem `too-large` */
  push(piece: string): readonly string[] {
    const entries: string[] = [];
    let start = 0;
    for (let index = 0; index < piece.length; index += 1) {
      const code = piece.charCodeAt(index);
      if (this.#inString) {
        this.#readString(code, piece, index);
        continue;
      }
      const wasCapturing = this.#capturing;
      this.#readStructure(code);
      if (!wasCapturing && this.#capturing) start = index;
      if (wasCapturing && !this.#capturing) {
        entries.push(this.#captured.join('') + piece.slice(start, index + 1));
        this.#captured = [];
        this.#capturedLength = 0;
        start = index + 1;
      }
    }
    if (this.#capturing) this.#keep(piece.slice(start));
    return entries;
  }

  /** @throws Problem `body-malformed` when the Bundle was cut off */
  finish(): void {
    if (!this.#began || this.#depth !== 0 || this.#inString) {
      throw new FileFault('body-malformed', { en: 'the file is cut off', fr: 'le fichier est coupé' });
    }
  }

  #readString(code: number, piece: string, index: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (code === backslash) this.#escaped = true;
    else if (code === quote) this.#inString = false;
    if (this.#inString && this.#depth === 1 && this.#token.length < 64) this.#token += piece[index];
  }

  #readStructure(code: number): void {
    switch (code) {
      case quote:
        this.#inString = true;
        if (this.#depth === 1) this.#token = '';
        return;
      case 0x3a: // :
        if (this.#depth === 1) this.#key = this.#token;
        return;
      case 0x2c: // ,
        if (this.#depth === 1) this.#endMember();
        return;
      case 0x5b: // [
      case 0x7b: // {
        if (this.#isOver) throw malformed('more after the end', 'du contenu après la fin');
        this.#began = true;
        this.#depth += 1;
        if (this.#depth === 2) this.#inEntries = code === 0x5b && this.#key === 'entry';
        if (this.#depth === 3 && this.#inEntries && code === 0x7b) this.#capturing = true;
        return;
      case 0x5d: // ]
      case 0x7d: // }
        if (this.#depth === 1) this.#endMember();
        this.#depth -= 1;
        if (this.#depth === 2) this.#capturing = false;
        if (this.#depth < 0) throw malformed('a bracket closes nothing', 'une parenthèse ne ferme rien');
        this.#isOver = this.#depth === 0;
        return;
      default:
        return;
    }
  }

  #endMember(): void {
    if (this.#key === 'type') this.#type ??= this.#token;
    this.#key = '';
  }

  #keep(text: string): void {
    this.#captured.push(text);
    this.#capturedLength += text.length;
    if (this.#capturedLength > importTextCharactersMax) throw new Problem('too-large', 'an entry of the Bundle');
  }
}

function malformed(en: string, fr: string): FileFault {
  return new FileFault('body-malformed', { en, fr });
}
