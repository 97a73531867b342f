import { rowCharactersMax } from '../limits.js';

/** A row of a table (RFC 4180), or why it cannot be read. */
export interface CsvRow {
  /** The line of the file on which it begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
  readonly fault?: 'quote-open' | 'quote-stray' | 'too-long';
}

const quote = '"';

/**
 * Cuts a table that streams by into rows (RFC 4180): fields may be quoted, a quote within them doubled, and hold line
 * ends. Rows that are empty are left out.
 */
export class CsvSplitter {
  readonly #delimiter: string;
  #line = 1;
  #begin = 1;
  #fields: string[] = [];
  #field = '';
  #characters = 0;
  #state: 'start' | 'plain' | 'quoted' | 'closed' = 'start';
  #fault: CsvRow['fault'];
  #wasReturn = false;

  /** @param delimiter one character: `;`, `,` or a tab */
  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  push(piece: string): readonly CsvRow[] {
    const rows: CsvRow[] = [];
    for (const character of piece) {
      const row = this.#take(character);
      if (row !== undefined) rows.push(row);
    }
    return rows;
  }

  /** The last row, whose line end may be missing. */
  finish(): readonly CsvRow[] {
    if (this.#state === 'quoted') this.#fault ??= 'quote-open';
    const row = this.#endRow();
    return row === undefined ? [] : [row];
  }

  #take(character: string): CsvRow | undefined {
    const followsReturn = this.#wasReturn;
    this.#wasReturn = character === '\r';
    if (character === '\n' && followsReturn) {
      if (this.#state === 'quoted') this.#keep(character);
      return undefined;
    }
    const isLineEnd = character === '\n' || character === '\r';
    if (isLineEnd) this.#line += 1;
    if (this.#state === 'quoted') {
      if (character === quote) this.#state = 'closed';
      else this.#keep(character);
      return undefined;
    }
    if (isLineEnd) return this.#endRow();
    if (character === this.#delimiter) this.#endField();
    else this.#takeWithin(character);
    return undefined;
  }

  #takeWithin(character: string): void {
    if (character !== quote) {
      // Behind the closing quote nothing but the end of the field may stand; spaces are forgiven.
      if (this.#state === 'closed' && character.trim() !== '') this.#fault ??= 'quote-stray';
      else if (this.#state !== 'closed') this.#keep(character);
      if (this.#state === 'start' && character.trim() !== '') this.#state = 'plain';
    } else if (this.#state === 'closed') {
      this.#keep(quote);
      this.#state = 'quoted';
    } else if (this.#state === 'start') {
      this.#field = '';
      this.#state = 'quoted';
    } else this.#keep(quote);
  }

  #keep(text: string): void {
    this.#characters += text.length;
    if (this.#characters > rowCharactersMax) this.#fault ??= 'too-long';
    else this.#field += text;
  }

  #endField(): void {
    this.#characters += 1;
    if (this.#characters > rowCharactersMax) this.#fault ??= 'too-long';
    else this.#fields.push(this.#field.trim());
    this.#field = '';
    this.#state = 'start';
  }

  #endRow(): CsvRow | undefined {
    const isEmpty = this.#fields.length === 0 && this.#state === 'start' && this.#fault === undefined;
    this.#endField();
    const row = { line: this.#begin, fields: this.#fields, ...(this.#fault && { fault: this.#fault }) };
    this.#fields = [];
    this.#characters = 0;
    this.#fault = undefined;
    this.#begin = this.#line;
    return isEmpty ? undefined : row;
  }
}
