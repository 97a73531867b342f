import type { SearchCriterion, SearchQuery } from '../../journal/record-store.js';
import type { ResourceType } from '../../protocol/ids.js';
import { resourceTypes } from '../../record/definitions/load.js';

/** What somebody may do with a type. */
export interface Rights {
  /** Whether all of its resources may be searched: a chain that some of them end would tell which. */
  readonly maySearchAll: (type: string) => boolean;
  readonly maySearch: (type: string) => boolean;
  readonly mayRead: (type: string) => boolean;
}

/**
 * A search as somebody may run it. A chain tells what stands in the resources that it goes through, so it goes only through
 * types that may be searched; includes lead only to types that may be read (rule F70).
 * @returns the type, instead, where a criterion goes through nothing else
 */
export function permitted(query: SearchQuery, rights: Rights): SearchQuery | { readonly refused: ResourceType } {
  const clauses: SearchCriterion[] = [];
  for (const criterion of query.clauses) {
    const narrowed = narrow(criterion, rights);
    if ('refused' in narrowed) return narrowed;
    clauses.push(narrowed);
  }
  if (query.includes.length === 0) return { ...query, clauses };
  return {
    ...{ ...query, clauses },
    includes: query.includes.filter(({ direction, type = '' }) => direction === 'forward' || rights.maySearch(type)),
    includedTypes: new Set(resourceTypes().filter(rights.mayRead)),
  };
}

function narrow(criterion: SearchCriterion, rights: Rights): SearchCriterion | { readonly refused: ResourceType } {
  if (criterion.kind === 'has') {
    if (!rights.maySearchAll(criterion.type)) return { refused: criterion.type };
    const inner = narrow(criterion.criterion, rights);
    return 'refused' in inner ? inner : { ...criterion, criterion: inner };
  }
  if (criterion.kind !== 'chain') return criterion;
  let refused: ResourceType | undefined;
  const through = criterion.through.flatMap((target) => {
    const inner = rights.maySearchAll(target.type) ? narrow(target.criterion, rights) : { refused: target.type };
    if (!('refused' in inner)) return [{ ...target, criterion: inner }];
    refused = inner.refused;
    return [];
  });
  return refused !== undefined && through.length === 0 ? { refused } : { ...criterion, through };
}
