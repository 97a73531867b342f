import { ByteReader, ByteWriter } from '../bytes.js';
import type { Change } from '../change.js';
import type { SiteCode } from '../ids.js';
import { limits } from '../limits.js';
import { Problem } from '../problem.js';
import { ArithmeticDecoder, ArithmeticEncoder, type BinaryCoder } from './arithmetic-coder.js';
import { ChangeWalk } from './changes.js';
import { Decisions } from './decisions.js';
import { lessonsOf } from './lessons.js';
import { Memory, Tables } from './memory.js';
import type { SideBytes } from './uuids.js';

const noBounds = { decisionsMax: Number.POSITIVE_INFINITY, charactersMax: Number.POSITIVE_INFINITY };
const bounds = { decisionsMax: limits.batchDecisionsMax, charactersMax: limits.batchInflatedBytesMax };

/** Learns and writes nothing. */
const blindCoder: BinaryCoder = { decoding: false, code: (_probability, bit) => bit };

/** The model of one dictionary: what its records taught, and room to work in for one batch at a time. */
export class Model {
  readonly #learnt = new Memory();
  readonly #work = new Memory();
  readonly #tables = new Tables();

  /** @param dictionary what {@link lessonsOf} reads */
  constructor(dictionary: Uint8Array) {
    const decisions = new Decisions(this.#learnt.decisions, blindCoder, noBounds);
    const walk = new ChangeWalk(this.#learnt, undefined, this.#tables, decisions, {});
    for (const lesson of lessonsOf(dictionary)) walk.code(lesson.origin, lesson);
    this.#tables.keep();
  }

  /** Gives `undefined` when it would take more decisions than a decoder accepts. */
  encode(changes: readonly Change[], origin: SiteCode): Uint8Array | undefined {
    const coder = new ArithmeticEncoder();
    const writer = new ByteWriter();
    const walk = this.#walk(coder, { writer });
    try {
      for (const change of changes) walk.code(origin, change);
    } catch (error) {
      if (error instanceof Problem) return undefined;
      throw error;
    }
    return new ByteWriter().bytes(writer.finish()).raw(coder.finish()).finish();
  }

  /** @throws Problem `batch-malformed` */
  decode(bytes: Uint8Array, origin: SiteCode, count: number): Change[] {
    const parts = new ByteReader(bytes);
    const reader = new ByteReader(parts.bytes(bytes.length));
    const coder = new ArithmeticDecoder(parts.rest());
    const walk = this.#walk(coder, { reader });
    const changes: Change[] = [];
    for (let index = 0; index < count; index += 1) changes.push(walk.code(origin, undefined));
    if (!coder.done || !reader.done) throw new Problem('batch-malformed', 'more than announced');
    return changes;
  }

  #walk(coder: BinaryCoder, side: SideBytes): ChangeWalk {
    this.#work.copyFrom(this.#learnt);
    this.#tables.forget();
    const decisions = new Decisions(this.#work.decisions, coder, bounds);
    return new ChangeWalk(this.#work, this.#learnt, this.#tables, decisions, side);
  }
}

/** Whether a model may carry them: large bodies would take long, and are mostly packed already. */
export function fitsModel(changes: readonly Change[]): boolean {
  let bodies = 0;
  for (const { body, author, mergeStamp, erasedDigest } of changes) {
    // So rare that the model has no place for either.
    if (mergeStamp !== undefined || erasedDigest !== undefined) return false;
    if (body.length > limits.modelledBodyBytesMax || author.includes('\0')) return false;
    bodies += body.length;
  }
  return bodies <= limits.modelledBodiesBytesMax;
}
