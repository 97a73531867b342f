import { Problem } from '../problem.js';
import { type Decisions, mix } from './decisions.js';
import { codeInteger } from './integers.js';

/** Symbols that a list remembers for one place. */
const listLengthMax = 256;
const confidenceMax = 15;
/** What an empty slot holds, and what is coded when a symbol is new. */
export const noSymbol = -1;

/** What one kind of symbols has taught: which came after what, and which came lately at each place. */
export class SymbolState {
  readonly slots: Int32Array;
  readonly confidences: Uint8Array;
  /** By place: which context was right last time; 0 none. */
  readonly histories: Uint8Array;
  readonly lists = new Map<number, number[]>();
  /** How many symbols there are. */
  size = 0;

  constructor(readonly slotBits: number) {
    this.slots = new Int32Array(1 << slotBits).fill(noSymbol);
    this.confidences = new Uint8Array(1 << slotBits);
    this.histories = new Uint8Array(1 << slotBits);
  }

  /** Takes over another state; its lists are shared and must be copied before they are changed. */
  copyFrom(other: SymbolState): void {
    this.slots.set(other.slots);
    this.confidences.set(other.confidences);
    this.histories.set(other.histories);
    this.lists.clear();
    this.size = other.size;
  }
}

/**
 * Codes symbols of one kind by rank: first the guesses of the contexts, the best first, then a place in the list of what
 * came lately at the same place, then a plain number; `noSymbol` says that it is new and stands elsewhere in full.
 */
export class Symbols {
  readonly #state: SymbolState;
  readonly #learnt: SymbolState | undefined;
  readonly #decisions: Decisions;
  readonly #salt: number;
  readonly #mixers: number;
  readonly #shift: number;
  /** Guesses that were wrong already. */
  readonly #tried: number[] = [];

  /**
   * @param learnt what the dictionary taught, whose lists are copied when first used
   * @param number tells the kinds of symbols apart: 0, 1, 2
   */
  constructor(state: SymbolState, learnt: SymbolState | undefined, decisions: Decisions, number: number) {
    this.#state = state;
    this.#learnt = learnt;
    this.#decisions = decisions;
    this.#salt = mix(0x51ab, number);
    this.#mixers = number * 64;
    this.#shift = 32 - state.slotBits;
  }

  /** A symbol is added; its number. */
  add(): number {
    return this.#state.size++;
  }

  get size(): number {
    return this.#state.size;
  }

  /** The symbol that the context `hash` saw last, or `noSymbol`. */
  lastAt(hash: number): number {
    return this.#state.slots[hash >>> this.#shift] ?? noSymbol;
  }

  /**
   * @param place where the symbol stands
   * @param contexts hashes, the most telling first
   * @param extra a guess from elsewhere, or `noSymbol`
   * @param given the symbol to encode, `noSymbol` when it is new; passed over when decoding
   */
  code(place: number, contexts: readonly number[], extra: number, given: number): number {
    const found = this.#codeGuesses(place, contexts, extra, given);
    return found !== noSymbol ? found : this.#codeEscaped(place, given);
  }

  #codeGuesses(place: number, contexts: readonly number[], extra: number, given: number): number {
    const { slots, confidences, histories, size } = this.#state;
    const decisions = this.#decisions;
    let tried = 0;
    const history = histories[mix(place, 0x77) >>> this.#shift] ?? 0;
    for (let index = extra === noSymbol ? 0 : -1; index < contexts.length; index += 1) {
      const slot = index < 0 ? 0 : (contexts[index] ?? 0) >>> this.#shift;
      const guess = index < 0 ? extra : (slots[slot] ?? noSymbol);
      if (guess === noSymbol || guess >= size || this.#wasTried(guess, tried)) continue;
      this.#tried[tried] = guess;
      tried += 1;
      let agreeing = 0;
      for (let other = index + 1; other < contexts.length; other += 1) {
        if (slots[(contexts[other] ?? 0) >>> this.#shift] === guess) agreeing |= 1 << other;
      }
      const confidence = index < 0 ? confidenceMax : (confidences[slot] ?? 0);
      const base = mix(this.#salt, (index + 1) | (agreeing << 4));
      const hit = decisions.mixed(
        mix(base, place),
        mix(base, 0x1000 | (confidence << 4) | Math.min(tried, 7)),
        mix(mix(this.#salt, place), 0x2000 | (history << 4) | Math.min(tried, 7)),
        this.#mixers + Math.min(tried, 7) * 8 + Math.min(7, confidence >> 1),
        given === guess ? 1 : 0,
      );
      if (hit === 1) return guess;
    }
    return noSymbol;
  }

  #wasTried(guess: number, tried: number): boolean {
    for (let index = 0; index < tried; index += 1) if (this.#tried[index] === guess) return true;
    return false;
  }

  #codeEscaped(place: number, given: number): number {
    const decisions = this.#decisions;
    const context = mix(this.#salt ^ 0x3333, place);
    const list = this.#listAt(place);
    const at = decisions.decoding || given === noSymbol ? -1 : list.lastIndexOf(given);
    if (list.length > 0 && decisions.simple(context, at >= 0 ? 1 : 0) === 1) {
      const last = list.length - 1;
      const symbol = list[last - codeInteger(decisions, mix(context, 1), last - at)];
      if (symbol === undefined) throw new Problem('batch-malformed', 'not in the list');
      return symbol;
    }
    if (this.#state.size === 0 || decisions.simple(mix(context, 2), given === noSymbol ? 1 : 0) === 1) return noSymbol;
    const symbol = decisions.raw(bitsFor(this.#state.size), given);
    if (symbol >= this.#state.size) throw new Problem('batch-malformed', 'no such symbol');
    return symbol;
  }

  /** Teaches all contexts what came; `symbol` is a known one by now. */
  learn(place: number, contexts: readonly number[], symbol: number): void {
    const { slots, confidences, histories } = this.#state;
    let rank = 0;
    for (let index = 0; index < contexts.length; index += 1) {
      const slot = (contexts[index] ?? 0) >>> this.#shift;
      const confidence = confidences[slot] ?? 0;
      if (slots[slot] === symbol) {
        if (rank === 0) rank = index + 1;
        if (confidence < confidenceMax) confidences[slot] = confidence + 1;
      } else if (confidence > 3) {
        confidences[slot] = confidence >> 1;
      } else {
        slots[slot] = symbol;
        confidences[slot] = 1;
      }
    }
    histories[mix(place, 0x77) >>> this.#shift] = rank;
    moveToEnd(this.#listAt(place), symbol);
  }

  #listAt(place: number): number[] {
    const list = this.#state.lists.get(place);
    if (list !== undefined) return list;
    const made = [...(this.#learnt?.lists.get(place) ?? [])];
    this.#state.lists.set(place, made);
    return made;
  }
}

/** What came last stands at the end, where it is found and moved at once. */
function moveToEnd(list: number[], symbol: number): void {
  const last = list.length - 1;
  if (list[last] === symbol) return;
  const index = list.lastIndexOf(symbol);
  if (index < 0) {
    if (list.length >= listLengthMax) list.shift();
    list.push(symbol);
    return;
  }
  for (let place = index; place < last; place += 1) list[place] = list[place + 1] ?? symbol;
  list[last] = symbol;
}

function bitsFor(size: number): number {
  let bits = 0;
  while (1 << bits < size) bits += 1;
  return bits;
}
