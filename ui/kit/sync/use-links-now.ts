import { useEffect, useState } from 'preact/hooks';
import { fieldsOf, listOf, textOf, timeOf } from '../http/read-fields.js';
import { request } from '../http/request.js';
import type { LinkView, SyncView } from './sync-state.js';

/** An answer of `GET /api/links`, of which the badge itself needs little. */
export interface LinksNow {
  readonly answer: unknown;
  /** When records last came to a link, by its name; milliseconds since 1970. */
  readonly cameAt: ReadonlyMap<string, number>;
}

export function readLinksNow(answer: unknown): LinksNow {
  const cameAt = new Map<string, number>();
  for (const item of listOf(fieldsOf(answer)['decisions'])) {
    const { to, at } = fieldsOf(item);
    const link = textOf(to);
    cameAt.set(link, Math.max(cameAt.get(link) ?? 0, timeOf(at) ?? 0));
  }
  return { answer, cameAt };
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
  const came = now?.cameAt.get(link.name);
  if (since === undefined || came === undefined) return since ?? came;
  return Math.max(since, came);
}
