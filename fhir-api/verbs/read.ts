import type { ResourceKey, StoredVersion } from '../../journal/record-store.js';
import { Problem } from '../../protocol/problem.js';
import { type Answer, resourceText } from '../answer.js';
import type { Call } from '../call.js';
import { namesVersion, preconditionOf, readEntityTags } from '../conditions/entity-tags.js';
import { goneProblem } from '../gone.js';
import { readSubset } from '../search/read-subset.js';
import { partOf } from '../search/subset.js';

/**
 * FHIR R4 §3.1.0.2 read; §3.1.0.3 conditional read by If-None-Match or, without it, If-Modified-Since. If-Match holds for
 * a read, too (RFC 9110 §13.1.1). With `_summary` or `_elements` it shows a part (FHIR R4 §3.1.0.1.11).
 * @throws Problem `not-found`, `deleted`, `erased`, `version-conflict`, `parameter-malformed`
 */
export async function read(call: Call, key: ResourceKey): Promise<Answer> {
  const subset = readSubset(call.parameters);
  const version = await call.records.read(key);
  if (version === undefined) throw new Problem('not-found');
  if (version.deleted) throw goneProblem(version);
  preconditionOf({ ifMatch: call.ifMatch, ifNoneMatch: undefined }, version);
  if (isNamed(call.ifNoneMatch, version)) return { status: 304, version };
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
    body: resourceText(partOf(version, subset)),
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

/** A header that is malformed is taken as if it were not there (RFC 9110 §13.1.2 leaves it open): the resource is sent. */
function isNamed(header: string | undefined, version: StoredVersion): boolean {
  const tags = header === undefined ? undefined : readEntityTags(header);
  return tags !== undefined && namesVersion(tags, version);
}
