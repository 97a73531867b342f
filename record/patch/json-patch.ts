import { limits } from '../../protocol/limits.js';
import { Problem } from '../../protocol/problem.js';
import { nestingDepthMax, patchOperationsMax } from '../limits.js';
import { copyTree, isEqualTree, type JsonObject, type JsonTree, measureTree } from './json-tree.js';
import { indexOf, placeOf, readPointer, valueAt } from './pointer.js';

/** What the operations of one patch may move and copy, in bodies of the largest size: copies of copies double each time. */
const movedBodiesMax = 8;

type Tokens = readonly string[];

/** One operation of RFC 6902 §4. */
type Operation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: Tokens; readonly value: JsonTree }
  | { readonly op: 'remove'; readonly path: Tokens }
  | { readonly op: 'move' | 'copy'; readonly path: Tokens; readonly from: Tokens };

/**
 * Applies a JSON Patch (RFC 6902) to a resource; all of it or, by the error, nothing.
 * @throws Problem `body-malformed`: no JSON Patch · `patch-inapplicable`: the resource has no such place ·
 * `patch-test-failed` · `too-large`
 */
export function applyJsonPatch(resource: JsonTree, patch: JsonTree): JsonTree {
  if (!Array.isArray(patch)) throw new Problem('body-malformed', 'a JSON Patch is a list of operations');
  if (patch.length > patchOperationsMax) throw new Problem('too-large', `more than ${patchOperationsMax} operations`);
  const operations = patch.map(readOperation);
  const budget = { characters: movedBodiesMax * limits.bodyBytesMax };
  return operations.reduce((tree, operation, index) => apply(tree, operation, index, budget), resource);
}

function readOperation(tree: JsonTree, index: number): Operation {
  const wrong = (what: string) => new Problem('body-malformed', `operation ${index}: ${what}`);
  if (!(tree instanceof Map)) throw wrong('is no object');
  const op = tree.get('op');
  const path = pointerIn(tree, 'path', wrong);
  switch (op) {
    case 'add':
    case 'replace':
    case 'test': {
      const value = tree.get('value');
      if (value === undefined) throw wrong('value is required');
      return { op, path, value };
    }
    case 'remove':
      return { op, path };
    case 'move':
    case 'copy':
      return { op, path, from: pointerIn(tree, 'from', wrong) };
    default:
      throw wrong('op is none of add, remove, replace, move, copy, test');
  }
}

function pointerIn(tree: JsonObject, name: string, wrong: (what: string) => Problem): Tokens {
  const text = tree.get(name);
  if (typeof text !== 'string') throw wrong(`${name} is required`);
  return readPointer(text);
}

function apply(tree: JsonTree, operation: Operation, index: number, budget: { characters: number }): JsonTree {
  const { op, path } = operation;
  const inapplicable = (what: string) => new Problem('patch-inapplicable', `operation ${index}: ${what}`);
  const found = (tokens: Tokens) => {
    const value = valueAt(tree, tokens);
    if (value === undefined) throw inapplicable('there is nothing at its place');
    return value;
  };
  switch (op) {
    case 'add':
      charge(operation.value, path, budget);
      return put(tree, path, copyTree(operation.value), inapplicable);
    case 'remove':
      found(path);
      return take(tree, path, inapplicable);
    case 'replace':
      found(path);
      charge(operation.value, path, budget);
      if (path.length > 0) take(tree, path, inapplicable);
      return put(tree, path, copyTree(operation.value), inapplicable);
    case 'test':
      if (!isEqualTree(found(path), operation.value)) {
        throw new Problem('patch-test-failed', `operation ${index}`);
      }
      return tree;
    case 'move': {
      const value = found(operation.from);
      if (isInside(path, operation.from)) throw inapplicable('nothing can be moved into itself');
      charge(value, path, budget);
      return put(take(tree, operation.from, inapplicable), path, value, inapplicable);
    }
    case 'copy': {
      const value = found(operation.from);
      charge(value, path, budget);
      return put(tree, path, copyTree(value), inapplicable);
    }
  }
}

/** @throws Problem `too-large` */
function charge(value: JsonTree, path: Tokens, budget: { characters: number }): void {
  const { characters, depth } = measureTree(value);
  budget.characters -= characters;
  if (budget.characters < 0 || path.length + depth > nestingDepthMax) throw new Problem('too-large', 'made by a patch');
}

/** RFC 6902 §4.1: a member is set, an element is put before the one at its index, `-` is the end of a list. */
function put(tree: JsonTree, path: Tokens, value: JsonTree, inapplicable: (what: string) => Problem): JsonTree {
  if (path.length === 0) return value;
  const place = placeOf(tree, path);
  if (place?.holder instanceof Map) {
    place.holder.set(place.name, value);
    return tree;
  }
  if (place === undefined || !Array.isArray(place.holder)) throw inapplicable('nothing holds its place');
  const index = place.name === '-' ? place.holder.length : indexOf(place.name);
  if (index === undefined || index > place.holder.length) throw inapplicable('its index is outside of the list');
  place.holder.splice(index, 0, value);
  return tree;
}

/** Takes out what is there. */
function take(tree: JsonTree, path: Tokens, inapplicable: (what: string) => Problem): JsonTree {
  const place = path.length === 0 ? undefined : placeOf(tree, path);
  if (place?.holder instanceof Map) place.holder.delete(place.name);
  else if (Array.isArray(place?.holder)) place.holder.splice(Number(place.name), 1);
  else throw inapplicable('a resource cannot be taken out of itself');
  return tree;
}

function isInside(path: Tokens, from: Tokens): boolean {
  return path.length > from.length && from.every((token, index) => path[index] === token);
}
