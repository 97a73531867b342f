import { Problem } from '../problem.js';
import { codeNumber, isPlainNumber } from './characters.js';
import { Dates, partsOf } from './dates.js';
import { type Decisions, mix } from './decisions.js';
import { codeChoice, codeInteger } from './integers.js';
import { type JsonArray, type JsonNode, type JsonObject, modelledDepthMax } from './json-tree.js';
import type { Memory, Tables } from './memory.js';
import { Shapes } from './shapes.js';
import { noSymbol, Symbols } from './symbols.js';
import { type UuidBase, type Uuids, uuidCharacters, uuidPattern } from './uuids.js';
import { Words } from './words.js';

/** Longer values are not remembered as a whole. */
const rememberedCharactersMax = 400;
/** Longer texts say nothing about what follows. */
const tellingCharactersMax = 64;

/** How a value that is new is carried. */
const kind = { text: 0, uuid: 1, date: 2, number: 3, object: 4, array: 5, word: 6 } as const;

/** What stands around a value. */
export interface Surroundings {
  /** A hash of the way from the type of the resource down to here. */
  readonly place: number;
  /** A hash of the last two names on that way, whatever the type. */
  readonly name: number;
  readonly depth: number;
  /** The value before this one in the same container, or `noSymbol`. */
  readonly sibling: number;
  /** A likely value, or `noSymbol`. */
  readonly extra: number;
}

/** What was coded before the body of a resource: its type and id, as values. */
export interface ResourceName {
  readonly type: number;
  readonly id: number;
}

/**
 * Codes JSON values: as one that came before where there was one, and in full otherwise. A decoder is given `undefined`
 * for each node; both get the text of the value back.
 */
export class Values {
  readonly #decisions: Decisions;
  readonly #tables: Tables;
  readonly #symbols: Symbols;
  readonly #shapes: Shapes;
  readonly #words: Words;
  readonly #uuids: Uuids;
  readonly #dates: Dates;
  readonly #base: UuidBase;
  #text = '';
  #name: ResourceName = { type: noSymbol, id: noSymbol };
  /** A hash of all that was told so far in this resource and does not pass. */
  #telling = 0;
  /** What the resource is about: its `code`, or what stands for it. */
  #about = noSymbol;
  /** The value that was coded last, `noSymbol` when it is not remembered, and whether it passes. */
  #last = noSymbol;
  #lastPasses = false;
  #lastDate = noSymbol;

  /**
   * @param learnt what the dictionary taught
   * @param base the UUID that those in bodies count on from
   */
  constructor(
    memory: Memory,
    learnt: Memory | undefined,
    tables: Tables,
    decisions: Decisions,
    uuids: Uuids,
    base: UuidBase,
  ) {
    this.#decisions = decisions;
    this.#tables = tables;
    this.#symbols = new Symbols(memory.values, learnt?.values, decisions, 0);
    this.#words = new Words(memory, learnt, tables, decisions);
    const piece = (place: number, given: string) => this.piece(place, given);
    this.#shapes = new Shapes(memory, learnt, tables, decisions, piece);
    this.#dates = new Dates(decisions, piece);
    this.#uuids = uuids;
    this.#base = base;
  }

  /** Seconds since 1970 that the next date may be near to. */
  noteMoment(seconds: number): void {
    this.#dates.note(seconds);
  }

  /** The body of a resource. */
  body(text: string, node: JsonNode | undefined, name: ResourceName): string {
    this.#begin(text, name);
    const place = mix(0xa9, name.type);
    return this.#literal({ place, name: 0, depth: 0, sibling: noSymbol, extra: noSymbol }, node, text);
  }

  /** A JSON string outside of a body: its text, with quotation marks, and its number. */
  string(place: number, quoted: string): { readonly text: string; readonly symbol: number } {
    this.#begin(quoted, { type: noSymbol, id: noSymbol });
    const around = { place, name: place, depth: 0, sibling: noSymbol, extra: noSymbol };
    const node = this.#decisions.decoding ? undefined : ({ kind: 'string', start: 0, end: quoted.length } as const);
    const text = this.#value(around, node);
    return { text, symbol: this.#last };
  }

  /** A short text that is no JSON value. */
  piece(place: number, given: string): string {
    const around = { place, name: place, depth: 0, sibling: noSymbol, extra: noSymbol };
    return this.#remembered(around, given, undefined, true);
  }

  #begin(text: string, name: ResourceName): void {
    this.#text = text;
    this.#name = name;
    this.#telling = mix(0x61, name.type);
    this.#about = noSymbol;
  }

  #value(around: Surroundings, node: JsonNode | undefined): string {
    const given = node === undefined ? '' : this.#text.slice(node.start, node.end);
    return this.#remembered(around, given, node, false);
  }

  /** @param plain whether it is a text that is no JSON value */
  #remembered(around: Surroundings, given: string, node: JsonNode | undefined, plain: boolean): string {
    const { place, name, sibling, extra } = around;
    const symbols = this.#symbols;
    const table = this.#tables.values;
    const { decoding } = this.#decisions;
    const contexts = [
      mix(place, mix(this.#telling, 1)),
      mix(place, mix(sibling, 2)),
      mix(place, mix(this.#about, 3)),
      mix(place, mix(symbols.lastAt(mix(place, 5)), 4)),
      mix(name, 6),
      mix(place, 5),
    ];
    const known = decoding ? noSymbol : (table.numberOf(given) ?? noSymbol);
    let symbol = symbols.code(place, contexts, extra === noSymbol ? this.#lastDate : extra, known);
    let text: string;
    if (symbol !== noSymbol) {
      text = table.at(symbol);
      this.#lastPasses = this.#tables.passing[symbol] ?? false;
      this.#decisions.grow(text.length);
    } else {
      const telling = this.#telling;
      text = plain ? this.#words.code(place, given) : this.#literal(around, node, given);
      this.#telling = telling;
      if (text.length <= rememberedCharactersMax) {
        symbol = symbols.add();
        table.add(text, decoding);
        this.#tables.passing.push(this.#lastPasses);
      }
    }
    if (symbol !== noSymbol) {
      symbols.learn(place, contexts, symbol);
      if (!this.#lastPasses) this.#telling = mix(this.#telling, symbol);
    }
    this.#last = symbol;
    return text;
  }

  #literal(around: Surroundings, node: JsonNode | undefined, given: string): string {
    const decisions = this.#decisions;
    const { place } = around;
    switch (codeChoice(decisions, mix(place, 0x71), 3, node === undefined ? 0 : kindOf(node, given))) {
      case kind.object:
        return this.#object(around, node?.kind === 'object' ? node : undefined);
      case kind.array:
        return this.#array(around, node?.kind === 'array' ? node : undefined);
      case kind.number:
        this.#lastPasses = true;
        return codeNumber(decisions, place, this.#about, given);
      case kind.date:
        return this.#date(place, given);
      case kind.uuid:
        return this.#withUuid(place, given);
      case kind.text:
        return this.#textual(place, given);
      case kind.word:
        this.#lastPasses = false;
        return this.#words.code(place, given);
      default:
        throw new Problem('batch-malformed', 'kind of value');
    }
  }

  #object({ place, name, depth, sibling }: Surroundings, node: JsonObject | undefined): string {
    if (depth >= modelledDepthMax) throw new Problem('batch-malformed', 'nested too deeply');
    const contexts = [
      mix(place, mix(this.#telling, 7)),
      mix(place, mix(sibling, 8)),
      mix(place, mix(this.#about, 9)),
      mix(place, 10),
    ];
    const { keys, hashes } = this.#shapes.code(mix(place, 11), contexts, node?.keys);
    let text = '{';
    let passes = false;
    let before = noSymbol;
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index] ?? '';
      const hash = hashes[index] ?? 0;
      const around = {
        place: mix(place, hash),
        name: mix(mix(name, 0) & 0xffff, hash),
        depth: depth + 1,
        sibling: before,
        extra: depth === 0 ? this.#nameFor(key) : noSymbol,
      };
      this.#decisions.grow(key.length + 2);
      if (index > 0) text += ',';
      text += key;
      text += ':';
      text += this.#value(around, node?.values[index]);
      if (this.#lastPasses) passes = true;
      else before = this.#last;
      if (depth === 0 && isAbout(key)) this.#about = this.#last;
    }
    this.#lastPasses = passes;
    return `${text}}`;
  }

  #array({ place, name, depth, sibling }: Surroundings, node: JsonArray | undefined): string {
    if (depth >= modelledDepthMax) throw new Problem('batch-malformed', 'nested too deeply');
    const count = codeInteger(this.#decisions, mix(place, 0x72), node?.items.length ?? 0);
    this.#decisions.grow(count + 2);
    let text = '[';
    let passes = false;
    let before = sibling;
    for (let index = 0; index < count; index += 1) {
      const around = { place: mix(place, 0x5b), name, depth: depth + 1, sibling: before, extra: noSymbol };
      if (index > 0) text += ',';
      text += this.#value(around, node?.items[index]);
      if (this.#lastPasses) passes = true;
      else before = this.#last;
    }
    this.#lastPasses = passes;
    return `${text}]`;
  }

  /** What a member of the resource itself probably repeats. */
  #nameFor(key: string): number {
    return key === '"id"' ? this.#name.id : key === '"resourceType"' ? this.#name.type : noSymbol;
  }

  #textual(place: number, given: string): string {
    const text = `"${this.#words.code(place, given.slice(1, -1))}"`;
    this.#lastPasses = text.length > tellingCharactersMax;
    return text;
  }

  #date(place: number, given: string): string {
    const text = `"${this.#dates.code(place, this.#decisions.decoding ? undefined : partsOf(given.slice(1, -1)))}"`;
    this.#decisions.grow(text.length);
    this.#lastPasses = true;
    // The number that it will get.
    this.#lastDate = this.#symbols.size;
    return text;
  }

  /** A text with a UUID in it, mostly a reference: what is before it, it, and what is behind it. */
  #withUuid(place: number, given: string): string {
    const at = given.search(uuidPattern);
    const before = this.piece(mix(place, 0x73), given.slice(1, at));
    const uuid = this.#uuids.code(mix(place, 0x74), this.#base, given.slice(at, at + uuidCharacters));
    const behind = this.piece(mix(place, 0x75), given.slice(at + uuidCharacters, -1));
    this.#decisions.grow(uuidCharacters + 2);
    this.#lastPasses = true;
    return `"${before}${uuid}${behind}"`;
  }
}

function kindOf(node: JsonNode, given: string): number {
  if (node.kind === 'object' || node.kind === 'array') return kind[node.kind];
  if (node.kind === 'other') return isPlainNumber(given) ? kind.number : kind.word;
  if (partsOf(given.slice(1, -1)) !== undefined) return kind.date;
  return uuidPattern.test(given) ? kind.uuid : kind.text;
}

/** Whether a member of a resource says what it is about. */
function isAbout(key: string): boolean {
  return key === '"code"' || key.endsWith('Code"') || key.endsWith('CodeableConcept"');
}
