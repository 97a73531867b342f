import type { SearchPage, StoredVersion } from '../../journal/record-store.js';
import type { ResourceId, ResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import type { GuardedPage } from '../access/guarded-page.js';
import { type Answer, resourceText } from '../answer.js';
import { bundleText, type EntryText } from '../bundle/text.js';
import type { Call } from '../call.js';
import { searchRemarks } from '../outcome.js';
import { readSearch, type SearchRequest } from '../search/query.js';
import { readScoped, type ScopedRequest } from '../search/scope.js';
import { partOf, type Subset } from '../search/subset.js';
import { withParameters } from './history.js';

/** Where is searched: a type, or all that are asked for; everywhere, or among the records of a patient. */
interface Scope {
  readonly type?: ResourceType;
  readonly patient?: ResourceId;
}

type Request = Omit<SearchRequest, 'query'>;

/**
 * FHIR R4 §3.1.0.9 search of a type, of several, or of a patient's compartment, by GET or by POST `_search`. Unknown
 * parameters are ignored and told in the Bundle; under `Prefer: handling=strict` they are refused (§3.1.1.2).
 * @throws Problem `forbidden`, `parameter-unknown`, `parameter-malformed`
 */
export async function search(call: Call, scope: Scope): Promise<Answer> {
  return scope.type === undefined ? searchSeveral(call, scope.patient) : searchOne(call, scope.type, scope.patient);
}

async function searchOne(call: Call, type: ResourceType, patient: ResourceId | undefined): Promise<Answer> {
  call.records.require(type, 'search');
  const request = readSearch(type, call.parameters, call.base, call.profiles);
  refuseIgnored(call, request);
  const within = { ...request.query, ...(patient !== undefined && { compartment: patient }) };
  const page = await call.records.search(request.totalOnly ? { ...within, count: 1, includes: [] } : within);
  return answerOf(call, request, page);
}

async function searchSeveral(call: Call, patient: ResourceId | undefined): Promise<Answer> {
  const request: ScopedRequest = readScoped(call.parameters, call, patient);
  refuseIgnored(call, request);
  if (request.isNamed) for (const { type } of request.queries) call.records.require(type, 'search');
  const queries = request.totalOnly
    ? request.queries.map((query) => ({ ...query, count: 1, includes: [] }))
    : request.queries;
  return answerOf(call, request, await call.records.searchAcross(queries));
}

function refuseIgnored(call: Call, { ignored }: Request): void {
  if (call.preferences.strict && ignored.length > 0) throw new Problem('parameter-unknown', ignored.join(', '));
}

function answerOf(call: Call, request: Request, page: GuardedPage<SearchPage>): Answer {
  const head = {
    type: 'searchset' as const,
    ...(page.total === undefined ? {} : { total: page.total }),
    link: linksOf(call, request, page.next),
  };
  const { includedInPart, incomplete = false, restricted } = page;
  const { ignored } = request;
  const remarks = searchRemarks({ ignored, includedInPart, incomplete, restricted }, call.language);
  const outcome = remarks === undefined ? [] : [{ resource: remarks, rest: { search: { mode: 'outcome' } } }];
  if (request.totalOnly) return { status: 200, asked: true, body: bundleText(head, outcome) };
  const { subset } = request;
  const entries = [
    ...page.versions.map((version) => entryOf(call.base, version, 'match', subset)),
    // Elements are those of the type that was searched.
    ...page.included.map((version) =>
      entryOf(call.base, version, 'include', subset?.kind === 'elements' ? undefined : subset),
    ),
    ...outcome,
  ];
  return { status: 200, asked: true, body: bundleText(head, entries) };
}

/** FHIR R4 §3.1.1.3.5. There is no way back from a cursor, so there is no `previous`. */
export function linksOf(call: Call, request: Pick<Request, 'used' | 'totalOnly'>, next: string | undefined) {
  const path = call.path
    .filter((segment) => segment !== '_search')
    .map((segment) => (segment.startsWith('$') ? segment : encodeURIComponent(segment)));
  const url = path.length === 0 ? `${call.base}/` : [call.base, ...path].join('/');
  const link = [{ relation: 'self', url: withParameters(url, request.used) }];
  if (request.totalOnly) return link;
  const first = new URLSearchParams(request.used);
  first.delete('_cursor');
  if (next !== undefined || first.size < request.used.size) {
    link.push({ relation: 'first', url: withParameters(url, first) });
  }
  if (next === undefined) return link;
  first.set('_cursor', next);
  return [...link, { relation: 'next', url: withParameters(url, first) }];
}

export function entryOf(base: string, version: StoredVersion, mode: 'match' | 'include', subset?: Subset): EntryText {
  return {
    fullUrl: `${base}/${version.type}/${version.id}`,
    resource: resourceText(partOf(version, subset)),
    rest: { search: { mode } },
  };
}
