import { codeWord } from './characters.js';
import { type Decisions, mix } from './decisions.js';
import type { Memory, Tables } from './memory.js';
import { noSymbol, Symbols } from './symbols.js';

/** Codes text word by word, each predicted from the three before it and from where the text stands. */
export class Words {
  readonly #decisions: Decisions;
  readonly #tables: Tables;
  readonly #symbols: Symbols;

  constructor(memory: Memory, learnt: Memory | undefined, tables: Tables, decisions: Decisions) {
    this.#decisions = decisions;
    this.#tables = tables;
    this.#symbols = new Symbols(memory.words, learnt?.words, decisions, 2);
  }

  code(place: number, given: string): string {
    const words = this.#decisions.decoding ? [] : wordsOf(given);
    let text = '';
    let first = 1;
    let second = 1;
    let third = 1;
    for (let index = 0; ; index += 1) {
      const order1 = mix(0x91, first);
      const order2 = mix(order1, second);
      const symbol = this.#word(place, [mix(order2, third), order2, mix(order1, place), order1], words[index] ?? '');
      const word = this.#tables.words.at(symbol);
      // The empty word ends the text.
      if (word === '') return text;
      this.#decisions.grow(word.length);
      text += word;
      third = second;
      second = first;
      first = symbol + 2;
    }
  }

  #word(place: number, contexts: readonly number[], given: string): number {
    const { decoding } = this.#decisions;
    const table = this.#tables.words;
    const here = mix(place, 0x92);
    let symbol = this.#symbols.code(
      here,
      contexts,
      noSymbol,
      decoding ? noSymbol : (table.numberOf(given) ?? noSymbol),
    );
    if (symbol === noSymbol) {
      symbol = this.#symbols.add();
      table.add(codeWord(this.#decisions, place, given), decoding);
    }
    this.#symbols.learn(here, contexts, symbol);
    return symbol;
  }
}

/** Runs of letters and of digits with the space before them, and single other characters. */
function wordsOf(text: string): readonly string[] {
  return text.match(/ ?[A-Za-z\x80-\xff]{1,38}| ?[0-9]{1,38}|./gs) ?? [];
}
