import {
  type Atom,
  EmptySetAtom,
  FunctionAtom,
  IndexerAtom,
  InfixOperatorAtom,
  LiteralAtom,
  PrefixOperatorAtom,
  parseFhirPath,
  SymbolAtom,
  UnionAtom,
} from '@medplum/core';
import { Problem } from '../../protocol/problem.js';
import { patchPathCharactersMax } from '../limits.js';

/** What criteria may call. Regular expressions of others are left out: some never end. */
const functions: ReadonlySet<string> = new Set([
  ...['where', 'exists', 'empty', 'not', 'all', 'count', 'first', 'last', 'single', 'extension', 'ofType', 'as', 'is'],
  ...['startsWith', 'endsWith', 'contains', 'lower', 'upper', 'hasValue', 'toString'],
]);

/**
 * Parses the FHIRPath of a patch.
 * @throws Problem `body-malformed`, `too-large`
 */
export function readExpression(text: string): Atom {
  if (text.length > patchPathCharactersMax) throw new Problem('too-large', 'the path of a patch');
  let atom: Atom;
  try {
    atom = parseFhirPath(text).child;
  } catch {
    throw new Problem('body-malformed', 'a path is no FHIRPath');
  }
  requireKnown(atom);
  return atom;
}

function requireKnown(atom: Atom): void {
  if (atom instanceof LiteralAtom || atom instanceof SymbolAtom || atom instanceof EmptySetAtom) return;
  if (atom instanceof FunctionAtom && functions.has(atom.name)) {
    for (const argument of atom.args) requireKnown(argument);
  } else if (atom instanceof IndexerAtom) {
    requireKnown(atom.left);
    requireKnown(atom.expr);
  } else if (atom instanceof InfixOperatorAtom && !(atom instanceof UnionAtom)) {
    requireKnown(atom.left);
    requireKnown(atom.right);
  } else if (atom instanceof PrefixOperatorAtom) {
    requireKnown(atom.child);
  } else {
    throw new Problem('body-malformed', 'a path uses what a patch may not');
  }
}
