import type { SearchClause, SearchPair } from '../../journal/record-store.js';
import { Problem } from '../../protocol/problem.js';
import { isResourceTypeKnown } from '../../record/definitions/load.js';
import type { ParameterKind, SearchParameter } from '../../record/search-parameters.js';
import { besideName, rowKindOf } from '../../record/search-row.js';
import { apiLimits } from '../limits.js';
import { splitEscaped } from './escape.js';
import { pairValue, readValue } from './read-value.js';
import { valueBelow, valuesAbove } from './uri-path.js';
import { missingValue, tokenValue, typedIdentifierValue } from './values.js';

type Modifier = 'exact' | 'contains' | 'missing' | 'not' | 'above' | 'below';

/**
 * The modifiers that are served for each kind (FHIR R4 §3.1.1.4.5); `/metadata` and this table cannot differ. A composite has
 * none (§3.1.1.4.15).
 */
const modifiersOf: Readonly<Record<ParameterKind, readonly Modifier[]>> = {
  string: ['exact', 'contains', 'missing'],
  token: ['not', 'missing'],
  uri: ['above', 'below', 'missing'],
  reference: ['missing'],
  date: ['missing'],
  quantity: ['missing'],
  number: ['missing'],
  composite: [],
  id: [],
  lastUpdated: [],
};

/** Modifiers of FHIR R4 §3.1.1.4.5 that are served for no parameter, or not for this kind, and what to ask instead. */
const notServedReasons: Readonly<Record<string, string>> = {
  text: 'texts of codes are not in the index; ask for the code',
  in: 'there are no value sets here; ask for the codes',
  'not-in': 'there are no value sets here; ask for the codes',
  above: 'code systems are not known here; ask for the codes',
  below: 'code systems are not known here; ask for the codes',
};

/** What is asked of one parameter, and what its absolute references are compared with. */
interface Asked {
  readonly name: string;
  readonly text: string;
  readonly parameter: Pick<SearchParameter, 'kind' | 'targets' | 'halves'>;
  readonly base: string;
}

/**
 * Reads one search parameter; `undefined` when it has no value (FHIR R4 §3.1.1.3 says to ignore it).
 * @throws Problem `parameter-unknown` for a modifier that is not served (FHIR R4 §3.1.1.4.5: SHALL reject),
 * `parameter-malformed`
 */
export function readClause(
  name: string,
  modifierText: string | undefined,
  text: string,
  parameter: Asked['parameter'],
  base: string,
): SearchClause | SearchPair | undefined {
  if (text === '') return undefined;
  const { kind, targets } = parameter;
  const beside = besideModifierOf(name, kind);
  if (modifierText !== undefined && modifierText === beside) return besideClause(name, beside, text);
  const isTypeModifier = kind === 'reference' && isTargetType(modifierText, targets);
  const modifier = isTypeModifier ? undefined : knownModifier(name, modifierText, kind);
  const asked = { name, text, parameter, base };
  const clauseKind = clauseKindOf(parameter);
  if (clauseKind === 'pair') return pairClause(asked);
  const onlyTarget = isTypeModifier ? modifierText : targets?.length === 1 ? targets[0] : undefined;
  return { ...valuesOf(asked, modifier, onlyTarget), kind: clauseKind, parameter: name };
}

/** How the store compares a parameter. */
export function clauseKindOf({ kind }: Pick<SearchParameter, 'kind'>): SearchClause['kind'] | 'pair' {
  return kind === 'id' || kind === 'lastUpdated' ? kind : rowKindOf[kind];
}

/** The modifiers of one parameter. */
export function modifiersFor(name: string, kind: ParameterKind): readonly string[] {
  const beside = besideModifierOf(name, kind);
  return beside === undefined ? modifiersOf[kind] : [...modifiersOf[kind], beside];
}

function valuesOf(
  { name, text, parameter: { kind }, base }: Asked,
  modifier: Modifier | undefined,
  onlyTarget: string | undefined,
): Pick<SearchClause, 'modifier' | 'values'> {
  if (modifier === 'missing') return { modifier, values: [missingValue(name, text)] };
  const parts = valuesIn(name, text);
  if (modifier === 'above') return { values: parts.flatMap((part) => valuesAbove(name, part)) };
  if (modifier === 'below') return { modifier, values: parts.map((part) => valueBelow(name, part)) };
  if (kind === 'composite') throw new Problem('internal', `${name} has two halves`);
  const read = { name, kind, base, exact: modifier === 'exact', onlyTarget };
  return { ...(modifier !== undefined && { modifier }), values: parts.map((part) => readValue(read, part)) };
}

function pairClause({ name, text, parameter, base }: Asked): SearchPair {
  const { halves } = parameter;
  if (halves === undefined) throw new Problem('internal', `${name} is a composite without halves`);
  return {
    ...{ kind: 'pair', parameter: name, other: rowKindOf[halves[1].kind] },
    values: valuesIn(name, text).map((part) => pairValue(name, part, halves[1].kind, base)),
  };
}

/** The modifier that is answered by rows of its own, beside those of the parameter. */
function besideModifierOf(name: string, kind: ParameterKind): 'identifier' | 'of-type' | undefined {
  if (kind === 'reference') return 'identifier';
  return kind === 'token' && /(?:^|-)identifier$/.test(name) ? 'of-type' : undefined;
}

/**
 * `subject:identifier=system|value`, what a reference says of its target itself, and `identifier:of-type=system|code|value`
 * (FHIR R4 §3.1.1.4.5).
 */
function besideClause(name: string, modifier: 'identifier' | 'of-type', text: string): SearchClause {
  const read = modifier === 'identifier' ? tokenValue : typedIdentifierValue;
  const values = valuesIn(name, text).map((part) => read(name, part));
  return { kind: 'token', parameter: besideName(name, modifier), values };
}

function valuesIn(name: string, text: string): readonly string[] {
  const parts = splitEscaped(text, ',');
  if (parts.length > apiLimits.valuesPerParameterMax || parts.includes('')) {
    throw new Problem('parameter-malformed', `${name} has an empty value, or too many`);
  }
  return parts;
}

/** `subject:Patient=…` (FHIR R4 §3.1.1.4.9). */
function isTargetType(modifier: string | undefined, targets: readonly string[] | undefined): boolean {
  return modifier !== undefined && isResourceTypeKnown(modifier) && targets?.includes(modifier) !== false;
}

function knownModifier(name: string, modifier: string | undefined, kind: ParameterKind): Modifier | undefined {
  if (modifier === undefined) return undefined;
  const known = modifiersOf[kind].find((candidate) => candidate === modifier);
  if (known !== undefined) return known;
  const reason = Object.hasOwn(notServedReasons, modifier) ? `: ${notServedReasons[modifier]}` : '';
  throw new Problem('parameter-unknown', `this modifier of ${name} is not supported${reason}`);
}
