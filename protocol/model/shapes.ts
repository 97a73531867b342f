import type { Decisions } from './decisions.js';
import { codeInteger } from './integers.js';
import type { Memory, Tables } from './memory.js';
import type { Shape } from './shape.js';
import { noSymbol, Symbols } from './symbols.js';

/** Codes the shapes of objects: mostly one that stood in the same place before. */
export class Shapes {
  readonly #decisions: Decisions;
  readonly #tables: Tables;
  readonly #symbols: Symbols;
  readonly #codeKey: (place: number, given: string) => string;

  /** @param codeKey codes a name without its quotation marks */
  constructor(
    memory: Memory,
    learnt: Memory | undefined,
    tables: Tables,
    decisions: Decisions,
    codeKey: (place: number, given: string) => string,
  ) {
    this.#decisions = decisions;
    this.#tables = tables;
    this.#symbols = new Symbols(memory.shapes, learnt?.shapes, decisions, 1);
    this.#codeKey = codeKey;
  }

  code(place: number, contexts: readonly number[], given: readonly string[] | undefined): Shape {
    const { decoding } = this.#decisions;
    const known = decoding ? undefined : this.#tables.shapeTexts.numberOf(given?.join() ?? '');
    let symbol = this.#symbols.code(place, contexts, noSymbol, known ?? noSymbol);
    if (symbol === noSymbol) {
      const keys = this.#newKeys(given);
      symbol = this.#symbols.add();
      this.#tables.shapeTexts.add(decoding ? '' : keys.join(), decoding);
      this.#tables.shapes.push({ keys, hashes: keys.map(hashOf) });
    }
    this.#symbols.learn(place, contexts, symbol);
    return this.#tables.shapes[symbol] ?? { keys: [], hashes: [] };
  }

  #newKeys(given: readonly string[] | undefined): readonly string[] {
    const count = codeInteger(this.#decisions, 0x81, given?.length ?? 0);
    const keys: string[] = [];
    for (let index = 0; index < count; index += 1) {
      this.#decisions.grow(3);
      keys.push(`"${this.#codeKey(0x82, given?.[index]?.slice(1, -1) ?? '')}"`);
    }
    return keys;
  }
}

/** FNV-1a of 32 bits. */
function hashOf(key: string): number {
  let hash = 0x811c_9dc5;
  for (let index = 0; index < key.length; index += 1) hash = Math.imul(hash ^ key.charCodeAt(index), 0x0100_0193);
  return hash >>> 0;
}
