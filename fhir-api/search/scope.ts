import type { SearchQuery } from '../../journal/record-store.js';
import { parseResourceType, type ResourceId, type ResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { isReferenceType } from '../../record/compartment.js';
import { isResourceTypeKnown, resourceTypes } from '../../record/definitions/load.js';
import { isKeptApart } from '../../record/kept-apart.js';
import type { Call } from '../call.js';
import { apiLimits } from '../limits.js';
import { printableName, readSearch, type SearchRequest } from './query.js';

/** A search of several types, one query for each, in the order of their names. */
export interface ScopedRequest extends Omit<SearchRequest, 'query'> {
  readonly queries: readonly SearchQuery[];
  /** Whether the types were named: one that the caller may not search is then refused, and not left out. */
  readonly isNamed: boolean;
}

/** What needs one type: an order, and includes. */
const ofOneType = /^_(?:sort|include|revinclude)(?::|$)/;

/**
 * Reads a search of all types that `_type` names, or of all that may be filed with a patient (FHIR R4 §3.1.1.1). Only what
 * each of the types knows can be asked of them together.
 * @throws Problem as {@link readSearch}; `parameter-malformed` without types and patient, and for one that is kept apart;
 * `type-unknown`
 */
export function readScoped(
  parameters: URLSearchParams,
  { base, profiles }: Pick<Call, 'base' | 'profiles'>,
  patient: ResourceId | undefined,
): ScopedRequest {
  if (parameters.size > apiLimits.parametersPerSearchMax)
    throw new Problem('parameter-malformed', 'too many parameters');
  const named = parameters.getAll('_type').flatMap((value) => value.split(','));
  const isNamed = named.length > 0;
  if (!isNamed && patient === undefined) throw new Problem('parameter-malformed', '_type says which types to search');
  if (!named.every(isResourceTypeKnown)) throw new Problem('type-unknown');
  const apart = named.find(isKeptApart);
  if (apart !== undefined) throw new Problem('parameter-malformed', `_type: ${apart} is searched alone`);
  const filed = () => resourceTypes().filter((type) => !isReferenceType(type) && !isKeptApart(type));
  const types = [...new Set(isNamed ? named : filed())].sort().map(parseResourceType);
  const { shared, ignored } = sharedParameters(types, parameters, (type, part) =>
    readSearch(type, part, base, profiles),
  );
  const requests = types.map((type) => readSearch(type, shared, base, profiles));
  const [first] = requests;
  if (first === undefined) throw new Problem('parameter-malformed', '_type');
  const used = new URLSearchParams([
    ...(isNamed ? [['_type', types.join(',')] as [string, string]] : []),
    ...first.used,
  ]);
  const within = patient === undefined ? {} : { compartment: patient };
  return { ...first, used, ignored, isNamed, queries: requests.map(({ query }) => ({ ...query, ...within })) };
}

/** What of the parameters all types know; what one of them does not is ignored for all, or it would mean another search. */
function sharedParameters(
  types: readonly ResourceType[],
  parameters: URLSearchParams,
  read: (type: ResourceType, parameters: URLSearchParams) => SearchRequest,
) {
  const shared = new URLSearchParams();
  const ignored: string[] = [];
  for (const [name, value] of parameters) {
    if (name === '_type') continue;
    const single = new URLSearchParams([[name, value]]);
    const isKnown = (type: ResourceType) => read(type, single).ignored.length === 0;
    if (types.every(isKnown) && (types.length === 1 || !ofOneType.test(name))) shared.append(name, value);
    else ignored.push(printableName(name));
  }
  return { shared, ignored };
}
