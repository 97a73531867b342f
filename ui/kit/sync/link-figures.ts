import { fieldsOf, listOf, numberOf, textOf } from '../http/read-fields.js';
import { type Budget, readBudget } from './budget.js';
import { type LinkDecision, readDecisions } from './decision.js';

export interface LinkFigures {
  readonly roundTripMilliseconds: number | undefined;
  /** 0 to 1. */
  readonly lossFraction: number | undefined;
  readonly budget: Budget | undefined;
}

/** What `GET /api/links` says beyond the state of each link. */
export interface MoreOfLinks {
  readonly figures: ReadonlyMap<string, LinkFigures>;
  /** The latest about records, for those are what people wait for; else the latest. */
  readonly decision: LinkDecision | undefined;
}

export function readMoreOfLinks(value: unknown): MoreOfLinks {
  const answer = fieldsOf(value);
  const figures = listOf(answer['links']).map((item) => {
    const link = fieldsOf(item);
    const of: LinkFigures = {
      roundTripMilliseconds: numberOf(link['roundTripMilliseconds']),
      lossFraction: numberOf(link['lossFraction']),
      budget: readBudget(link['budget']),
    };
    return [textOf(link['name']), of] as const;
  });
  return { figures: new Map(figures), decision: latestOf(readDecisions(answer['decisions'])) };
}

function latestOf(decisions: readonly LinkDecision[]): LinkDecision | undefined {
  return decisions.find(({ traffic }) => traffic.some((one) => one !== 'bulk')) ?? decisions[0];
}
