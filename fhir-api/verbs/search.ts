import type { StoredVersion } from '../../journal/record-store.js';
import type { ResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { type Answer, resourceText } from '../answer.js';
import { bundleText, type EntryText } from '../bundle/text.js';
import type { Call } from '../call.js';
import { ignoredParametersOutcome } from '../outcome.js';
import { readSearch, type SearchRequest } from '../search/query.js';
import { withParameters } from './history.js';

/**
 * FHIR R4 §3.1.0.9 search of a type, by GET or by POST `_search`. Unknown parameters are ignored and told in the
 * Bundle; under `Prefer: handling=strict` they are refused (§3.1.1.2).
 * @throws Problem `forbidden`, `parameter-unknown`, `parameter-malformed`
 */
export async function search(call: Call, type: ResourceType): Promise<Answer> {
  call.records.require(type, 'search');
  const request = readSearch(type, call.parameters, call.base);
  if (call.preferences.strict && request.ignored.length > 0) {
    throw new Problem('parameter-unknown', request.ignored.join(', '));
  }
  const page = await call.records.search(
    request.totalOnly ? { ...request.query, count: 1, includes: [] } : request.query,
  );
  const head = {
    type: 'searchset' as const,
    ...(page.total === undefined ? {} : { total: page.total }),
    link: linksOf(call, type, request, page.next),
  };
  if (request.totalOnly) return { status: 200, asked: true, body: bundleText(head, []) };
  const entries = [
    ...page.versions.map((version) => entryOf(call.base, version, 'match')),
    ...page.included.map((version) => entryOf(call.base, version, 'include')),
  ];
  if (request.ignored.length > 0) {
    entries.push({
      resource: ignoredParametersOutcome(request.ignored, call.language),
      rest: { search: { mode: 'outcome' } },
    });
  }
  return { status: 200, asked: true, body: bundleText(head, entries) };
}

function linksOf(call: Call, type: ResourceType, request: SearchRequest, next: string | undefined) {
  const url = `${call.base}/${type}`;
  const link = [{ relation: 'self', url: withParameters(url, request.used) }];
  if (next === undefined || request.totalOnly) return link;
  const following = new URLSearchParams(request.used);
  following.set('_cursor', next);
  return [...link, { relation: 'next', url: withParameters(url, following) }];
}

function entryOf(base: string, version: StoredVersion, mode: 'match' | 'include'): EntryText {
  return {
    fullUrl: `${base}/${version.type}/${version.id}`,
    resource: resourceText(version),
    rest: { search: { mode } },
  };
}
