import { useEffect, useState } from 'preact/hooks';
import { fieldsOf, listOf, numberOf, textOf } from '../http/read-fields.js';
import { request } from '../http/request.js';
import { type Budget, readBudget } from './budget.js';
import { type LinkDecision, readDecisions } from './decision.js';
import type { LinkView, SyncView } from './sync-state.js';

/** What `GET /api/links` says beyond the state of each link. */
export interface LinksNow {
  readonly figures: ReadonlyMap<string, LinkFigures>;
  /** The newest first. */
  readonly decisions: readonly LinkDecision[];
}

export interface LinkFigures {
  readonly metered: boolean;
  readonly roundTripMilliseconds: number | undefined;
  /** 0 to 1. */
  readonly lossFraction: number | undefined;
  readonly budget: Budget | undefined;
}

export function readLinksNow(value: unknown): LinksNow {
  const answer = fieldsOf(value);
  const figures = listOf(answer['links']).map((item) => {
    const link = fieldsOf(item);
    const of: LinkFigures = {
      metered: link['metered'] === true,
      roundTripMilliseconds: numberOf(link['roundTripMilliseconds']),
      lossFraction: numberOf(link['lossFraction']),
      budget: readBudget(link['budget']),
    };
    return [textOf(link['name']), of] as const;
  });
  return { figures: new Map(figures), decisions: readDecisions(answer['decisions']) };
}

/** Asked whenever the state of sync was; `undefined` before the first answer. */
export function useLinksNow(sync: SyncView | undefined): LinksNow | undefined {
  const [now, setNow] = useState<LinksNow | undefined>(undefined);
  useEffect(() => {
    if (sync === undefined) return;
    let stopped = false;
    request('GET', '/api/links').then(
      ({ value }) => {
        if (!stopped) setNow(readLinksNow(value));
      },
      () => {},
    );
    return () => {
      stopped = true;
    };
  }, [sync]);
  return now;
}

/** Since when a link is in use as it is: its own state, and when lanes last came to it. */
export function inUseSince(link: LinkView, now: LinksNow | undefined): number | undefined {
  const since = link.since === undefined ? undefined : new Date(link.since).getTime();
  const came = now?.decisions.find(({ to }) => to === link.name)?.at;
  if (since === undefined || came === undefined) return since ?? came;
  return Math.max(since, came);
}
