import type { SearchPage, SearchQuery, StoredVersion } from '../../journal/record-store.js';
import { limits } from '../../protocol/limits.js';
import { Problem } from '../../protocol/problem.js';

type Search = (query: SearchQuery) => Promise<SearchPage>;

/**
 * One page of several searches that differ by their type: one type after the other, so that each goes through its own
 * indexes. A cursor is that of a single search with its type before it.
 * @throws Problem `parameter-malformed` for a cursor of another search
 */
export async function searchTypes(queries: readonly SearchQuery[], search: Search): Promise<SearchPage> {
  const [first] = queries;
  if (first === undefined) return { versions: [], included: [], includedInPart: false };
  const start = readCursor(queries, first.cursor);
  const count = Math.max(1, Math.min(first.count, limits.pageResourcesMax));
  const versions: StoredVersion[] = [];
  const included: StoredVersion[] = [];
  let includedInPart = false;
  let incomplete = false;
  let end: string | undefined;
  let more = false;
  for (const [index, { cursor: _, ...query }] of queries.entries()) {
    if (index < start.index || more) continue;
    const room = count - versions.length;
    const cursor = index === start.index ? start.cursor : undefined;
    const asked = { ...query, total: false, count: Math.max(room, 1), ...(cursor !== undefined && { cursor }) };
    const page = await search(asked);
    // A full page goes on only when something follows.
    more = room === 0 ? page.versions.length > 0 : page.next !== undefined;
    if (room === 0) continue;
    versions.push(...page.versions);
    included.push(...page.included);
    includedInPart ||= page.includedInPart;
    incomplete ||= page.incomplete === true;
    if (page.end !== undefined) end = `${query.type}.${page.end}`;
  }
  return {
    ...{ versions, included, includedInPart },
    ...(incomplete && { incomplete }),
    ...(end !== undefined && { end, ...(more && { next: end }) }),
    ...(first.total && { total: await totalOf(queries, search) }),
  };
}

async function totalOf(queries: readonly SearchQuery[], search: Search): Promise<number> {
  let total = 0;
  for (const { cursor: _, ...query } of queries) {
    total += (await search({ ...query, count: 1, includes: [] })).total ?? 0;
  }
  return total;
}

function readCursor(queries: readonly SearchQuery[], cursor: string | undefined) {
  if (cursor === undefined) return { index: 0, cursor: undefined };
  const dot = cursor.indexOf('.');
  const index = queries.findIndex(({ type }) => type === cursor.slice(0, Math.max(dot, 0)));
  if (index === -1) throw new Problem('parameter-malformed', 'page cursor');
  return { index, cursor: cursor.slice(dot + 1) };
}
