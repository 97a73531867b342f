import type { SearchCriterion, SearchQuery } from '../../journal/record-store.js';
import type { ResourceType } from '../../protocol/ids.js';
import { resourceTypes } from '../../record/definitions/load.js';

/** What a role may do with a type. */
export interface Rights {
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
    if (!rights.maySearch(criterion.type)) return { refused: criterion.type };
    const inner = narrow(criterion.criterion, rights);
    return 'refused' in inner ? inner : { ...criterion, criterion: inner };
  }
  if (criterion.kind !== 'chain') return criterion;
  let refused: ResourceType | undefined;
  const through = criterion.through.flatMap((target) => {
    const inner = rights.maySearch(target.type) ? narrow(target.criterion, rights) : { refused: target.type };
    if (!('refused' in inner)) return [{ ...target, criterion: inner }];
    refused = inner.refused;
    return [];
  });
  return refused !== undefined && through.length === 0 ? { refused } : { ...criterion, through };
}
