import type { HistoryQuery, ResourceKey, StoredVersion } from '../../journal/record-store.js';
import type { ResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { type Answer, etagOf, instantOf, resourceText } from '../answer.js';
import { bundleText, type EntryText } from '../bundle/text.js';
import type { Call } from '../call.js';
import { apiLimits } from '../limits.js';
import { readCount } from '../search/count.js';

/**
 * FHIR R4 §3.1.0.13 history of a resource or of a type, the newest first, in pages. `_since` and `_at` are not served,
 * and are refused rather than ignored: an answer without them would say something else.
 * @throws Problem `forbidden`, `not-found`, `parameter-unknown`, `parameter-malformed`
 */
export async function history(
  call: Call,
  asked: { readonly type: ResourceType; readonly key?: ResourceKey },
): Promise<Answer> {
  call.records.require(asked.type, 'history');
  const page = await call.records.history(readHistoryQuery(call.parameters, asked));
  if (page.versions.length === 0 && asked.key !== undefined && !call.parameters.has('_cursor')) {
    throw new Problem('not-found');
  }
  const url = `${call.base}/${call.path.join('/')}`;
  const link = [{ relation: 'self', url: withParameters(url, call.parameters) }];
  if (page.next !== undefined) {
    const next = new URLSearchParams(call.parameters);
    next.set('_cursor', page.next);
    link.push({ relation: 'next', url: withParameters(url, next) });
  }
  const entries = page.versions.map((version) => historyEntry(call.base, version));
  return { status: 200, asked: true, body: bundleText({ type: 'history', link }, entries) };
}

export function withParameters(url: string, parameters: URLSearchParams): string {
  return parameters.size === 0 ? url : `${url}?${parameters}`;
}

function readHistoryQuery(
  parameters: URLSearchParams,
  asked: { readonly type: ResourceType; readonly key?: ResourceKey },
): HistoryQuery & { type: ResourceType } {
  let count: number = apiLimits.pageResourcesDefault;
  let cursor: string | undefined;
  for (const [name, value] of parameters) {
    if (name === '_count') count = Math.max(1, readCount(value));
    else if (name === '_cursor') cursor = value;
    else throw new Problem('parameter-unknown', 'history takes _count and _cursor');
  }
  const place = asked.key === undefined ? { type: asked.type } : { type: asked.type, id: asked.key.id };
  return { ...place, count, ...(cursor === undefined ? {} : { cursor }) };
}

/** `PUT` made every version but a deletion: it is what would make the same version again. */
function historyEntry(base: string, version: StoredVersion): EntryText {
  const address = `${version.type}/${version.id}`;
  return {
    fullUrl: `${base}/${address}`,
    ...(version.deleted ? {} : { resource: resourceText(version) }),
    rest: {
      request: { method: version.deleted ? 'DELETE' : 'PUT', url: address },
      response: {
        status: version.deleted ? '204' : '200',
        etag: etagOf(version),
        lastModified: instantOf(version.lastUpdatedMilliseconds),
      },
    },
  };
}
