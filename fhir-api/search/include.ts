import type { SearchInclude } from '../../journal/record-store.js';
import { parseResourceType, type ResourceType } from '../../protocol/ids.js';
import { isResourceTypeKnown } from '../../record/definitions/load.js';
import { searchParametersOf } from '../../record/search-parameters.js';

/**
 * Reads `_include=Type:parameter[:Target]` and `_revinclude`, with `:iterate` or without, and `*` for all reference
 * parameters (FHIR R4 §3.1.1.5.3). Without `:iterate` a forward include starts at the type that is searched and a reverse one
 * ends there; with it, either may be a step from what was included. `undefined` when it is not one that is served.
 */
export function readIncludes(
  name: string,
  value: string,
  searched: ResourceType,
): readonly SearchInclude[] | undefined {
  const [direction, modifier, further] = name.split(':');
  if (further !== undefined || (modifier !== undefined && modifier !== 'iterate')) return undefined;
  const iterate = modifier === 'iterate';
  if (value === '*' && direction === '_include') {
    return [{ direction: 'forward', ...(iterate ? {} : { type: searched }), iterate }];
  }
  const [source = '', parameter = '', target, more] = value.split(':');
  if (more !== undefined || !isResourceTypeKnown(source)) return undefined;
  if (target !== undefined && !isResourceTypeKnown(target)) return undefined;
  const type = parseResourceType(source);
  const goal = target === undefined ? undefined : parseResourceType(target);
  return direction === '_include'
    ? forward(type, parameter, goal, iterate, searched)
    : reverse(type, parameter, goal, iterate, searched);
}

function forward(
  type: ResourceType,
  parameter: string,
  target: ResourceType | undefined,
  iterate: boolean,
  searched: ResourceType,
): readonly SearchInclude[] | undefined {
  if (!iterate && type !== searched) return undefined;
  if (parameter !== '*' && !leadsTo(type, parameter, target)) return undefined;
  return [
    {
      ...{ direction: 'forward', type, iterate },
      ...(parameter === '*' ? {} : { parameter }),
      ...(target === undefined ? {} : { target }),
    },
  ];
}

function reverse(
  type: ResourceType,
  parameter: string,
  target: ResourceType | undefined,
  iterate: boolean,
  searched: ResourceType,
): readonly SearchInclude[] | undefined {
  // What does not iterate ends at the matches.
  const goal = target ?? (iterate ? undefined : searched);
  if (!iterate && goal !== searched) return undefined;
  const names = parameter === '*' ? [...searchParametersOf(type).keys()] : [parameter];
  const leading = names.filter((name) => leadsTo(type, name, goal));
  if (leading.length === 0) return undefined;
  return leading.map((name) => ({
    ...{ direction: 'reverse', type, parameter: name, iterate },
    ...(goal === undefined ? {} : { target: goal }),
  }));
}

/** Whether it is a reference parameter that may point at the type. */
function leadsTo(type: ResourceType, parameter: string, target: ResourceType | undefined): boolean {
  const known = searchParametersOf(type).get(parameter);
  return known?.kind === 'reference' && (target === undefined || known.targets?.includes(target) !== false);
}
