import type { SearchQuery } from '../../journal/record-store.js';
import { parseResourceType, type ResourceType } from '../../protocol/ids.js';
import { isResourceTypeKnown } from '../../record/definitions/load.js';
import { searchParametersOf } from '../../record/search-parameters.js';

type Include = SearchQuery['includes'][number];

/**
 * Reads `_include=Type:parameter[:Target]` and `_revinclude` (FHIR R4 §3.1.1.5.4). A forward include starts at the
 * type that is searched; a reverse one ends there. `undefined` when it is not one that is served; a target narrows
 * nothing here, so it is only taken where the parameter has no other.
 */
export function readInclude(
  name: '_include' | '_revinclude',
  value: string,
  searched: ResourceType,
): Include | undefined {
  const [source = '', parameter = '', target, more] = value.split(':');
  if (more !== undefined || !isResourceTypeKnown(source)) return undefined;
  const known = searchParametersOf(source).get(parameter);
  if (known?.kind !== 'reference') return undefined;
  const targets = known.targets ?? [];
  if (target !== undefined && !(targets.length === 1 && targets[0] === target)) return undefined;
  const type = parseResourceType(source);
  if (name === '_include') return type === searched ? { direction: 'forward', type, parameter } : undefined;
  return targets.length === 0 || targets.includes(searched) ? { direction: 'reverse', type, parameter } : undefined;
}
