import type { SearchClause, SearchCriterion, SearchPair } from '../../journal/record-store.js';
import { Problem } from '../../protocol/problem.js';
import { isResourceTypeKnown } from '../../record/definitions/load.js';
import type { ParameterKind, SearchParameter } from '../../record/search-parameters.js';
import { besideName, rowKindOf } from '../../record/search-row.js';
import { isFoundBySound } from '../../record/search-table/own.js';
import { apiLimits } from '../limits.js';
import { codesAt } from './code-place.js';
import { splitEscaped } from './escape.js';
import { pairValue, readValue } from './read-value.js';
import { hasPlaces, placeCriterion } from './reference-place.js';
import type { Terms } from './terms.js';
import { valueAbove, valueBelow } from './uri-path.js';
import { codesIn } from './value-set.js';
import { missingValue, soundValues, tokenValue, typedIdentifierValue, wordsValue } from './values.js';

type Modifier = 'exact' | 'contains' | 'missing' | 'not' | 'above' | 'below' | 'text' | 'in' | 'not-in';

/**
 * The modifiers that are served for each kind (FHIR R4 §3.1.1.4.5); `/metadata` and this table cannot differ. A composite has
 * none (§3.1.1.4.15).
 */
const modifiersOf: Readonly<Record<ParameterKind, readonly Modifier[]>> = {
  string: ['exact', 'contains', 'missing'],
  token: ['not', 'text', 'in', 'not-in', 'above', 'below', 'missing'],
  uri: ['above', 'below', 'missing'],
  reference: ['missing'],
  date: ['missing'],
  quantity: ['missing'],
  number: ['missing'],
  special: ['missing'],
  composite: [],
  id: [],
  lastUpdated: [],
};

/** A sound is as it is, and nowhere within another. */
const ofSounds: readonly Modifier[] = ['missing'];

/** Whose parameter is asked for, what its absolute references are compared with, and the codes that it may name together. */
interface ClauseGround {
  readonly type: string;
  readonly parameter: SearchParameter;
  readonly base: string;
  readonly terms: Terms;
}

/** What is asked of one parameter. */
interface Asked extends ClauseGround {
  readonly name: string;
  readonly text: string;
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
  ground: ClauseGround,
): SearchCriterion | undefined {
  if (text === '') return undefined;
  const { parameter, base } = ground;
  const { kind, targets } = parameter;
  const beside = besideModifierOf(name, kind);
  if (modifierText !== undefined && modifierText === beside) return besideClause(name, beside, text);
  if ((modifierText === 'above' || modifierText === 'below') && hasPlaces(parameter)) {
    const read = { name, kind: 'reference', base, exact: false, onlyTarget: undefined } as const;
    return placeCriterion(
      parameter,
      modifierText,
      valuesIn(name, text).map((part) => readValue(read, part)),
    );
  }
  const isTypeModifier = kind === 'reference' && isTargetType(modifierText, targets);
  const modifier = isTypeModifier ? undefined : knownModifier(name, modifierText, kind);
  const asked = { ...ground, name, text };
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
export function modifiersFor(parameter: SearchParameter): readonly string[] {
  const { name, kind } = parameter;
  const beside = besideModifierOf(name, kind);
  const ofKind = isFoundBySound(name) ? ofSounds : modifiersOf[kind];
  const ofPlaces = hasPlaces(parameter) ? ['above', 'below'] : [];
  return [...ofKind, ...ofPlaces, ...(beside === undefined ? [] : [beside])];
}

function valuesOf(
  asked: Asked,
  modifier: Modifier | undefined,
  onlyTarget: string | undefined,
): Pick<SearchClause, 'modifier' | 'values'> {
  const { name, text, parameter, base } = asked;
  const { kind } = parameter;
  if (modifier === 'missing') return { modifier, values: [missingValue(name, text)] };
  const parts = valuesIn(name, text);
  if (kind === 'token' && (modifier === 'above' || modifier === 'below')) {
    return { values: parts.map((part) => codesAt(name, part, modifier, asked)) };
  }
  if (modifier === 'above') return { values: parts.map((part) => valueAbove(name, part)) };
  if (modifier === 'below') return { modifier, values: parts.map((part) => valueBelow(name, part)) };
  if (modifier === 'in') return { values: parts.map((part) => codesIn(name, part, asked)) };
  if (modifier === 'not-in') return { modifier: 'not', values: parts.map((part) => codesIn(name, part, asked)) };
  if (modifier === 'text') return { modifier, values: parts.map((part) => wordsValue(name, part)) };
  if (isFoundBySound(name)) return { values: parts.flatMap((part) => soundValues(name, part)) };
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
  const known = (isFoundBySound(name) ? ofSounds : modifiersOf[kind]).find((candidate) => candidate === modifier);
  if (known !== undefined) return known;
  throw new Problem('parameter-unknown', `this modifier of ${name} is not supported`);
}
