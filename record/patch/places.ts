import {
  AsAtom,
  type Atom,
  DotAtom,
  FunctionAtom,
  IndexerAtom,
  LiteralAtom,
  SymbolAtom,
  toJsBoolean,
} from '@medplum/core';
import { limits } from '../../protocol/limits.js';
import { Problem } from '../../protocol/problem.js';
import { schemaOf } from '../definitions/load.js';
import { type KeySchema, keysOf } from '../validation/schema-keys.js';
import { type JsonObject, type JsonTree, measureTree, plainOf } from './json-tree.js';

/** Where an element stands in a resource. */
export interface ElementPlace {
  readonly value: JsonTree;
  /** Its FHIR type. */
  readonly type: string;
  /** What holds it, under which key, and at which place of the list there; absent for the resource itself. */
  readonly at?: { readonly holder: JsonObject; readonly key: string; readonly index?: number };
}

/** What the criteria of one patch may look at, in bodies of the largest size. */
const examinedBodiesMax = 8;

/** Finds the elements that FHIRPath expressions name, by where they stand; of one patch. */
export class PlaceFinder {
  readonly #root: ElementPlace;
  #charactersLeft = examinedBodiesMax * limits.bodyBytesMax;

  constructor(resource: JsonTree) {
    this.#root = { value: resource, type: typeOf(resource, 'Resource') };
  }

  /** @throws Problem `body-malformed` for what names no place, `too-large` */
  find(atom: Atom): readonly ElementPlace[] {
    if (atom instanceof SymbolAtom) {
      return atom.name === this.#root.type || atom.name === '%resource'
        ? [this.#root]
        : childrenOf(this.#root, atom.name);
    }
    if (atom instanceof DotAtom) return this.#after(this.find(atom.left), atom.right);
    if (atom instanceof AsAtom) return ofType(this.find(atom.left), atom.right);
    if (atom instanceof IndexerAtom) {
      const found = this.find(atom.left)[integerOf(atom.expr)];
      return found === undefined ? [] : [found];
    }
    if (atom instanceof FunctionAtom) return this.#call([this.#root], atom);
    throw new Problem('body-malformed', 'a path names no element');
  }

  #after(places: readonly ElementPlace[], step: Atom): readonly ElementPlace[] {
    if (step instanceof SymbolAtom) return places.flatMap((place) => childrenOf(place, step.name));
    if (step instanceof FunctionAtom) return this.#call(places, step);
    throw new Problem('body-malformed', 'a path names no element');
  }

  #call(places: readonly ElementPlace[], { name, args }: FunctionAtom): readonly ElementPlace[] {
    const [argument] = args;
    switch (name) {
      case 'first':
        return places.slice(0, 1);
      case 'last':
        return places.slice(-1);
      case 'single':
        return places;
      case 'where':
        return argument === undefined ? [] : places.filter((place) => this.#meets(place, argument));
      case 'ofType':
      case 'as':
        return argument === undefined ? [] : ofType(places, argument);
      case 'extension': {
        const url = argument instanceof LiteralAtom ? argument.value.value : undefined;
        const extensions = places.flatMap((place) => childrenOf(place, 'extension'));
        return extensions.filter(({ value }) => value instanceof Map && value.get('url') === url);
      }
      default:
        throw new Problem('body-malformed', 'a path names no element');
    }
  }

  #meets({ value, type }: ElementPlace, criteria: Atom): boolean {
    this.#charactersLeft -= measureTree(value).characters;
    if (this.#charactersLeft < 0) throw new Problem('too-large', 'what the criteria of a patch look at');
    const typed = { type, value: plainOf(value) };
    try {
      return toJsBoolean(criteria.eval({ variables: { $this: typed } }, [typed]));
    } catch {
      throw new Problem('body-malformed', 'the criteria of a path cannot be evaluated');
    }
  }
}

/** How a child element of this name is written in JSON: one key, or several where the name has choices. */
export function keysOfElement(type: string, name: string): readonly (readonly [string, KeySchema])[] {
  const schema = schemaOf(type);
  if (schema === undefined) return [];
  return [...keysOf(schema)].filter(([key, { elementName }]) => key === name || elementName === `${name}[x]`);
}

function childrenOf(place: ElementPlace, name: string): readonly ElementPlace[] {
  const { value: holder, type } = place;
  if (!(holder instanceof Map)) return [];
  return keysOfElement(type, name).flatMap(([key, child]): readonly ElementPlace[] => {
    const value = holder.get(key);
    if (value === undefined) return [];
    if (!Array.isArray(value)) return [{ value, type: typeOf(value, child.type), at: { holder, key } }];
    return value.map((item, index) => ({ value: item, type: typeOf(item, child.type), at: { holder, key, index } }));
  });
}

function typeOf(value: JsonTree, declared: string): string {
  const own = value instanceof Map ? value.get('resourceType') : undefined;
  return typeof own === 'string' ? own : declared;
}

function ofType(places: readonly ElementPlace[], atom: Atom): readonly ElementPlace[] {
  const wanted = atom.toString().replace(/^(?:FHIR|System)\./, '');
  return places.filter(({ type }) => type === wanted);
}

function integerOf(atom: Atom): number {
  const value = atom instanceof LiteralAtom ? atom.value.value : undefined;
  if (typeof value !== 'number') throw new Problem('body-malformed', 'an index is a number');
  return value;
}
