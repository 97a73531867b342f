import type { ResourceKey, StoredVersion } from '../../journal/record-store.js';
import { Problem } from '../../protocol/problem.js';
import { type Answer, etagOf, resourceText } from '../answer.js';
import type { Call } from '../call.js';

/**
 * FHIR R4 §3.1.0.2 read; §3.1.0.3 conditional read by If-None-Match or, without it, If-Modified-Since.
 * @throws Problem `not-found`, `deleted`
 */
export async function read(call: Call, key: ResourceKey): Promise<Answer> {
  const version = await call.records.read(key);
  if (version === undefined) throw new Problem('not-found');
  if (version.deleted) throw new Problem('deleted');
  if (matchesAny(call.ifNoneMatch, etagOf(version))) return { status: 304, version };
  const { ifNoneMatch, ifModifiedSince } = call;
  if (
    ifNoneMatch === undefined &&
    ifModifiedSince !== undefined &&
    (await isUnmodified(call, version, ifModifiedSince))
  ) {
    return { status: 304, version };
  }
  const delivery = await call.records.delivery(key);
  return {
    status: 200,
    asked: true,
    version,
    body: resourceText(version),
    ...(delivery === undefined ? {} : { delivery: delivery.reached }),
  };
}

/**
 * Dates of HTTP count in seconds, and a version may come from another site long after it was written. So nothing may have
 * come since the date; or only what is shown, and whoever asks repeats its Last-Modified.
 */
async function isUnmodified(call: Call, version: StoredVersion, date: string): Promise<boolean> {
  const second = Math.floor(Date.parse(date) / 1000);
  if (!Number.isFinite(second) || version.token !== undefined) return false;
  const { versions, total } = await call.records.changedSince(version, second * 1000);
  if (total === 0) return true;
  const isShown = versions[0]?.versionId === version.versionId;
  return total === 1 && isShown && Math.floor(version.lastUpdatedMilliseconds / 1000) === second;
}

/** Weak comparison of entity tags (RFC 9110 §8.8.3.2). */
function matchesAny(header: string | undefined, etag: string): boolean {
  const opaque = etag.replace(/^W\//, '');
  return (header ?? '').split(',').some((item) => {
    const tag = item.trim();
    return tag === '*' || tag.replace(/^W\//, '') === opaque;
  });
}
