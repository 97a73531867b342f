/** A JSON value by its place in a text: what is between `start` and `end` stands there exactly as it was written. */
export type JsonNode = JsonLeaf | JsonObject | JsonArray;

export interface JsonLeaf {
  readonly kind: 'string' | 'other';
  readonly start: number;
  readonly end: number;
}

export interface JsonObject {
  readonly kind: 'object';
  readonly start: number;
  readonly end: number;
  /** With their quotation marks, as written. */
  readonly keys: readonly string[];
  readonly values: readonly JsonNode[];
}

export interface JsonArray {
  readonly kind: 'array';
  readonly start: number;
  readonly end: number;
  readonly items: readonly JsonNode[];
}

/** Containers within containers; deeper ones are carried as they are. */
export const modelledDepthMax = 48;

const character = { quote: 0x22, comma: 0x2c, colon: 0x3a, bracket: 0x5b, backslash: 0x5c, brace: 0x7b } as const;
const ends = { bracket: 0x5d, brace: 0x7d } as const;

/**
 * Takes JSON text without white space apart, and changes nothing: strings and numbers keep each character. Gives
 * `undefined` for any other text. It need not be JSON in all respects: what is taken apart is put together the same way.
 */
export function parseTree(text: string): JsonNode | undefined {
  const scanner = new TreeScanner(text);
  const node = scanner.value(0);
  return node !== undefined && node.end === text.length ? node : undefined;
}

class TreeScanner {
  #position = 0;

  constructor(readonly text: string) {}

  value(depth: number): JsonNode | undefined {
    const first = this.text.charCodeAt(this.#position);
    if (first === character.quote) return this.#string();
    if (first !== character.brace && first !== character.bracket) return this.#other();
    if (depth >= modelledDepthMax) return undefined;
    return first === character.brace ? this.#object(depth) : this.#array(depth);
  }

  #object(depth: number): JsonObject | undefined {
    const start = this.#position++;
    const keys: string[] = [];
    const values: JsonNode[] = [];
    if (this.#takes(ends.brace)) return { kind: 'object', start, end: this.#position, keys, values };
    do {
      const key = this.#string();
      if (key === undefined || !this.#takes(character.colon)) return undefined;
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      keys.push(this.text.slice(key.start, key.end));
      values.push(value);
    } while (this.#takes(character.comma));
    return this.#takes(ends.brace) ? { kind: 'object', start, end: this.#position, keys, values } : undefined;
  }

  #array(depth: number): JsonArray | undefined {
    const start = this.#position++;
    const items: JsonNode[] = [];
    if (this.#takes(ends.bracket)) return { kind: 'array', start, end: this.#position, items };
    do {
      const item = this.value(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    } while (this.#takes(character.comma));
    return this.#takes(ends.bracket) ? { kind: 'array', start, end: this.#position, items } : undefined;
  }

  #string(): JsonLeaf | undefined {
    const { text } = this;
    const start = this.#position;
    if (text.charCodeAt(start) !== character.quote) return undefined;
    for (let position = start + 1; position < text.length; position += 1) {
      const code = text.charCodeAt(position);
      if (code === character.backslash) position += 1;
      else if (code === character.quote) {
        this.#position = position + 1;
        return { kind: 'string', start, end: position + 1 };
      } else if (code < 0x20) return undefined;
    }
    return undefined;
  }

  /** A number, `true`, `false` or `null`. */
  #other(): JsonLeaf | undefined {
    const { text } = this;
    const start = this.#position;
    let position = start;
    while (isWordCharacter(text.charCodeAt(position))) position += 1;
    if (position === start) return undefined;
    this.#position = position;
    return { kind: 'other', start, end: position };
  }

  #takes(code: number): boolean {
    if (this.text.charCodeAt(this.#position) !== code) return false;
    this.#position += 1;
    return true;
  }
}

/** Letters, digits, `+`, `-` and `.`. */
function isWordCharacter(code: number): boolean {
  const lower = code | 0x20;
  return (
    (code >= 0x30 && code <= 0x39) ||
    (lower >= 0x61 && lower <= 0x7a) ||
    code === 0x2b ||
    code === 0x2d ||
    code === 0x2e
  );
}
