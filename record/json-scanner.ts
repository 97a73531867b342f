import { Problem } from '../protocol/problem.js';
import { nestingDepthMax } from './limits.js';

/** One member of a JSON object: its decoded key and its value in canonical form. */
export interface JsonMember {
  readonly key: string;
  /** Canonical text of the value: sorted keys, minimal escapes, numbers as they were written. */
  readonly value: string;
}

/** May replace the value of a string member; `undefined` leaves it. Used to rewrite references without touching numbers. */
export type StringRewriter = (key: string, text: string) => string | undefined;

const quote = 0x22;
const backslash = 0x5c;
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const literals = ['true', 'false', 'null'] as const;
const escapes: Readonly<Record<string, string>> = {
  b: '\\b',
  t: '\\t',
  n: '\\n',
  f: '\\f',
  r: '\\r',
  '"': '\\"',
  '\\': '\\\\',
  '/': '/',
};

/**
 * Reads JSON (RFC 8259) straight into canonical text (RFC 8785), in one pass and without ever turning a number into a
 * double. Refuses what the canonical form has no answer for: duplicate keys, lone surrogates, and nesting without end.
 * @throws Problem `body-malformed`
 */
export class JsonScanner {
  readonly #text: string;
  readonly #rewrite: StringRewriter | undefined;
  #position = 0;
  #depth = 0;

  constructor(text: string, rewrite?: StringRewriter) {
    this.#text = text;
    this.#rewrite = rewrite;
  }

  /** The members of the object that the whole text is, sorted by key. */
  members(): JsonMember[] {
    this.#space();
    const members = this.#object();
    this.#end();
    return members;
  }

  /** The canonical texts of the elements of the array that the whole text is. */
  elements(): string[] {
    this.#space();
    const elements = this.#array();
    this.#end();
    return elements;
  }

  #end(): void {
    this.#space();
    if (this.#position < this.#text.length) throw malformed('more after the end', this.#position);
  }

  #value(key: string): string {
    switch (this.#text.charCodeAt(this.#position)) {
      case 0x7b:
        return writeMembers(this.#object());
      case 0x5b:
        return `[${this.#array().join(',')}]`;
      case quote:
        return this.#stringValue(key);
      default:
        return this.#scalar();
    }
  }

  #stringValue(key: string): string {
    const raw = this.#string();
    if (this.#rewrite === undefined) return raw;
    const replaced = this.#rewrite(key, JSON.parse(raw) as string);
    return replaced === undefined ? raw : new JsonScanner(JSON.stringify(replaced)).#string();
  }

  #scalar(): string {
    for (const literal of literals) {
      if (this.#text.startsWith(literal, this.#position)) {
        this.#position += literal.length;
        return literal;
      }
    }
    numberPattern.lastIndex = this.#position;
    const match = numberPattern.exec(this.#text);
    if (match === null) throw malformed('a value is expected', this.#position);
    this.#position += match[0].length;
    return match[0];
  }

  #object(): JsonMember[] {
    this.#open('{');
    const members: JsonMember[] = [];
    if (this.#take('}')) return this.#close(members);
    let sorted = true;
    do {
      this.#space();
      if (this.#text.charCodeAt(this.#position) !== quote) throw malformed('a key is expected', this.#position);
      const key = decodeString(this.#string());
      this.#space();
      this.#expect(':');
      this.#space();
      const previous = members.at(-1);
      if (previous !== undefined && previous.key >= key) sorted = false;
      members.push({ key, value: this.#value(key) });
      this.#space();
    } while (this.#take(','));
    this.#expect('}');
    if (!sorted) this.#sort(members);
    return this.#close(members);
  }

  #sort(members: JsonMember[]): void {
    // JavaScript compares strings by UTF-16 code units, which is the order of RFC 8785 §3.2.3.
    members.sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0));
    for (let index = 1; index < members.length; index += 1) {
      if (members[index]?.key === members[index - 1]?.key) throw malformed('a key is given twice', this.#position);
    }
  }

  #array(): string[] {
    this.#open('[');
    const elements: string[] = [];
    if (this.#take(']')) return this.#close(elements);
    do {
      this.#space();
      elements.push(this.#value(''));
      this.#space();
    } while (this.#take(','));
    this.#expect(']');
    return this.#close(elements);
  }

  #open(bracket: string): void {
    this.#expect(bracket);
    this.#depth += 1;
    if (this.#depth > nestingDepthMax) throw malformed('nested too deeply', this.#position);
    this.#space();
  }

  #close<Result>(result: Result): Result {
    this.#depth -= 1;
    return result;
  }

  /** Reads a string and returns it quoted, with the escapes of RFC 8785 §3.2.2.2. */
  #string(): string {
    const start = this.#position;
    this.#position += 1;
    let out = '';
    let from = start;
    for (;;) {
      const code = this.#text.charCodeAt(this.#position);
      if (code === quote) break;
      if (code === backslash) {
        out += this.#text.slice(from, this.#position) + this.#escape();
        from = this.#position;
      } else if (code < 0x20 || Number.isNaN(code)) {
        throw malformed('a string is not closed or holds a control character', this.#position);
      } else if (code >= 0xd800 && code <= 0xdfff) {
        this.#surrogatePair(code);
      } else {
        this.#position += 1;
      }
    }
    this.#position += 1;
    return out + this.#text.slice(from, this.#position);
  }

  #surrogatePair(high: number): void {
    const low = this.#text.charCodeAt(this.#position + 1);
    if (!isPair(high, low)) throw malformed('half of a character', this.#position);
    this.#position += 2;
  }

  #escape(): string {
    const letter = this.#text[this.#position + 1] ?? '';
    this.#position += 2;
    if (letter !== 'u') {
      const written = escapes[letter];
      if (written === undefined) throw malformed('an unknown escape', this.#position);
      return written;
    }
    const code = this.#hex();
    if (code < 0xd800 || code > 0xdfff) return JSON.stringify(String.fromCharCode(code)).slice(1, -1);
    if (this.#text.slice(this.#position, this.#position + 2) !== '\\u') {
      throw malformed('half of a character', this.#position);
    }
    this.#position += 2;
    const low = this.#hex();
    if (!isPair(code, low)) throw malformed('half of a character', this.#position);
    return String.fromCharCode(code, low);
  }

  #hex(): number {
    const digits = this.#text.slice(this.#position, this.#position + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw malformed('an unknown escape', this.#position);
    this.#position += 4;
    return Number.parseInt(digits, 16);
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#position);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#position += 1;
    }
  }

  #take(character: string): boolean {
    if (this.#text[this.#position] !== character) return false;
    this.#position += 1;
    return true;
  }

  #expect(character: string): void {
    if (!this.#take(character)) throw malformed(`${character} is expected`, this.#position);
  }
}

/** Writes members back as a canonical object; they must be sorted. */
export function writeMembers(members: readonly JsonMember[]): string {
  let out = '{';
  for (const member of members) {
    if (out.length > 1) out += ',';
    out += `${JSON.stringify(member.key)}:${member.value}`;
  }
  return `${out}}`;
}

function decodeString(quoted: string): string {
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}

function isPair(high: number, low: number): boolean {
  return high >= 0xd800 && high <= 0xdbff && low >= 0xdc00 && low <= 0xdfff;
}

function malformed(what: string, position: number): Problem {
  return new Problem('body-malformed', `${what}, at character ${position}`);
}
