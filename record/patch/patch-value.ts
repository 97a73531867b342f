import { Problem } from '../../protocol/problem.js';
import { JsonNumber, type JsonObject, type JsonTree } from './json-tree.js';
import { keysOfElement } from './places.js';

/** A value that a patch brings. */
export interface PatchValue {
  readonly tree: JsonTree;
  /** The datatype as it ends a choice: `Quantity` of `valueQuantity`; '' for an element without a datatype of its own. */
  readonly suffix: string;
  /** What stands beside a primitive: its id and extensions. */
  readonly companion?: JsonTree;
}

/** The operations of a FHIRPath Patch (FHIR R4 §3.1.4), each as the parts of its parameter by their names. */
export function operationsOf(parameters: JsonObject): readonly ReadonlyMap<string, JsonObject>[] {
  if (parameters.get('resourceType') !== 'Parameters') {
    throw new Problem('body-malformed', 'a FHIRPath Patch is a resource of type Parameters');
  }
  return objectsIn(parameters.get('parameter')).map((parameter, index) => {
    if (parameter.get('name') !== 'operation') {
      throw new Problem('body-malformed', `parameter ${index} is no operation`);
    }
    return new Map(objectsIn(parameter.get('part')).map((part) => [String(part.get('name')), part]));
  });
}

/** A text of an operation, whichever of the string types it was given in. */
export function textIn(parts: ReadonlyMap<string, JsonObject>, name: string): string {
  const part = parts.get(name);
  const tree = part === undefined ? undefined : simpleValueOf(part)?.tree;
  if (typeof tree !== 'string') throw new Problem('body-malformed', `${name} is required`);
  return tree;
}

/** A place in a list. */
export function integerIn(parts: ReadonlyMap<string, JsonObject>, name: string): number {
  const part = parts.get(name);
  const tree = part === undefined ? undefined : simpleValueOf(part)?.tree;
  if (!(tree instanceof JsonNumber) || !/^\d{1,9}$/.test(tree.text)) {
    throw new Problem('body-malformed', `${name} is a whole number`);
  }
  return Number(tree.text);
}

/**
 * The value of an operation: of a datatype, or, for an element that has none, made of its parts.
 * @param type the type that the value has where it is going
 */
export function valueIn(parts: ReadonlyMap<string, JsonObject>, type: string): PatchValue {
  const part = parts.get('value');
  if (part === undefined) throw new Problem('body-malformed', 'value is required');
  const simple = simpleValueOf(part);
  if (simple !== undefined) return simple;
  const children = objectsIn(part.get('part'));
  if (children.length === 0) throw new Problem('body-malformed', 'value has no content');
  return { tree: objectOf(children, type), suffix: '' };
}

function objectOf(parts: readonly JsonObject[], type: string): JsonObject {
  const object: JsonObject = new Map();
  for (const part of parts) {
    const name = String(part.get('name'));
    const known = keysOfElement(type, name);
    const child = known[0]?.[1];
    if (child === undefined) throw new Problem('patch-inapplicable', 'a part of the value is no element of its type');
    const simple = simpleValueOf(part);
    const value = simple?.tree ?? objectOf(objectsIn(part.get('part')), child.type);
    const key = child.elementName.endsWith('[x]') && simple !== undefined ? name + simple.suffix : name;
    const list = object.get(key);
    if (Array.isArray(list)) list.push(value);
    else object.set(key, child.element.isArray === true ? [value] : value);
  }
  return object;
}

function simpleValueOf(part: JsonObject): PatchValue | undefined {
  const resource = part.get('resource');
  if (resource !== undefined) return { tree: resource, suffix: '' };
  const key = [...part.keys()].find((name) => /^_?value[A-Z]/.test(name));
  if (key === undefined) return undefined;
  const plain = key.replace(/^_/, '');
  const companion = part.get(`_${plain}`);
  return {
    tree: part.get(plain) ?? null,
    suffix: plain.slice('value'.length),
    ...(companion === undefined ? {} : { companion }),
  };
}

function objectsIn(tree: JsonTree | undefined): readonly JsonObject[] {
  return Array.isArray(tree) ? tree.filter((item) => item instanceof Map) : [];
}
