import {
  type Atom,
  evalFhirPathTyped,
  type FhirPathAtom,
  FunctionAtom,
  LiteralAtom,
  parseFhirPath,
  toJsBoolean,
} from '@medplum/core';
import { expressionCharactersMax, patternChoicesMax } from '../limits.js';

/** A rule of a profile in FHIRPath. */
export interface Invariant {
  readonly key: string;
  readonly human: string;
  readonly atom: FhirPathAtom;
}

/**
 * What an invariant may call: what ends, prints nothing, needs no terminology and no other resource, and is judged as the
 * specification has it.
 */
const functions: ReadonlySet<string> = new Set([
  ...['where', 'select', 'exists', 'empty', 'not', 'all', 'allTrue', 'anyTrue', 'allFalse', 'anyFalse', 'count'],
  ...['distinct', 'isDistinct', 'first', 'last', 'tail', 'skip', 'take', 'single', 'intersect', 'exclude', 'union'],
  ...['combine', 'subsetOf', 'supersetOf', 'iif', 'extension', 'hasValue', 'ofType', 'as', 'is', 'children', 'matches'],
  ...['startsWith', 'endsWith', 'contains', 'lower', 'upper', 'length', 'substring', 'indexOf', 'replace', 'toChars'],
  ...['toString', 'toInteger', 'toDecimal', 'toBoolean', 'toDate', 'toDateTime', 'trim', 'split', 'join', 'abs'],
  ...['ceiling', 'floor', 'round', 'truncate', 'today', 'now', 'getReferenceKey', 'type', 'conformsToType'],
]);

/** Why an expression is not evaluated. */
export class UncheckedExpression extends Error {}

/**
 * Reads the expression of an invariant.
 * @throws UncheckedExpression for one that is not evaluated here, with the reason
 */
export function readInvariant(key: string, human: string, expression: string): Invariant {
  if (expression.length > expressionCharactersMax) throw new UncheckedExpression('its expression is too long');
  let atom: FhirPathAtom;
  try {
    atom = parseFhirPath(expression);
  } catch {
    throw new UncheckedExpression('its expression is not understood');
  }
  requireKnown(atom);
  return { key, human, atom };
}

/** Whether what is said holds of a value; `undefined` when it cannot be evaluated. */
export function holds(
  invariant: Invariant,
  value: unknown,
  type: string,
  resource: unknown,
  resourceType: string,
): boolean | undefined {
  const typed = { type, value };
  const root = { type: resourceType, value: resource };
  try {
    const found = evalFhirPathTyped(invariant.atom, [typed], {
      '%context': typed,
      '%resource': root,
      '%rootResource': root,
      $this: typed,
    });
    return found.length === 0 ? false : toJsBoolean(found);
  } catch {
    return undefined;
  }
}

/** Walks whatever an expression is made of: every part of a parsed expression that is a part itself. */
function requireKnown(part: unknown): void {
  if (Array.isArray(part)) {
    for (const each of part) requireKnown(each);
    return;
  }
  if (typeof part !== 'object' || part === null || part instanceof LiteralAtom) return;
  if (part instanceof FunctionAtom) {
    if (!functions.has(part.name)) throw new UncheckedExpression(`${part.name}() is not evaluated here`);
    if (part.name === 'matches' && !isQuickPattern(part.args[0])) {
      throw new UncheckedExpression('a regular expression that might never end');
    }
  }
  for (const inner of Object.values(part)) requireKnown(inner);
}

/**
 * Whether a regular expression takes a time that grows with the text and no more: it begins with `^`, repeats without a bound
 * once at most and no group at all, and looks neither back nor ahead.
 */
function isQuickPattern(argument: Atom | undefined): boolean {
  if (!(argument instanceof LiteralAtom)) return false;
  const plain = String(argument.value.value)
    .replace(/\\[^0-9k]/g, 'x')
    .replace(/\[[^\]]*\]/g, 'x');
  if (!plain.startsWith('^') || /[\\|]|\(\?|\)[*+{]/.test(plain)) return false;
  const ranges = [...plain.matchAll(/\{(\d+)(,?)(\d*)\}/g)].map(([, least, comma, most]) =>
    comma === '' ? 1 : most === '' ? Number.POSITIVE_INFINITY : Number(most) - Number(least) + 1,
  );
  const unbounded =
    (plain.match(/[*+]/g) ?? []).length + ranges.filter((range) => range === Number.POSITIVE_INFINITY).length;
  const choices = ranges
    .filter(Number.isFinite)
    .reduce((all, range) => all * range, 2 ** (plain.match(/\?/g) ?? []).length);
  return unbounded <= 1 && choices <= patternChoicesMax;
}
