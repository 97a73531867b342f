import { DotAtom, SymbolAtom } from '@medplum/core';
import { Problem } from '../../protocol/problem.js';
import { nestingDepthMax, patchOperationsMax } from '../limits.js';
import { readExpression } from './expression.js';
import { copyTree, type JsonObject, type JsonTree, measureTree } from './json-tree.js';
import { integerIn, operationsOf, type PatchValue, textIn, valueIn } from './patch-value.js';
import { type ElementPlace, keysOfElement, PlaceFinder } from './places.js';
import { insertAt, moveWithin, removeAt, replaceAt } from './slots.js';

type Parts = ReadonlyMap<string, JsonObject>;

/**
 * Applies a FHIRPath Patch (FHIR R4 §3.1.4) to a resource; all of it or, by the error, nothing.
 * @throws Problem `body-malformed`: no FHIRPath Patch · `patch-inapplicable`: the resource has no such element, or more than
 * one · `too-large`
 */
export function applyFhirPathPatch(resource: JsonTree, parameters: JsonObject): JsonTree {
  const operations = operationsOf(parameters);
  if (operations.length > patchOperationsMax)
    throw new Problem('too-large', `more than ${patchOperationsMax} operations`);
  const finder = new PlaceFinder(resource);
  operations.forEach((parts, index) => {
    try {
      apply(finder, parts);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      throw new Problem(error.code, `operation ${index}: ${error.detail}`);
    }
  });
  prune(resource);
  return resource;
}

/** FHIR has no empty elements: what lost its last child goes, too. */
function prune(tree: JsonTree): void {
  if (Array.isArray(tree)) {
    for (const item of tree) prune(item);
  } else if (tree instanceof Map) {
    for (const [key, value] of tree) {
      prune(value);
      const isEmpty =
        (value instanceof Map && value.size === 0) || (Array.isArray(value) && value.every(isEmptyObject));
      if (isEmpty) tree.delete(key);
    }
  }
}

function isEmptyObject(tree: JsonTree): boolean {
  return tree instanceof Map && tree.size === 0;
}

function apply(finder: PlaceFinder, parts: Parts): void {
  const path = textIn(parts, 'path');
  switch (textIn(parts, 'type')) {
    case 'add':
      add(one(finder, path), textIn(parts, 'name'), parts);
      return;
    case 'insert': {
      const { holder, key, type } = listAt(finder, path);
      insertAt(holder, key, integerIn(parts, 'index'), bounded(valueIn(parts, type)));
      return;
    }
    case 'delete': {
      const found = finder.find(readExpression(path));
      if (found.length > 1) throw new Problem('patch-inapplicable', 'the path means more than one element');
      // FHIR R4 §3.1.4: the element is deleted if it is found.
      if (found[0] !== undefined) removeAt(placed(found[0]));
      return;
    }
    case 'replace':
      replace(one(finder, path), parts);
      return;
    case 'move': {
      const { holder, key } = listAt(finder, path);
      moveWithin(holder, key, integerIn(parts, 'source'), integerIn(parts, 'destination'));
      return;
    }
    default:
      throw new Problem('body-malformed', 'type is none of add, insert, delete, replace, move');
  }
}

function add({ value: holder, type }: ElementPlace, name: string, parts: Parts): void {
  const [, schema] = keysOfElement(type, name)[0] ?? [];
  if (!(holder instanceof Map) || schema === undefined) {
    throw new Problem('patch-inapplicable', 'the element has no child of this name');
  }
  const value = bounded(valueIn(parts, schema.type));
  const isChoice = schema.elementName === `${name}[x]`;
  const key = isChoice ? name + value.suffix : name;
  if (schema.element.isArray === true) {
    const list = holder.get(key);
    insertAt(holder, key, Array.isArray(list) ? list.length : 0, value);
    return;
  }
  if (keysOfElement(type, name).some(([taken]) => holder.has(taken))) {
    throw new Problem('patch-inapplicable', 'the element is there already, and may be there but once');
  }
  replaceAt({ holder, key }, key, value);
}

function replace(place: ElementPlace, parts: Parts): void {
  const at = placed(place);
  const value = bounded(valueIn(parts, place.type));
  const suffix = place.type.charAt(0).toUpperCase() + place.type.slice(1);
  // A choice may become another one: `valueString` a `valueQuantity`.
  const isOther = value.suffix !== '' && value.suffix !== suffix && at.key.endsWith(suffix) && at.index === undefined;
  const renamed = at.key.slice(0, at.key.length - suffix.length) + value.suffix;
  replaceAt(at, isOther ? renamed : at.key, value);
}

/** @throws Problem `patch-inapplicable` */
function one(finder: PlaceFinder, path: string): ElementPlace {
  const [found, ...others] = finder.find(readExpression(path));
  if (found === undefined) throw new Problem('patch-inapplicable', 'the path means no element');
  if (others.length > 0) throw new Problem('patch-inapplicable', 'the path means more than one element');
  return found;
}

/** The list that a path names, which need not be there yet. */
function listAt(finder: PlaceFinder, path: string) {
  const atom = readExpression(path);
  if (!(atom instanceof DotAtom) || !(atom.right instanceof SymbolAtom)) {
    throw new Problem('body-malformed', 'the path of a list ends with its name');
  }
  const { name } = atom.right;
  const [owner, ...others] = finder.find(atom.left);
  const [, schema] = owner === undefined ? [] : (keysOfElement(owner.type, name)[0] ?? []);
  if (!(owner?.value instanceof Map) || others.length > 0 || schema?.element.isArray !== true) {
    throw new Problem('patch-inapplicable', 'the path means no list');
  }
  return { holder: owner.value, key: name, type: schema.type };
}

function placed(place: ElementPlace): NonNullable<ElementPlace['at']> {
  if (place.at === undefined) throw new Problem('patch-inapplicable', 'the path means the resource itself');
  return place.at;
}

function bounded(value: PatchValue): PatchValue {
  if (measureTree(value.tree).depth > nestingDepthMax) throw new Problem('too-large', 'made by a patch');
  return { ...value, tree: copyTree(value.tree) };
}
