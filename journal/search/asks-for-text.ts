import type { SearchClause, SearchCriterion } from '../record-store.js';

/** Whether a criterion asks for the text of a code, at whichever end of a chain. */
export function asksForText(criterion: SearchCriterion): boolean {
  if (criterion.kind === 'chain') return criterion.through.some((target) => asksForText(target.criterion));
  return criterion.kind === 'has' ? asksForText(criterion.criterion) : isText(criterion);
}

export function isText(criterion: SearchCriterion): criterion is SearchClause {
  return 'modifier' in criterion && criterion.modifier === 'text';
}
