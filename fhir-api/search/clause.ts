import type { SearchClause, SearchValue } from '../../journal/record-store.js';
import { Problem } from '../../protocol/problem.js';
import { isResourceTypeKnown } from '../../record/definitions/load.js';
import type { SearchParameter } from '../../record/search-parameters.js';
import { besideName, rowKindOf } from '../../record/search-row.js';
import { apiLimits } from '../limits.js';
import { splitEscaped } from './escape.js';
import {
  dateValue,
  idValue,
  missingValue,
  quantityValue,
  referenceValue,
  stringValue,
  tokenValue,
  typedIdentifierValue,
} from './values.js';

type Kind = SearchClause['kind'];
type Modifier = NonNullable<SearchClause['modifier']>;

/** The modifiers that are served for each kind (FHIR R4 §3.1.1.4.5); `/metadata` and this table cannot differ. */
const modifiersOf: Readonly<Record<Kind, readonly Modifier[]>> = {
  string: ['exact', 'contains', 'missing'],
  token: ['not', 'missing'],
  reference: ['missing'],
  date: ['missing'],
  quantity: ['missing'],
  id: [],
  lastUpdated: [],
};

/**
 * Reads one search parameter; `undefined` when it has no value (FHIR R4 §3.1.1.3 says to ignore it).
 * @throws Problem `parameter-unknown` for a modifier that is not served (FHIR R4 §3.1.1.4.5: SHALL reject),
 * `parameter-malformed`
 */
export function readClause(
  name: string,
  modifierText: string | undefined,
  text: string,
  parameter: Pick<SearchParameter, 'kind' | 'targets' | 'unionOf'>,
  base: string,
): SearchClause | undefined {
  if (text === '') return undefined;
  const { targets } = parameter;
  const kind = clauseKindOf(parameter);
  if (kind === undefined) return undefined;
  const beside = besideModifierOf(name, kind);
  if (modifierText !== undefined && modifierText === beside) return besideClause(name, beside, text);
  const isTypeModifier = kind === 'reference' && isTargetType(modifierText, targets);
  const modifier = isTypeModifier ? undefined : knownModifier(name, modifierText, kind);
  const onlyTarget = isTypeModifier ? modifierText : targets?.length === 1 ? targets[0] : undefined;
  const parts = modifier === 'missing' ? [text] : valuesIn(name, text);
  const values = parts.map((part) =>
    modifier === 'missing' ? missingValue(name, part) : readValue(name, part, kind, modifier, base, onlyTarget),
  );
  return { kind, parameter: name, values, ...(modifier === undefined ? {} : { modifier }) };
}

/** How the store compares a parameter; composites and unions of others are not served yet. */
export function clauseKindOf({ kind, unionOf }: Pick<SearchParameter, 'kind' | 'unionOf'>): Kind | undefined {
  if (unionOf !== undefined) return undefined;
  if (kind === 'id' || kind === 'lastUpdated') return kind;
  const rowKind = rowKindOf[kind];
  return rowKind === 'pair' ? undefined : rowKind;
}

/** The modifiers of one parameter. */
export function modifiersFor(name: string, kind: Kind): readonly string[] {
  const beside = besideModifierOf(name, kind);
  return beside === undefined ? modifiersOf[kind] : [...modifiersOf[kind], beside];
}

/** The modifier that is answered by rows of its own, beside those of the parameter. */
function besideModifierOf(name: string, kind: Kind): 'identifier' | 'of-type' | undefined {
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

function knownModifier(name: string, modifier: string | undefined, kind: Kind): Modifier | undefined {
  if (modifier === undefined) return undefined;
  const known = modifiersOf[kind].find((candidate) => candidate === modifier);
  if (known === undefined) throw new Problem('parameter-unknown', `this modifier of ${name} is not supported`);
  return known;
}

function readValue(
  name: string,
  text: string,
  kind: Kind,
  modifier: Modifier | undefined,
  base: string,
  onlyTarget: string | undefined,
): SearchValue {
  switch (kind) {
    case 'string':
      return stringValue(text, modifier === 'exact');
    case 'token':
      return tokenValue(name, text);
    case 'reference':
      return referenceValue(name, text, base, onlyTarget);
    case 'date':
    case 'lastUpdated':
      return dateValue(name, text);
    case 'quantity':
      return quantityValue(name, text);
    case 'id':
      return idValue(text);
  }
}
