import type { ResourceKey } from '../../journal/record-store.js';
import { Problem } from '../../protocol/problem.js';
import { type Answer, etagOf, resourceText } from '../answer.js';
import type { Call } from '../call.js';

/**
 * FHIR R4 §3.1.0.2 read; §3.1.0.3 conditional read by If-None-Match. If-Modified-Since is left out on purpose: it
 * counts in seconds, and two versions of a record may be closer than that.
 * @throws Problem `not-found`, `deleted`
 */
export async function read(call: Call, key: ResourceKey): Promise<Answer> {
  const version = await call.records.read(key);
  if (version === undefined) throw new Problem('not-found');
  if (version.deleted) throw new Problem('deleted');
  if (matchesAny(call.ifNoneMatch, etagOf(version))) return { status: 304, version };
  const delivery = await call.records.delivery(key);
  return {
    status: 200,
    asked: true,
    version,
    body: resourceText(version),
    ...(delivery === undefined ? {} : { delivery: delivery.reached }),
  };
}

/** Weak comparison of entity tags (RFC 9110 §8.8.3.2). */
function matchesAny(header: string | undefined, etag: string): boolean {
  const opaque = etag.replace(/^W\//, '');
  return (header ?? '').split(',').some((item) => {
    const tag = item.trim();
    return tag === '*' || tag.replace(/^W\//, '') === opaque;
  });
}
