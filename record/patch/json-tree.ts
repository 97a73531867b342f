import { JsonScanner, writeMembers } from '../json-scanner.js';

/** A number as it was written: a patch must not make `5.4` of `5.40` (rule W4). */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type JsonTree = string | boolean | null | JsonNumber | JsonTree[] | JsonObject;
export type JsonObject = Map<string, JsonTree>;

const numberToken = /[^,\]}]+/y;

/**
 * Reads JSON into a tree whose numbers stay as written. Server's own `meta` elements stay, too.
 * @throws Problem `body-malformed`: as {@link JsonScanner}
 */
export function readTree(text: string): JsonTree {
  const start = text.trimStart();
  const canonical = start.startsWith('[')
    ? `[${new JsonScanner(text).elements().join(',')}]`
    : writeMembers(new JsonScanner(text).members());
  return new TreeReader(canonical).value();
}

/** Canonical text is without white space, so every token ends where the next begins. */
class TreeReader {
  readonly #text: string;
  #position = 0;

  constructor(canonical: string) {
    this.#text = canonical;
  }

  value(): JsonTree {
    switch (this.#text[this.#position]) {
      case '{':
        return this.#object();
      case '[':
        return this.#array();
      case '"':
        return this.#string();
      default:
        return this.#scalar();
    }
  }

  #object(): JsonObject {
    const object: JsonObject = new Map();
    this.#position += 1;
    while (this.#text[this.#position] !== '}') {
      const key = this.#string();
      this.#position += 1;
      object.set(key, this.value());
      if (this.#text[this.#position] === ',') this.#position += 1;
    }
    this.#position += 1;
    return object;
  }

  #array(): JsonTree[] {
    const array: JsonTree[] = [];
    this.#position += 1;
    while (this.#text[this.#position] !== ']') {
      array.push(this.value());
      if (this.#text[this.#position] === ',') this.#position += 1;
    }
    this.#position += 1;
    return array;
  }

  #string(): string {
    const start = this.#position;
    let end = start + 1;
    while (this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1;
    this.#position = end + 1;
    return JSON.parse(this.#text.slice(start, end + 1)) as string;
  }

  #scalar(): JsonTree {
    numberToken.lastIndex = this.#position;
    const [token = ''] = numberToken.exec(this.#text) ?? [];
    this.#position += token.length;
    if (token === 'true' || token === 'false') return token === 'true';
    return token === 'null' ? null : new JsonNumber(token);
  }
}

/** JSON text of a tree; not canonical: members come in the order in which they were set. */
export function writeTree(tree: JsonTree): string {
  if (tree instanceof JsonNumber) return tree.text;
  if (Array.isArray(tree)) return `[${tree.map(writeTree).join(',')}]`;
  if (!(tree instanceof Map)) return JSON.stringify(tree);
  return `{${[...tree].map(([key, value]) => `${JSON.stringify(key)}:${writeTree(value)}`).join(',')}}`;
}

/** A copy that shares nothing with its original. */
export function copyTree(tree: JsonTree): JsonTree {
  if (Array.isArray(tree)) return tree.map(copyTree);
  if (tree instanceof Map) return new Map([...tree].map(([key, value]) => [key, copyTree(value)]));
  return tree;
}

/** How much text a tree is, about, and how deep it is nested. */
export function measureTree(tree: JsonTree): { readonly characters: number; readonly depth: number } {
  if (typeof tree === 'string') return { characters: tree.length + 2, depth: 0 };
  if (tree instanceof JsonNumber) return { characters: tree.text.length, depth: 0 };
  if (!Array.isArray(tree) && !(tree instanceof Map)) return { characters: 5, depth: 0 };
  let characters = 2;
  let depth = 0;
  for (const [key, value] of tree.entries()) {
    const inner = measureTree(value);
    characters += String(key).length + inner.characters + 4;
    depth = Math.max(depth, inner.depth);
  }
  return { characters, depth: depth + 1 };
}

/** The tree as plain values, numbers as doubles: to evaluate expressions over, never to write. */
export function plainOf(tree: JsonTree): unknown {
  if (tree instanceof JsonNumber) return Number(tree.text);
  if (Array.isArray(tree)) return tree.map(plainOf);
  if (tree instanceof Map) return Object.fromEntries([...tree].map(([key, value]) => [key, plainOf(value)]));
  return tree;
}

/** Whether two trees are equal as RFC 6902 §4.6 has it: members in any order, numbers by their value. */
export function isEqualTree(left: JsonTree, right: JsonTree): boolean {
  if (left instanceof JsonNumber) return right instanceof JsonNumber && isEqualNumber(left.text, right.text);
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => isEqualTree(item, right[index] ?? null))
    );
  }
  if (left instanceof Map) {
    if (!(right instanceof Map) || left.size !== right.size) return false;
    return [...left].every(([key, value]) => right.has(key) && isEqualTree(value, right.get(key) ?? null));
  }
  return left === right;
}

/** Doubles would hold different long decimals for equal; so those are compared as they were written. */
function isEqualNumber(left: string, right: string): boolean {
  if (left === right) return true;
  const isShort = left.length <= 15 && right.length <= 15;
  return isShort && Number(left) === Number(right);
}
