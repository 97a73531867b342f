import { Buffer } from 'node:buffer';
import type { Place } from '../../../journal/fan-out/recent-places.js';
import type { BatchHeader } from '../../../protocol/batch.js';
import type { Change } from '../../../protocol/change.js';
import type { ChangeId, ResourceId, ResourceType, SiteCode } from '../../../protocol/ids.js';
import type { ReadBatch } from './read-batch.js';

/**
 * A read batch as it goes from one thread to another: in columns, for copying a thousand small objects costs as much as
 * reading the batch. The memory of `numbers`, `bodies` and `chains` is handed over and not copied.
 */
export interface PackedBatch {
  readonly header: BatchHeader;
  /** Texts that many changes have in common; columns name them by their index. */
  readonly names: readonly string[];
  readonly changeIds: readonly string[];
  readonly resourceIds: readonly string[];
  /** Those of the first change, then those of the second, and so on. */
  readonly predecessors: readonly string[];
  /** {@link columns} numbers for each change. */
  readonly numbers: Float64Array;
  readonly bodies: Uint8Array;
  readonly chains: Uint8Array;
  /** Sites that changes name as interested, by the index of the change; few changes name one. */
  readonly interested: ReadonlyMap<number, readonly string[]>;
  /** What is left of bodies that were destroyed, by the index of the change; few changes have lost theirs. */
  readonly erasedDigests: ReadonlyMap<number, Uint8Array>;
}

/** What stands for each change in `numbers`; names by their index, {@link nobody} where there is none. */
const column = {
  ...{ isPut: 0, endsGroup: 1, predecessorsEnd: 2, bodyEnd: 3, type: 4, author: 5, origin: 6 },
  ...{ milliseconds: 7, counter: 8, mergeMilliseconds: 9, mergeCounter: 10, patient: 11 },
} as const;
const columns = 12;
const nobody = -1;
const chainBytes = 32;

export function packBatch({ batch, places }: ReadBatch): PackedBatch {
  const { header, changes, chains } = batch;
  const names = new Names();
  const numbers = new Float64Array(changes.length * columns);
  const bodies = new Uint8Array(changes.reduce((sum, { body }) => sum + body.length, 0));
  const predecessors: string[] = [];
  const interested = new Map<number, readonly string[]>();
  const erasedDigests = new Map<number, Uint8Array>();
  let bodyEnd = 0;
  for (const [index, change] of changes.entries()) {
    const at = index * columns;
    const place = places[index];
    bodies.set(change.body, bodyEnd);
    bodyEnd += change.body.length;
    predecessors.push(...change.predecessors);
    numbers[at + column.isPut] = change.method === 'put' ? 1 : 0;
    numbers[at + column.endsGroup] = change.groupEnd ? 1 : 0;
    numbers[at + column.predecessorsEnd] = predecessors.length;
    numbers[at + column.bodyEnd] = bodyEnd;
    numbers[at + column.type] = names.key(change.type);
    numbers[at + column.author] = names.key(change.author);
    numbers[at + column.origin] = names.key(change.origin);
    numbers[at + column.milliseconds] = change.stamp.milliseconds;
    numbers[at + column.counter] = change.stamp.counter;
    numbers[at + column.mergeMilliseconds] = change.mergeStamp?.milliseconds ?? Number.NaN;
    numbers[at + column.mergeCounter] = change.mergeStamp?.counter ?? Number.NaN;
    numbers[at + column.patient] = place === undefined ? Number.NaN : patientKey(place, names);
    if (place !== undefined && place.interestedSites.length > 0) interested.set(index, place.interestedSites);
    if (change.erasedDigest !== undefined) erasedDigests.set(index, change.erasedDigest);
  }
  return {
    ...{ header, names: names.all, numbers, bodies, chains: joined(chains), predecessors, interested, erasedDigests },
    changeIds: changes.map(({ changeId }) => changeId),
    resourceIds: changes.map(({ resourceId }) => resourceId),
  };
}

export function unpackBatch(packed: PackedBatch): ReadBatch {
  const { header, names, changeIds, resourceIds, predecessors, numbers, interested, erasedDigests } = packed;
  const bodies = bufferOver(packed.bodies);
  const chainsOfAll = bufferOver(packed.chains);
  const number = (index: number) => numbers[index] as number;
  const name = (index: number) => names[number(index)] as string;
  const changes: Change[] = [];
  const places: (Place | undefined)[] = [];
  const chains: Uint8Array[] = [];
  let bodyStart = 0;
  let predecessorsStart = 0;
  for (let index = 0; index < changeIds.length; index += 1) {
    const at = index * columns;
    const bodyEnd = number(at + column.bodyEnd);
    const predecessorsEnd = number(at + column.predecessorsEnd);
    const mergeMilliseconds = number(at + column.mergeMilliseconds);
    const patient = number(at + column.patient);
    const erasedDigest = erasedDigests.get(index);
    changes.push({
      changeId: changeIds[index] as ChangeId,
      method: number(at + column.isPut) === 1 ? 'put' : 'delete',
      type: name(at + column.type) as ResourceType,
      resourceId: resourceIds[index] as ResourceId,
      predecessors: predecessors.slice(predecessorsStart, predecessorsEnd) as ChangeId[],
      author: name(at + column.author),
      origin: name(at + column.origin) as SiteCode,
      stamp: { milliseconds: number(at + column.milliseconds), counter: number(at + column.counter) },
      body: bodies.subarray(bodyStart, bodyEnd),
      groupEnd: number(at + column.endsGroup) === 1,
      ...(!Number.isNaN(mergeMilliseconds) && {
        mergeStamp: { milliseconds: mergeMilliseconds, counter: number(at + column.mergeCounter) },
      }),
      ...(erasedDigest !== undefined && { erasedDigest }),
    });
    places.push(Number.isNaN(patient) ? undefined : placeFrom(names[patient], interested.get(index)));
    chains.push(chainsOfAll.subarray(index * chainBytes, (index + 1) * chainBytes));
    bodyStart = bodyEnd;
    predecessorsStart = predecessorsEnd;
  }
  return { batch: { header, changes, chains }, places };
}

function patientKey({ patient }: Place, names: Names): number {
  return patient === null ? nobody : names.key(patient);
}

const noSites: readonly string[] = [];

function placeFrom(patient: string | undefined, interestedSites: readonly string[] = noSites): Place {
  return { patient: (patient as ResourceId | undefined) ?? null, interestedSites };
}

/** Memory of its own, which can be handed over. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.length * chainBytes);
  for (const [index, part] of parts.entries()) all.set(part, index * chainBytes);
  return all;
}

function bufferOver({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

class Names {
  readonly all: string[] = [];
  readonly #keys = new Map<string, number>();

  key(name: string): number {
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const key = this.all.push(name) - 1;
    this.#keys.set(name, key);
    return key;
  }
}
