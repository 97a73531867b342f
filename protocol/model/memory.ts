import { DecisionState } from './decisions.js';
import type { Shape } from './shape.js';
import { SymbolState } from './symbols.js';
import { Texts } from './texts.js';

/** What a model has learnt: of decisions, of values, of the shapes of objects, and of words. */
export class Memory {
  readonly decisions = new DecisionState();
  readonly values = new SymbolState(15);
  readonly shapes = new SymbolState(12);
  readonly words = new SymbolState(15);

  copyFrom(other: Memory): void {
    this.decisions.copyFrom(other.decisions);
    this.values.copyFrom(other.values);
    this.shapes.copyFrom(other.shapes);
    this.words.copyFrom(other.words);
  }
}

/** What the numbers of symbols stand for. */
export class Tables {
  readonly values = new Texts();
  /** By value: whether it differs from record to record and therefore says nothing about what follows. */
  readonly passing: boolean[] = [];
  readonly shapes: Shape[] = [];
  readonly shapeTexts = new Texts();
  readonly words = new Texts();
  readonly uuids = new Texts();
  #learntValues = 0;
  #learntShapes = 0;

  /** All that is here was taught by the dictionary, and stays. */
  keep(): void {
    for (const texts of [this.values, this.shapeTexts, this.words]) texts.keep();
    // An id in a dictionary is nobody's.
    this.uuids.forget();
    this.#learntValues = this.passing.length;
    this.#learntShapes = this.shapes.length;
  }

  /** What a batch added is forgotten. */
  forget(): void {
    for (const texts of [this.values, this.shapeTexts, this.words, this.uuids]) texts.forget();
    this.passing.length = this.#learntValues;
    this.shapes.length = this.#learntShapes;
  }
}
