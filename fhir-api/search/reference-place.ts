import type { SearchCriterion } from '../../journal/record-store.js';
import type { SearchValue } from '../../journal/search/search-value.js';
import { parseResourceType, type ResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import type { SearchParameter } from '../../record/search-parameters.js';
import { apiLimits } from '../limits.js';

/** The types of which one is part of another of the same type and never of itself, with the parameter that says so. */
const parentOf: Readonly<Record<string, string>> = { Location: 'partof', Organization: 'partof' };

/** Whether what a reference parameter points at may stand in a hierarchy. */
export function hasPlaces({ kind, targets = [] }: Pick<SearchParameter, 'kind' | 'targets'>): boolean {
  return kind === 'reference' && targets.some((type) => Object.hasOwn(parentOf, type));
}

/**
 * `location:below=…` and `:above=…` (FHIR R4 §3.1.1.4.5): what points at the resource that is named, at one that is part of it,
 * or that it is part of, over so many levels. Said by chains, so that all that holds for those holds here: who may search what,
 * and what a hub's index shows.
 * @throws Problem `parameter-unknown` for a type without a hierarchy
 */
export function placeCriterion(
  { name, targets = [] }: Pick<SearchParameter, 'name' | 'targets'>,
  modifier: 'above' | 'below',
  values: readonly SearchValue[],
): SearchCriterion {
  const types = Object.keys(parentOf).filter((type) => targets.includes(type));
  const isOther = ({ system }: SearchValue) => system !== undefined && !types.includes(system);
  if (values.some(isOther)) {
    throw new Problem('parameter-unknown', `${name}: only of ${types.join(' and ')} it is known what is part of what`);
  }
  const through = types.flatMap((typeName) => {
    const type = parseResourceType(typeName);
    const ids = values.filter(({ system }) => system === undefined || system === typeName);
    if (ids.length === 0) return [];
    const self: SearchCriterion = {
      kind: 'id',
      parameter: '_id',
      values: ids.map(({ text }) => ({ prefix: 'eq', text })),
    };
    const others = modifier === 'below' ? [partOf(type, self, apiLimits.placeLevelsMax)] : wholesOf(type, self);
    return [self, ...others].map((criterion) => ({ type, criterion }));
  });
  return { kind: 'chain', parameter: name, through };
}

/** What is part of one that meets a criterion, over one to so many levels. */
function partOf(type: ResourceType, self: SearchCriterion, levels: number): SearchCriterion {
  const next = levels > 1 ? [partOf(type, self, levels - 1)] : [];
  const through = [self, ...next].map((criterion) => ({ type, criterion }));
  return { kind: 'chain', parameter: parentOf[type] ?? '', through };
}

/** For each number of levels: what one that meets a criterion is part of. */
function wholesOf(type: ResourceType, self: SearchCriterion): readonly SearchCriterion[] {
  const wholes: SearchCriterion[] = [];
  for (let criterion = self; wholes.length < apiLimits.placeLevelsMax; ) {
    criterion = { kind: 'has', type, parameter: parentOf[type] ?? '', criterion };
    wholes.push(criterion);
  }
  return wholes;
}
