import type { HistoryQuery, ResourceKey, StoredVersion } from '../../journal/record-store.js';
import type { ResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { readInterval } from '../../record/date-time.js';
import { type Answer, etagOf, instantOf, resourceText } from '../answer.js';
import { bundleText, type EntryText } from '../bundle/text.js';
import type { Call } from '../call.js';
import { apiLimits } from '../limits.js';
import { readCount } from '../search/count.js';
import { readElements, readSummary, type SubsetAsked, subsetAsked } from '../search/read-subset.js';
import { partOf, type Subset } from '../search/subset.js';

const taken = '_count, _since, _at, _summary, _elements and _cursor';

/** Whose history is asked for; all resources' where nothing is said. */
interface Asked {
  readonly type?: ResourceType;
  readonly key?: ResourceKey;
}

/**
 * FHIR R4 §3.1.0.13 history of a resource, of a type or of all, the newest first, in pages.
 * @throws Problem `forbidden`, `not-found`, `parameter-unknown`, `parameter-malformed`
 */
export async function history(call: Call, asked: Asked): Promise<Answer> {
  if (asked.type !== undefined) call.records.require(asked.type, 'history');
  const { query, isTotalOnly, subset } = readHistoryQuery(call.parameters, asked);
  const page = await call.records.history(query);
  if (!page.isKnown) throw new Problem('not-found');
  const url = [call.base, ...call.path].join('/');
  const link = [{ relation: 'self', url: withParameters(url, call.parameters) }];
  // No `previous`: a cursor says where a page begins, and nobody keeps where the one before it did. Who walks has seen it.
  if (query.cursor !== undefined || page.next !== undefined)
    link.push({ relation: 'first', url: firstPage(url, call) });
  if (page.next !== undefined && !isTotalOnly) {
    const next = new URLSearchParams(call.parameters);
    next.set('_cursor', page.next);
    link.push({ relation: 'next', url: withParameters(url, next) });
  }
  // Of many resources the total is known when they all stand on one page; counting the others would read everything.
  const isWhole = page.next === undefined && query.cursor === undefined;
  const total = page.total ?? (isWhole ? page.versions.length : undefined);
  const head = { type: 'history' as const, ...(total === undefined ? {} : { total }), link };
  const entries = isTotalOnly ? [] : page.versions.map((version) => historyEntry(call.base, version, subset));
  return { status: 200, asked: true, body: bundleText(head, entries) };
}

function firstPage(url: string, { parameters }: Call): string {
  const first = new URLSearchParams(parameters);
  first.delete('_cursor');
  return withParameters(url, first);
}

export function withParameters(url: string, parameters: URLSearchParams): string {
  return parameters.size === 0 ? url : `${url}?${parameters}`;
}

interface HistoryRequest {
  readonly query: HistoryQuery;
  /** `_count=0` or `_summary=count`. */
  readonly isTotalOnly: boolean;
  /** What of each version is shown (FHIR R4 §3.1.0.1.11); absent: all. */
  readonly subset: Subset | undefined;
}

function readHistoryQuery(parameters: URLSearchParams, asked: Asked): HistoryRequest {
  let count: number = apiLimits.pageResourcesDefault;
  let more: Pick<HistoryQuery, 'cursor' | 'since' | 'currentDuring'> = {};
  const shown: SubsetAsked = {};
  for (const [name, value] of parameters) {
    if (name === '_count') count = readCount(value);
    else if (name === '_cursor') more = { ...more, cursor: value };
    else if (name === '_since') more = { ...more, since: intervalOf(name, value).start };
    else if (name === '_at') more = { ...more, currentDuring: intervalOf(name, value) };
    else if (name === '_elements') readElements(shown, value);
    else if (name !== '_summary') throw new Problem('parameter-unknown', `history takes ${taken}`);
    else if (!readSummary(shown, value)) throw new Problem('parameter-malformed', '_summary has no such value');
  }
  const isCounted = shown.summary === 'count';
  if (isCounted && asked.key === undefined) {
    throw new Problem('parameter-malformed', '_summary=count is of the history of one resource');
  }
  const place = { ...(asked.type && { type: asked.type }), ...(asked.key && { id: asked.key.id }) };
  return {
    query: { ...place, ...more, count: Math.max(1, count) },
    isTotalOnly: isCounted || count === 0,
    subset: subsetAsked(shown),
  };
}

function intervalOf(name: string, text: string): { readonly start: number; readonly end: number } {
  // A `+` before the zone that nobody escaped arrives as a space.
  const interval = readInterval(text.replace(/ (?=\d{2}:\d{2}$)/, '+'));
  if (interval === undefined)
    throw new Problem('parameter-malformed', `${name} is a time such as 2026-11-21T09:00:00Z`);
  return interval;
}

/** An id that the server gave; what has another one was made by an update. */
const ownId = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The request that would make the same version again; of one that was erased, what it was without its content (rule W13). */
function historyEntry(base: string, version: StoredVersion, subset: Subset | undefined): EntryText {
  const { type, id, deleted, erased, isFirst } = version;
  const isPosted = isFirst && ownId.test(id);
  return {
    fullUrl: `${base}/${type}/${id}`,
    ...(deleted ? {} : { resource: resourceText(partOf(version, subset)) }),
    rest: {
      request: {
        method: deleted && erased === undefined ? 'DELETE' : isPosted ? 'POST' : 'PUT',
        url: isPosted ? type : `${type}/${id}`,
      },
      response: {
        status: erased ? '410' : deleted ? '204' : isFirst ? '201' : '200',
        etag: etagOf(version),
        lastModified: instantOf(version.lastUpdatedMilliseconds),
      },
    },
  };
}
