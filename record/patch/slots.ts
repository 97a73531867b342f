import { Problem } from '../../protocol/problem.js';
import type { JsonObject, JsonTree } from './json-tree.js';
import type { PatchValue } from './patch-value.js';

/** An element of a resource by what holds it. */
interface Slot {
  readonly holder: JsonObject;
  readonly key: string;
  readonly index?: number;
}

/*
 * What stands beside a primitive (`_given` beside `given`, FHIR R4 §2.6.2.3) goes where its value goes; in a list it has
 * the same place.
 */

/** Puts a value into a list that may not be there yet. @throws Problem `patch-inapplicable` */
export function insertAt(holder: JsonObject, key: string, index: number, value: PatchValue): void {
  const list = listIn(holder, key) ?? [];
  if (index > list.length) throw new Problem('patch-inapplicable', 'the index is outside of the list');
  list.splice(index, 0, value.tree);
  holder.set(key, list);
  const beside = listIn(holder, `_${key}`);
  if (beside === undefined && value.companion === undefined) return;
  const filled = filledTo(beside ?? [], list.length - 1);
  filled.splice(index, 0, value.companion ?? null);
  setCompanion(holder, key, filled);
}

/** Puts a value in the place of another one, or where none is. */
export function replaceAt({ holder, key, index }: Slot, newKey: string, value: PatchValue): void {
  if (index === undefined) {
    holder.delete(key);
    holder.delete(`_${key}`);
    if (value.tree !== null) holder.set(newKey, value.tree);
    if (value.companion !== undefined) holder.set(`_${newKey}`, value.companion);
    return;
  }
  const list = listIn(holder, key);
  if (list !== undefined) list[index] = value.tree;
  const beside = listIn(holder, `_${key}`);
  if (beside === undefined && value.companion === undefined) return;
  const filled = filledTo(beside ?? [], list?.length ?? 0);
  filled[index] = value.companion ?? null;
  setCompanion(holder, key, filled);
}

/** Takes an element out; a list that is empty then goes, too. */
export function removeAt({ holder, key, index }: Slot): void {
  const list = listIn(holder, key);
  const beside = listIn(holder, `_${key}`);
  if (index === undefined || list === undefined || list.length <= 1) {
    holder.delete(key);
    holder.delete(`_${key}`);
    return;
  }
  list.splice(index, 1);
  if (beside === undefined) return;
  const filled = filledTo(beside, list.length + 1);
  filled.splice(index, 1);
  setCompanion(holder, key, filled);
}

/** Moves an element within its list. @throws Problem `patch-inapplicable` */
export function moveWithin(holder: JsonObject, key: string, source: number, destination: number): void {
  const list = listIn(holder, key) ?? [];
  if (source >= list.length || destination >= list.length) {
    throw new Problem('patch-inapplicable', 'the source or the destination is outside of the list');
  }
  move(list, source, destination);
  const beside = listIn(holder, `_${key}`);
  if (beside === undefined) return;
  const filled = filledTo(beside, list.length);
  move(filled, source, destination);
  setCompanion(holder, key, filled);
}

function move(list: JsonTree[], source: number, destination: number): void {
  list.splice(destination, 0, ...list.splice(source, 1));
}

function listIn(holder: JsonObject, key: string): JsonTree[] | undefined {
  const list = holder.get(key);
  return Array.isArray(list) ? list : undefined;
}

function filledTo(list: readonly JsonTree[], length: number): JsonTree[] {
  return Array.from({ length: Math.max(length, list.length) }, (_, index) => list[index] ?? null);
}

function setCompanion(holder: JsonObject, key: string, companion: JsonTree[]): void {
  if (companion.every((item) => item === null)) holder.delete(`_${key}`);
  else holder.set(`_${key}`, companion);
}
