import type { Change } from '../change.js';
import {
  type ChangeId,
  parseChangeId,
  parseResourceId,
  parseResourceType,
  parseSiteCode,
  type ResourceId,
  type ResourceType,
  type SiteCode,
} from '../ids.js';
import { limits } from '../limits.js';
import { Problem } from '../problem.js';
import { type Decisions, mix } from './decisions.js';
import { codeChoice, codeInteger, codeSigned } from './integers.js';
import { type JsonNode, parseTree } from './json-tree.js';
import type { Memory, Tables } from './memory.js';
import { noSymbol } from './symbols.js';
import { isVersion7, type SideBytes, timeOf, type UuidBase, Uuids } from './uuids.js';
import { type ResourceName, Values } from './values.js';

const flag = { delete: 1, groupEnd: 2, foreignOrigin: 4, opaque: 8 } as const;
const flagBits = 4;
const place = {
  ...{ flags: 0xa1, origin: 0xa2, id: 0xa3, stamp: 0xa4, counter: 0xa5, count: 0xa6, predecessor: 0xa7 },
  ...{ author: 0xa8, type: 0xaa, resourceId: 0xab },
} as const;

/** Walks over the changes of a batch, to encode or to decode them. */
export class ChangeWalk {
  readonly #decisions: Decisions;
  readonly #values: Values;
  readonly #uuids: Uuids;
  readonly #side: SideBytes;
  readonly #resourceBase: UuidBase = { text: '' };
  readonly #changeBase: UuidBase = { text: '' };
  #flags = 0;
  #stamp = { milliseconds: 0, counter: 0 };
  #name: ResourceName = { type: noSymbol, id: noSymbol };

  constructor(memory: Memory, learnt: Memory | undefined, tables: Tables, decisions: Decisions, side: SideBytes) {
    this.#decisions = decisions;
    this.#side = side;
    this.#uuids = new Uuids(decisions, side, tables.uuids);
    this.#values = new Values(memory, learnt, tables, decisions, this.#uuids, this.#resourceBase);
  }

  /**
   * One change, in the order: flags, origin if another than the log's, change id, stamp, predecessors, author, type,
   * resource id, body.
   * @param given what to encode; `undefined` when decoding
   */
  code(logOrigin: SiteCode, given: Change | undefined): Change {
    const text = given === undefined ? '' : latin1(given.body);
    const tree = text === '' ? undefined : parseTree(text);
    const wanted = given === undefined ? 0 : flagsOf(given, logOrigin, tree);
    const flags = codeChoice(this.#decisions, mix(place.flags, this.#flags), flagBits, wanted);
    this.#flags = flags;
    const foreign = (flags & flag.foreignOrigin) !== 0;
    const origin = foreign ? parse(parseSiteCode, this.#values.piece(place.origin, given?.origin ?? '')) : logOrigin;
    const changeId = this.#changeId(place.id, given?.changeId);
    this.#changeBase.text = changeId;
    const stamp = this.#codeStamp(changeId, given?.stamp);
    const predecessors = this.#predecessors(given?.predecessors);
    const author = this.#author(given?.author);
    const { type, resourceId } = this.#codeName(given);
    const method = flags & flag.delete ? 'delete' : 'put';
    const body = method === 'delete' ? new Uint8Array() : this.#body(flags, text, tree, given?.body);
    const groupEnd = (flags & flag.groupEnd) !== 0;
    return { changeId, method, type, resourceId, predecessors, author, origin, stamp, body, groupEnd };
  }

  #changeId(at: number, given: ChangeId | undefined): ChangeId {
    return parse(parseChangeId, this.#uuids.code(at, this.#changeBase, given ?? ''));
  }

  #codeStamp(changeId: ChangeId, given: Change['stamp'] | undefined): Change['stamp'] {
    const time = timeOf(changeId);
    const distance = (given?.milliseconds ?? 0) - time;
    const milliseconds = time + codeSigned(this.#decisions, place.stamp, distance);
    const likely = milliseconds === this.#stamp.milliseconds ? this.#stamp.counter + 1 : 0;
    const counter = likely + codeSigned(this.#decisions, place.counter, (given?.counter ?? 0) - likely);
    const good = milliseconds >= 0 && milliseconds <= limits.stampMillisecondsMax;
    if (!good || counter < 0 || counter > limits.stampCounterMax) {
      throw new Problem('batch-malformed', 'clock stamp out of bounds');
    }
    this.#stamp = { milliseconds, counter };
    return this.#stamp;
  }

  #predecessors(given: readonly ChangeId[] | undefined): ChangeId[] {
    const count = codeInteger(this.#decisions, place.count, given?.length ?? 0);
    if (count > limits.predecessorsMax) throw new Problem('batch-malformed', 'too many predecessors');
    return Array.from({ length: count }, (_, index) => this.#changeId(place.predecessor, given?.[index]));
  }

  #author(given: string | undefined): string {
    const quoted = `"${Buffer.from(given ?? '').toString('latin1')}"`;
    const bytes = Buffer.from(unquoted(this.#values.string(place.author, quoted).text), 'latin1');
    const author = bytes.toString();
    if (bytes.length > 128 || !bytes.equals(Buffer.from(author))) throw new Problem('batch-malformed', 'author');
    return author;
  }

  #codeName(given: Change | undefined): { readonly type: ResourceType; readonly resourceId: ResourceId } {
    const type = this.#values.string(place.type, `"${given?.type ?? ''}"`);
    const id = this.#values.string(place.resourceId, `"${given?.resourceId ?? ''}"`);
    this.#name = { type: type.symbol, id: id.symbol };
    const resourceId = parse(parseResourceId, unquoted(id.text));
    if (isVersion7(resourceId)) {
      this.#resourceBase.text = resourceId;
      this.#values.noteMoment(Math.floor(timeOf(resourceId) / 1000));
    }
    return { type: parse(parseResourceType, unquoted(type.text)), resourceId };
  }

  #body(flags: number, text: string, tree: JsonNode | undefined, given: Uint8Array | undefined): Uint8Array {
    const body = flags & flag.opaque ? this.#opaque(given) : Buffer.from(this.#modelled(text, tree), 'latin1');
    if (body.length === 0 || body.length > limits.bodyBytesMax) throw new Problem('batch-malformed', 'body');
    return body;
  }

  #modelled(text: string, tree: JsonNode | undefined): string {
    return this.#values.body(text, tree, this.#name);
  }

  /** A body that is no JSON text without white space. */
  #opaque(given: Uint8Array | undefined): Uint8Array {
    const { reader, writer } = this.#side;
    if (reader !== undefined) return reader.bytes(limits.bodyBytesMax);
    writer?.bytes(given ?? new Uint8Array());
    return given ?? new Uint8Array();
  }
}

function flagsOf(change: Change, logOrigin: SiteCode, tree: JsonNode | undefined): number {
  return (
    (change.method === 'delete' ? flag.delete : 0) |
    (change.groupEnd ? flag.groupEnd : 0) |
    (change.origin === logOrigin ? 0 : flag.foreignOrigin) |
    (change.method === 'put' && tree === undefined ? flag.opaque : 0)
  );
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function unquoted(text: string): string {
  if (!text.startsWith('"')) throw new Problem('batch-malformed', 'no string');
  return text.slice(1, -1);
}

function parse<T>(how: (text: string) => T, text: string): T {
  try {
    return how(text);
  } catch (cause) {
    throw new Problem('batch-malformed', 'identifier', [], { cause });
  }
}
