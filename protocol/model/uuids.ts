import type { ByteReader, ByteWriter } from '../bytes.js';
import { Problem } from '../problem.js';
import { type Decisions, mix } from './decisions.js';
import { codeChoice, codeInteger, codeSigned } from './integers.js';
import type { Texts } from './texts.js';

/** How a UUID is carried. */
const form = { plain: 0, near: 1, fresh: 2, known: 3 } as const;
const timeMax = 2 ** 48;

/** Bytes that no model could predict, beside the decisions: of UUIDs their random parts. */
export interface SideBytes {
  readonly writer?: ByteWriter;
  readonly reader?: ByteReader;
}

/** Where UUIDs of one kind (change ids, ids of resources, those in bodies) count on from. */
export interface UuidBase {
  text: string;
}

/**
 * Codes UUIDs in lower case: one that came before in the batch by how long ago; a UUIDv7 that shares its random part
 * with the one before (RFC 9562 §6.2) by the distance of time and counter; another UUIDv7 by its distance in time; any
 * other in its 16 bytes.
 */
export class Uuids {
  readonly #decisions: Decisions;
  readonly #side: SideBytes;
  readonly #known: Texts;
  #lastTime = 0;

  constructor(decisions: Decisions, side: SideBytes, known: Texts) {
    this.#decisions = decisions;
    this.#side = side;
    this.#known = known;
  }

  /** @param place a hash of where it stands */
  code(place: number, base: UuidBase, given: string): string {
    const decisions = this.#decisions;
    const knownAs = decisions.decoding ? undefined : this.#known.numberOf(given);
    const wanted = decisions.decoding ? 0 : knownAs !== undefined ? form.known : formOf(given, base.text);
    const chosen = codeChoice(decisions, place, 2, wanted);
    if (chosen === form.known) {
      const age = codeInteger(decisions, mix(place, 0x11), this.#known.size - 1 - (knownAs ?? 0));
      if (age >= this.#known.size) throw new Problem('batch-malformed', 'no such UUID');
      return this.#known.at(this.#known.size - 1 - age);
    }
    const uuid =
      chosen === form.near
        ? this.#near(mix(place, 0x12), base.text, given)
        : chosen === form.fresh
          ? this.#fresh(mix(place, 0x13), given)
          : this.#plain(given);
    this.#known.add(uuid, decisions.decoding);
    return uuid;
  }

  #near(context: number, base: string, given: string): string {
    const decisions = this.#decisions;
    if (base === '') throw new Problem('batch-malformed', 'UUID near to none');
    const distance = decisions.decoding ? 0 : timeOf(given) - timeOf(base);
    const time = timeOf(base) + codeSigned(decisions, context, distance);
    const same = time === timeOf(base);
    const counter = same
      ? counterOf(base) + codeSigned(decisions, mix(context, 1), counterOf(given) - counterOf(base))
      : codeInteger(decisions, mix(context, 2), counterOf(given));
    return this.#version7(time, counter, base.slice(19));
  }

  #fresh(context: number, given: string): string {
    const decisions = this.#decisions;
    const distance = decisions.decoding ? 0 : timeOf(given) - this.#lastTime;
    const time = this.#lastTime + codeSigned(decisions, context, distance);
    const counter = decisions.raw(12, counterOf(given));
    const tail = this.#bytes(given.slice(19), 8);
    return this.#version7(time, counter, `${tail.slice(0, 4)}-${tail.slice(4)}`);
  }

  #plain(given: string): string {
    const hex = this.#bytes(given, 16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  #bytes(given: string, length: number): string {
    if (this.#side.reader !== undefined) {
      const bytes = this.#side.reader.raw(length);
      return Buffer.from(bytes.buffer, bytes.byteOffset, length).toString('hex');
    }
    this.#side.writer?.raw(Buffer.from(given.replaceAll('-', ''), 'hex'));
    return given.replaceAll('-', '');
  }

  #version7(time: number, counter: number, tail: string): string {
    if (time < 0 || time >= timeMax || counter < 0 || counter > 0xfff) throw new Problem('batch-malformed', 'UUID');
    this.#lastTime = time;
    const hex = time.toString(16).padStart(12, '0');
    return `${hex.slice(0, 8)}-${hex.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${tail}`;
  }
}

export const uuidPattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;
export const uuidCharacters = 36;

/** Milliseconds since 1970 of a UUIDv7. */
export function timeOf(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
}

function counterOf(uuid: string): number {
  return Number.parseInt(uuid.slice(15, 18), 16);
}

/** Whether a text is a UUID, and its version 7. */
export function isVersion7(text: string): boolean {
  return text.length === uuidCharacters && text.charCodeAt(14) === 0x37 && uuidPattern.test(text);
}

function formOf(uuid: string, base: string): number {
  if (!isVersion7(uuid)) return form.plain;
  return base !== '' && uuid.slice(19) === base.slice(19) ? form.near : form.fresh;
}
