import {
  AndAtom,
  AsAtom,
  type Atom,
  DotAtom,
  EqualsAtom,
  FunctionAtom,
  IndexerAtom,
  IsAtom,
  LiteralAtom,
  NotEqualsAtom,
  parseFhirPath,
  SymbolAtom,
  UnionAtom,
} from '@medplum/core';
import type { ElementTypes } from './typed-elements.js';

/** One way from a resource to values of one datatype. */
export interface CompiledPath {
  /** As `search-path.ts` reads it: `telecom[system=phone]`, `entry[0].resource`. */
  readonly path: string;
  /** The code of the datatype that it leads to. */
  readonly type: string;
  /** Where that type's elements are defined. */
  readonly place: string;
  /** The resource types that a reference there may point at; `undefined`: any. */
  readonly targets?: readonly string[] | undefined;
  /** Only references to this type count: `.where(resolve() is Patient)`. */
  readonly only?: string;
}

export interface CompiledExpression {
  readonly paths: readonly CompiledPath[];
  /** The value is whether there is one, unless it is `false`: `deceased`. */
  readonly presence: boolean;
}

/** What cannot be read of an expression; told by the build, never left out in silence. */
export class UnreadableExpression extends Error {}

/**
 * Reads the part of FHIRPath that FHIR R4's search parameters are written in, for one base type.
 * @param place what the expression is evaluated on: a resource type, or the path of an element of one
 * @throws UnreadableExpression
 */
export function compileExpression(expression: string, place: string, types: ElementTypes): CompiledExpression {
  // The parser's root holds the whole expression as its only child.
  const { child } = parseFhirPath(expression) as unknown as { readonly child: Atom };
  const present = presenceOf(child);
  const reader = new Reader(place, types);
  return { paths: reader.read(present ?? child), presence: present !== undefined };
}

/** `X.exists() and X != false` as X. */
function presenceOf(atom: Atom): Atom | undefined {
  if (!(atom instanceof AndAtom)) return undefined;
  const { left, right } = atom;
  const isExists = left instanceof DotAtom && left.right instanceof FunctionAtom && left.right.name === 'exists';
  if (!isExists || !(right instanceof NotEqualsAtom) || !isFalse(right.right)) throw unreadable(atom);
  if (left.left.toString() !== right.left.toString()) throw unreadable(atom);
  return left.left;
}

function isFalse(atom: Atom): boolean {
  return atom instanceof LiteralAtom && atom.value.value === false;
}

function unreadable(atom: Atom): UnreadableExpression {
  return new UnreadableExpression(`${atom.constructor.name}: ${atom.toString()}`);
}

class Reader {
  readonly #root: CompiledPath;
  readonly #types: ElementTypes;

  constructor(place: string, types: ElementTypes) {
    this.#root = { path: '', type: place, place };
    this.#types = types;
  }

  read(atom: Atom): readonly CompiledPath[] {
    if (atom instanceof UnionAtom) return [...this.read(atom.left), ...this.read(atom.right)];
    if (atom instanceof AsAtom) return ofType(this.read(atom.left), nameOf(atom.right));
    if (atom instanceof IndexerAtom) return this.read(atom.left).map((path) => within(path, `[${indexOf(atom)}]`));
    if (atom instanceof SymbolAtom) return this.#head(atom);
    if (!(atom instanceof DotAtom)) throw unreadable(atom);
    const { right } = atom;
    const left = this.read(atom.left);
    if (right instanceof SymbolAtom) return left.flatMap((path) => this.#below(path, right.name));
    if (right instanceof FunctionAtom) return applied(left, right);
    throw unreadable(atom);
  }

  /** The type itself, another one, whose part of a union this is not, or an element of where we are. */
  #head(atom: SymbolAtom): readonly CompiledPath[] {
    if (atom.name === this.#root.place || atom.name === 'Resource') return [this.#root];
    if (/^[A-Z]/.test(atom.name) && this.#types.has(atom.name)) return [];
    if (atom.name.startsWith('%')) throw unreadable(atom);
    return this.#below(this.#root, atom.name);
  }

  #below(from: CompiledPath, name: string): readonly CompiledPath[] {
    const found = this.#types.below(from.place, name);
    if (found.length === 0) throw new UnreadableExpression(`${from.place} has no element ${name}`);
    return found.map(({ name: step, type, place, targets }) => ({
      path: from.path === '' ? step : `${from.path}.${step}`,
      type,
      place,
      targets,
    }));
  }
}

function applied(paths: readonly CompiledPath[], call: FunctionAtom): readonly CompiledPath[] {
  const [argument] = call.args;
  if (call.name === 'as' && argument !== undefined) return ofType(paths, nameOf(argument));
  if (call.name !== 'where' || argument === undefined) throw unreadable(call);
  if (argument instanceof IsAtom && argument.left instanceof FunctionAtom && argument.left.name === 'resolve') {
    const only = nameOf(argument.right);
    return paths.map((path) => ({ ...path, only }));
  }
  if (!(argument instanceof EqualsAtom) || !(argument.right instanceof LiteralAtom)) throw unreadable(call);
  const { value } = argument.right.value;
  if (typeof value !== 'string' || !/^[a-z-]+$/.test(value)) throw unreadable(call);
  const filter = `[${nameOf(argument.left)}=${value}]`;
  return paths.map((path) => within(path, filter));
}

function within(path: CompiledPath, filter: string): CompiledPath {
  return { ...path, path: path.path + filter };
}

function nameOf(atom: Atom): string {
  if (!(atom instanceof SymbolAtom)) throw unreadable(atom);
  return atom.name;
}

function indexOf(atom: IndexerAtom): number {
  const index = atom.expr instanceof LiteralAtom ? Number(atom.expr.value.value) : Number.NaN;
  if (!Number.isInteger(index)) throw unreadable(atom);
  return index;
}

/** Some of the specification's own write `DateTime` for `dateTime`. */
function ofType(paths: readonly CompiledPath[], type: string): readonly CompiledPath[] {
  return paths.filter((path) => path.type.toLowerCase() === type.toLowerCase());
}
